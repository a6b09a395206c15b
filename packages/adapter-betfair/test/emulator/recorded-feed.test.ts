import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSegmentedRecorder, openSegmentedRecording } from '@betting-advisor/adapter-kit'
import { createSystemClock, type MarketId, silentLogger } from '@betting-advisor/core'
import type { BookView } from '@betting-advisor/core/book'
import type { Books, ByteRange, FeedTurn } from '@betting-advisor/core/venue'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createBetfairCard, serveBetfair } from '../../src/emulator.ts'
import { createBetfairSession } from '../../src/index.ts'
import { createMarketFeed, createMarketReader, streamEndpoint } from '../../src/stream.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recorded-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Lets a feed of a busy card run until it has heard so much; `heard` is told of each message, once it is in the books. */
async function listen(
  messages: number,
  record: (bytes: Uint8Array) => ByteRange | null,
  heard: (turn: FeedTurn, books: Books, count: number) => void | Promise<void>,
) {
  const clock = createSystemClock()
  const world = createBetfairCard({ seed: 'recorded', tickMs: 50, races: { everyMs: 20_000, opensBeforeMs: 60_000 } })
  await using emulator = await serveBetfair({ world, clock, accounts: [{ username: 'bot', password: 'secret' }] })
  const { hosts, authority: authorities } = emulator
  await using session = createBetfairSession({
    ...{ appKey: 'live-key', username: 'bot', password: 'secret', hosts, authorities, clock },
  })
  const { access } = session
  const endpoint = streamEndpoint(access)
  const feed = createMarketFeed({ endpoint, appKey: access.appKey, session, markets: { filter: {} }, record })
  const stopped = new AbortController()
  let count = 0
  for await (const batch of feed.messages({ clock, logger: silentLogger, signal: stopped.signal })) {
    for (const message of batch) {
      if (count === messages) break
      const turn = message()
      count += 1
      await heard(turn, feed.books, count)
    }
    if (count >= messages) stopped.abort()
    else if (count % 50 === 10) emulator.control.dropStreams()
  }
}

/** What a book shows, to be held against another. */
function shown(book: BookView | undefined): unknown {
  if (book === undefined) return null
  return Array.from({ length: book.runners }, (_, runner) => ({
    selection: book.selection(runner),
    back: Array.from({ length: book.levels('back', runner) }, (__, at) => [
      book.back(runner, at),
      book.backSize(runner, at),
    ]),
    lay: Array.from({ length: book.levels('lay', runner) }, (__, at) => [
      book.lay(runner, at),
      book.laySize(runner, at),
    ]),
    last: book.lastPrice(runner),
    matched: book.totalMatched,
    state: book.state.status,
  }))
}

it('is replayed from its recording into the books that it kept, message by message, over lost connections', async () => {
  const live: { readonly range: ByteRange; readonly books: readonly (readonly [MarketId, unknown])[] }[] = []
  await using recorder = createSegmentedRecorder(folder, 'exchange', { segmentBytes: 20_000 })
  await listen(150, recorder.append, ({ bytes, changed }, books) => {
    if (bytes !== null) live.push({ range: bytes, books: changed.map((id) => [id, shown(books.get(id))]) })
  })
  await recorder.close()
  using recording = openSegmentedRecording(folder, 'exchange')
  const reader = createMarketReader()
  for (const { range, books } of live) {
    reader.takeIn(recording.read(range))
    for (const [id, book] of books) expect(shown(reader.books.get(id))).toEqual(book)
  }
  expect(live.flatMap(({ books }) => books).length).toBeGreaterThan(100)
})

it('goes on where nothing can be recorded any more', async () => {
  const faults: string[] = []
  const own = join(folder, 'own')
  const recorder = createSegmentedRecorder(own, 'exchange', {
    segmentBytes: 5_000,
    stopped: ({ code }) => faults.push(code),
  })
  const ranges: (ByteRange | null)[] = []
  let changes = 0
  await listen(120, recorder.append, async ({ bytes, changed }, _, count) => {
    ranges.push(bytes)
    changes += changed.length
    if (count !== 20) return
    // The disk is taken away.
    await rm(own, { recursive: true })
    await writeFile(own, '')
  })
  expect(faults).toEqual(['RECORDING_FAILED'])
  expect(recorder.status()).toMatchObject({ state: 'stopped', fault: { code: 'RECORDING_FAILED' } })
  expect(ranges[0]).not.toBeNull()
  expect(ranges.at(-1)).toBeNull()
  expect(changes).toBeGreaterThan(60)
  await recorder.close()
})
