import { after, type MarketId, money, type Recorder, type Strategy, selectionId, venueId } from '@betting-advisor/core'
import type { LadderBook } from '@betting-advisor/core/book'
import { createEngine, replay } from '@betting-advisor/core/simulation'
import type { ByteRange } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { recordEngine } from '../../src/engine/recording.ts'
import { createStreamReader } from '../book/stream-reader.ts'
import { GBP, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession, VENUE } from '../support/session.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const market = {
  ...matchOdds('exchange:1.1'),
  selections: ['7', '8'].map((id) => ({ id: selectionId(id), name: id, line: null })),
}

/** Backs the first runner whenever its best price has moved. */
function mover(): Strategy {
  let before = 0
  return {
    name: 'mover',
    version: '1',
    maxEntriesPerMarket: 100,
    onMarket({ book }, desk) {
      const best = book?.bestBack(0) ?? null
      if (best === null) return
      if (best !== before) {
        const venue = venueId('exchange')
        desk.signal({
          kind: 'order',
          market: market.id,
          selection: selectionId('7'),
          venue,
          side: 'back',
          stake: money(10),
        })
      }
      before = best
    },
  }
}

/** Messages of a stream, the image in two segments. */
function messages(): string[] {
  const image = { op: 'mcm', ct: 'SUB_IMAGE', pt: NOON }
  const definition = { status: 'OPEN', inPlay: false, runners: [{ id: 7 }, { id: 8 }] }
  const lines = [
    { ...image, segmentType: 'SEG_START', mc: [{ id: '1.1', img: true, marketDefinition: definition }] },
    { ...image, segmentType: 'SEG_END', mc: [{ id: '1.1', rc: [{ id: 7, atb: [[2, 10]] }] }] },
    ...Array.from({ length: 40 }, (_, index) => ({
      op: 'mcm',
      pt: at(index),
      mc: [{ id: '1.1', rc: [{ id: 7, atb: [[2 + ((index * 7) % 11) / 50, index % 3]], trd: [[2, index + 1]] }] }],
    })),
  ]
  return lines.map((line) => `${JSON.stringify(line)}\r\n`)
}

/** A session that hears a stream, whose bytes are kept before each line that names them. */
function recorded() {
  const lines: string[] = []
  const recorder: Recorder = { append: (line) => void lines.push(line), close: async () => {} }
  const books = new Map<MarketId, LadderBook>()
  const session = createSession({ strategies: [mover()], books, recording: recordEngine(recorder) })
  session.market(news(market, NOON, {}))
  const reader = createStreamReader('all')
  let stream = Buffer.alloc(0)
  let offset = 0
  for (const line of messages()) {
    stream = Buffer.concat([stream, Buffer.from(line)])
    const change = reader.read(JSON.parse(line))
    if (change === null) continue
    for (const book of change.changed) books.set(book.market, book)
    const bytes = { stream: 'exchange', offset, length: stream.length - offset }
    const changed = change.changed.map((book) => book.market)
    session.hear({ type: 'feed', at: change.publishedAt, feed: 'stream', asOf: change.publishedAt, changed, bytes })
    offset = stream.length
  }
  return { lines, stream, session }
}

/** What reads a recorded stream into the books of the engine that is replaying. */
function replaying(stream: Buffer) {
  let books = new Map<MarketId, LadderBook>()
  let reader = createStreamReader('all')
  const ranges: ByteRange[] = []
  return {
    ranges,
    engine() {
      books = new Map()
      reader = createStreamReader('all')
      const route = { name: VENUE, traits: BACKS, takes: () => true }
      return createEngine({
        account: ACCOUNT,
        currency: GBP,
        timeZone: 'UTC',
        limits: WIDE,
        strategies: [mover()],
        routes: [route],
        books,
      })
    },
    takeIn(bytes: ByteRange) {
      ranges.push(bytes)
      const text = stream.subarray(bytes.offset, bytes.offset + bytes.length).toString('utf8')
      for (const line of text.split('\r\n')) {
        if (line === '') continue
        for (const book of reader.read(JSON.parse(line))?.changed ?? []) books.set(book.market, book)
      }
    },
  }
}

describe('a recording of books', () => {
  it('replays through the same reader into the same books to the same decisions', async () => {
    const { lines, stream, session } = recorded()
    expect(session.sent.length).toBeGreaterThan(5)
    const again = replaying(stream)
    const report = await replay(lines, again.engine, again.takeIn)
    expect(report).toMatchObject({ runs: 1, difference: null })
    expect(again.ranges.reduce((total, { length }) => total + length, 0)).toBe(stream.length)
  })

  it('shows the first difference when the bytes are others', async () => {
    const { lines, stream } = recorded()
    const other = Buffer.from(stream.toString('utf8').replaceAll('[2.2,', '[2.18,'))
    expect(other.equals(stream)).toBe(false)
    const again = replaying(other)
    expect((await replay(lines, again.engine, again.takeIn)).difference?.input.type).toBe('feed')
  })

  it('cannot be replayed without what reads the stream', async () => {
    const { lines, stream } = recorded()
    await expect(replay(lines, replaying(stream).engine)).rejects.toThrow(
      expect.objectContaining({ code: 'RECORDING_UNREADABLE', remedy: expect.stringContaining('stream') }),
    )
  })
})
