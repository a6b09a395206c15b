import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { gunzipSync } from 'node:zlib'
import { createSegmentedRecorder } from '@betting-advisor/adapter-kit'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectSame } from '../../../core/test/book/compare-books.ts'
import { SlowBooks } from '../../../core/test/book/slow-book.ts'
import { runnerName, type StreamMessage } from '../../../core/test/book/stream-message.ts'
import { packMarkets, pastMarkets, readHistory } from '../../src/history.ts'
import { exchangeMarket } from '../../src/markets/names.ts'
import type { MarketChange } from '../../src/stream/wire.ts'
import { createMarketReader } from '../../src/stream.ts'
import { madeUpChanges } from '../stream/made-up-changes.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pack-'))
})
afterEach(() => rm(folder, { recursive: true }))

const MARKETS = ['1.101', '1.102', '1.103']

interface Message {
  /** Of each message another one, by which two that say the same at the same time are two. */
  readonly clk: string | null
  readonly pt: number
  readonly mc: readonly MarketChange[]
}

/** Lines of a message as the stream tells it: whole, or in segments with a heartbeat between two of them. */
function linesOf({ clk, pt, mc }: Message, inSegments: boolean): string {
  const line = (rest: object) => `${JSON.stringify({ op: 'mcm', id: 2, clk, pt, ...rest })}\r\n`
  if (!inSegments || mc.length < 2) return line({ ct: 'SUB_IMAGE', mc })
  return mc
    .map((change, index) =>
      line({ segmentType: index === 0 ? 'SEG_START' : index < mc.length - 1 ? 'SEG' : 'SEG_END', mc: [change] }),
    )
    .join('')
}

/** Messages of a few markets that nobody has made; the first of each market says what it is. */
function madeUp(seed: string, count: number): readonly Message[] {
  const made = madeUpChanges(seed, MARKETS)
  return Array.from({ length: count }, (_, index) => ({
    clk: `c${index}`,
    pt: 1_000 + Math.floor(index / 2),
    mc: made.changes(),
  }))
}

async function packedFiles(to: string): Promise<ReadonlyMap<string, readonly Uint8Array[]>> {
  const files = new Map<string, readonly Uint8Array[]>()
  for await (const file of readHistory(to)) {
    const id = /(1\.\d+)\.gz$/.exec(file.path)?.[1] ?? ''
    const lines: Uint8Array[] = []
    for await (const line of file.lines()) lines.push(Uint8Array.from(line))
    files.set(id, lines)
  }
  return files
}

/** Holds packed files against a slow implementation that hears the messages as they were, after each of them. */
function expectSameBooks(files: ReadonlyMap<string, readonly Uint8Array[]>, messages: readonly Message[]): void {
  const slow = new SlowBooks()
  const readers = new Map([...files].map(([id, lines]) => [id, { reader: createMarketReader(), lines, next: 0 }]))
  for (const [index, message] of messages.entries()) {
    slow.read({ op: 'mcm', ...message } as unknown as StreamMessage)
    for (const id of new Set(message.mc.map((change) => change.id))) {
      const packed = readers.get(id)
      const line = packed?.lines[packed.next]
      if (packed === undefined || line === undefined) throw new Error(`a message of ${id} is missing`)
      packed.next += 1
      expect(packed.reader.readLine(line)?.publishedAt).toBe(message.pt)
      const [book, market] = [packed.reader.books.get(exchangeMarket(id)), slow.markets.get(id)]
      if (book === undefined || market === undefined) throw new Error(`no book of ${id}`)
      const touched = message.mc.flatMap((change) => (change.id === id ? (change.rc ?? []) : []))
      // Of a long recording the whole book is looked at now and then.
      expectSame(book, market, 'all', index < 100 || index % 500 === 0 ? undefined : touched.map(runnerName))
    }
  }
  for (const { lines, next } of readers.values()) expect(lines).toHaveLength(next)
}

describe('what was recorded and packed', () => {
  it('gives message by message the books that the stream gave, however often it is packed', async () => {
    let run = 0
    // The next test has another, also where this one is given up.
    const root = folder
    const property = fc.asyncProperty(
      fc.integer(),
      fc.array(fc.boolean(), { minLength: 1 }),
      async (seed, segments) => {
        run += 1
        const [from, to] = [join(root, `${run}`, 'from'), join(root, `${run}`, 'to')]
        const messages = madeUp(`${seed}`, 40)
        for (const part of [messages.slice(0, 25), messages.slice(25)]) {
          const recorder = createSegmentedRecorder(from, 'exchange', { segmentBytes: 4096 })
          for (const [index, message] of part.entries()) {
            recorder.append(Buffer.from(linesOf(message, segments[index % segments.length] ?? false)))
            recorder.append(Buffer.from(`{"op":"mcm","id":2,"ct":"HEARTBEAT","clk":"h","pt":${message.pt}}\r\n`))
          }
          await recorder.close()
          await packMarkets([from], to)
        }
        expect(await packMarkets([from], to)).toMatchObject({ markets: 0, messages: 0 })
        expectSameBooks(await packedFiles(to), messages)
      },
    )
    await fc.assert(property, { numRuns: 12, examples: [[40, [false]]] })
  })

  it('goes on with its files where what was packed has been taken away', async () => {
    const messages = madeUp('apart', 30)
    const to = join(folder, 'to')
    for (const [index, part] of [messages.slice(0, 11), messages.slice(11, 12), messages.slice(12)].entries()) {
      const from = join(folder, `from-${index}`)
      await writeFile(from, part.map((message) => linesOf(message, false)).join(''))
      await packMarkets([from], to)
      await rm(from)
    }
    expectSameBooks(await packedFiles(to), messages)
  })

  it('lies where the exchange would put it, and is read as a market of the past', async () => {
    const marketDefinition = {
      ...{ eventId: '31', eventTypeId: '7', marketType: 'WIN', bettingType: 'ODDS', version: 1, numberOfWinners: 1 },
      ...{ status: 'CLOSED', inPlay: true, betDelay: 1, marketTime: '2026-03-09T23:30:00.000Z' },
      runners: [
        { id: 7, status: 'WINNER', sortPriority: 1 },
        { id: 8, status: 'LOSER', sortPriority: 2 },
      ],
    }
    const before = { op: 'mcm', pt: 1, mc: [{ id: '1.5', rc: [{ id: 7, ltp: 2 }] }] }
    const after = { op: 'mcm', pt: 2, mc: [{ id: '1.5', marketDefinition }, { id: '../../1.6' }, { id: '1.7' }] }
    await writeFile(join(folder, 'from'), `${JSON.stringify(before)}\n${JSON.stringify(after)}\n`)
    expect(await packMarkets([join(folder, 'from')], join(folder, 'to'))).toEqual({
      ...{ markets: 2, messages: 3, known: 0, skipped: 0 },
    })
    const names = (await readdir(join(folder, 'to'), { recursive: true })).filter((name) => name.endsWith('.gz'))
    expect(names.toSorted()).toEqual(['2026/Mar/9/31/1.5.gz', 'unknown/unknown/1.7.gz'])
    for await (const file of readHistory(join(folder, 'to', '2026'))) {
      const lines: Uint8Array[] = []
      for await (const line of file.lines()) lines.push(line)
      const results = [...pastMarkets(lines).events()].map((event) => {
        if (event.type === 'feed') event.message()
        return event.type
      })
      expect(results).toContain('feed')
      expect(lines).toHaveLength(2)
    }
  })

  it('is what could be read where a line is torn, which is told', async () => {
    const messages = madeUp('torn', 2)
    const from = join(folder, 'from')
    const lines = messages.map((message) => linesOf(message, false)).join('')
    await writeFile(from, lines.slice(0, -20))
    await expect(packMarkets([from], join(folder, 'none'))).rejects.toMatchObject({ code: 'LINE_UNREADABLE' })
    expect(existsSync(join(folder, 'none'))).toBe(false)
    const told: string[] = []
    const report = await packMarkets([from], join(folder, 'to'), { skipped: ({ code }) => told.push(code) })
    expect([report.skipped, told]).toEqual([1, ['LINE_UNREADABLE']])
    expectSameBooks(await packedFiles(join(folder, 'to')), messages.slice(0, 1))
  })

  it('is read once where packing a segment was broken off, and without what was only being written', async () => {
    const messages = madeUp('broken off', 12)
    const from = join(folder, 'from')
    const recorder = createSegmentedRecorder(from, 'exchange')
    for (const message of messages) recorder.append(Buffer.from(linesOf(message, false)))
    await recorder.close()
    const [name = ''] = await readdir(from)
    await writeFile(join(from, name.slice(0, -'.gz'.length)), gunzipSync(readFileSync(join(from, name))))
    await writeFile(join(from, `${name}.part`), 'half of it')
    await packMarkets([from], join(folder, 'to'))
    expectSameBooks(await packedFiles(join(folder, 'to')), messages)
  })

  it('never takes the place of a file that it cannot go on with', async () => {
    const [first] = madeUp('broken', 1)
    if (first === undefined) throw new Error('a message')
    const [from, to] = [join(folder, 'from'), join(folder, 'to')]
    await writeFile(from, linesOf(first, false))
    const id = first.mc[0]?.id ?? ''
    await mkdir(to)
    await writeFile(join(to, `${id}.gz`), 'no gzip')
    await expect(packMarkets([from], to)).rejects.toMatchObject({ code: 'HISTORY_UNREADABLE' })
    expect(readFileSync(join(to, `${id}.gz`), 'utf8')).toBe('no gzip')
    expect((await readdir(to, { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

/** Somebody else's recordings are no part of this project: whoever has some, names their folder. */
const recordings = process.env['RECORDED_MARKETS'] ?? ''

describe.each(['1.181223995', '1.197931750'])('the recorded market %s', (file) => {
  it.skipIf(!existsSync(join(recordings, file)))(
    'is the same through recorder and packing, message by message',
    async () => {
      await cp(join(recordings, file), join(folder, 'market'))
      const messages = readFileSync(join(folder, 'market'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line): Message => JSON.parse(line))
      const recorder = createSegmentedRecorder(join(folder, 'from'), 'exchange', { segmentBytes: 1_000_000 })
      for (const message of messages) recorder.append(Buffer.from(`${JSON.stringify(message)}\r\n`))
      await recorder.close()
      await packMarkets([join(folder, 'from')], join(folder, 'to'))
      expectSameBooks(await packedFiles(join(folder, 'to')), messages)
    },
    600_000,
  )
})
