import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { type HistoryFileError, pastMarkets, readHistory } from '@betting-advisor/adapter-betfair/history'
import { createMarketReader, exchangeMarket } from '@betting-advisor/adapter-betfair/stream'
import { pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { SlowBooks } from '../../../core/test/book/slow-book.ts'
import { expectBooks } from '../stream/kept-books.ts'
import { madeUpChanges } from '../stream/made-up-changes.ts'

const made = madeUpChanges('history', ['1.1'])
const messages = Array.from({ length: 50 }, (_, count) => ({
  op: 'mcm',
  pt: 1_700_000_000_000 + count,
  clk: null,
  mc: made.changes(),
}))
const lines = messages.map((message) => JSON.stringify(message))
const plain = Buffer.from(`${lines.join('\n')}\n`)
/** Two lines of a market, packed by bzip2, which Node cannot write. */
const BZIPPED = Buffer.from(
  'QlpoOTFBWSZTWdh9H+QAAD5bgAAQEAUzkAAKDCbUCiAAdAqiRNMJ6j1DPUCqo9Q0GjRoNLKs03Lx8vQqWJkkIOlNeCEJYKLRKVkRJcupLk8I9JRTCxhTo/qKrsXckU4UJDYfR/kA',
  'base64',
)

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'history-'))
  try {
    await run(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function tarOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content)
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

async function read(path: string, skipped?: (fault: HistoryFileError) => void) {
  const found: Record<string, string[]> = {}
  for await (const file of readHistory(path, skipped === undefined ? {} : { skipped })) {
    const texts: string[] = []
    for await (const line of file.lines()) texts.push(Buffer.from(line).toString().trimEnd())
    found[file.path.replace(path, '')] = texts
  }
  return found
}

describe('files of history', () => {
  it('are read plain, packed and in archives, and give the books of what was recorded', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, '30'))
      await writeFile(join(folder, '30/1.1'), plain)
      await writeFile(join(folder, '30/1.1.gz'), gzipSync(plain))
      await writeFile(join(folder, 'cut-of-its-last-break'), plain.subarray(0, -1))
      const inside = { 'PRO/1.1.gz': gzipSync(plain), 'PRO/1.1': plain }
      await writeFile(join(folder, 'archive.tar'), await tarOf(inside))
      await writeFile(join(folder, 'archive.tar.gz'), gzipSync(await tarOf(inside)))
      const found = await read(folder)
      expect(Object.keys(found)).toEqual([
        ...['/30/1.1', '/30/1.1.gz', '/archive.tar!PRO/1.1.gz', '/archive.tar!PRO/1.1'],
        ...['/archive.tar.gz!PRO/1.1.gz', '/archive.tar.gz!PRO/1.1', '/cut-of-its-last-break'],
      ])
      for (const texts of Object.values(found)) expect(texts).toEqual(lines)
    })
    await withFolder(async (folder) => {
      await writeFile(join(folder, '1.2.bz2'), BZIPPED)
      await writeFile(
        join(folder, 'twice.tar'),
        await tarOf({ '1.2.bz2': BZIPPED, '1.3.bz2': Buffer.concat([BZIPPED, BZIPPED]) }),
      )
      const found = Object.values(await read(folder))
      expect(found.map(({ length }) => length)).toEqual([2, 2, 4])
      expect(found[0]?.[1]).toBe('{"op":"mcm","pt":2,"mc":[{"id":"1.2","rc":[{"id":7,"ltp":2.6}]}]}')
    })
    const slow = new SlowBooks()
    const reader = createMarketReader()
    for (const message of messages) {
      slow.read(message as never)
      reader.takeIn(Buffer.from(`${JSON.stringify(message)}\n`))
    }
    expectBooks({ books: reader.books, size: slow.markets.size }, slow, 'all')
  })

  it('that are broken or cut are read up to there, and that is told', async () => {
    await withFolder(async (folder) => {
      const zipped = gzipSync(plain)
      await writeFile(join(folder, 'a-broken.gz'), zipped.subarray(0, zipped.length >> 1))
      await writeFile(join(folder, 'b-empty'), Buffer.alloc(0))
      await writeFile(join(folder, 'c-no-bzip2.bz2'), Buffer.from('BZh9 and something else that is none'))
      await writeFile(join(folder, 'd-whole'), plain)
      const faults: HistoryFileError[] = []
      const found = await read(folder, (fault) => faults.push(fault))
      expect(faults.map(({ path, code }) => `${path.replace(folder, '')} ${code}`)).toEqual([
        '/a-broken.gz HISTORY_UNREADABLE',
        '/c-no-bzip2.bz2 HISTORY_UNREADABLE',
      ])
      expect(found['/d-whole']).toEqual(lines)
      expect(found['/b-empty']).toEqual([])
      await expect(read(folder)).rejects.toMatchObject({ code: 'HISTORY_UNREADABLE' })
    })
    await expect(read('/nowhere/at/all')).rejects.toMatchObject({ code: 'HISTORY_UNREADABLE', path: '/nowhere/at/all' })
  })

  const folder = process.env['RECORDED_MARKETS'] ?? ''
  it.skipIf(!existsSync(join(folder, 'basic')))(
    'of the venue’s own are read to settlement, each market with a result or none that it could have',
    { timeout: 300_000 },
    async () => {
      let markets = 0
      let results = 0
      for await (const file of readHistory(join(folder, 'basic'))) {
        const kept: Uint8Array[] = []
        for await (const line of file.lines()) kept.push(Uint8Array.from(line))
        const ids = new Set<string>()
        for (const event of pastMarkets(kept).events()) {
          if (event.type === 'result') results += 1
          else if (event.type === 'feed') for (const { market } of event.message().markets) ids.add(market.id)
        }
        markets += ids.size
      }
      expect(markets).toBeGreaterThanOrEqual(89)
      expect(results).toBeGreaterThan(80)
    },
  )
})

describe('a market of the past', () => {
  const runners = (first: string, second: string) => [
    { id: 7, status: first, name: 'Red' },
    { id: 8, status: second, name: 'Blue' },
  ]
  const definition = (status: string, first: string, second: string) => ({
    ...{
      status,
      marketTime: '2026-11-30T10:00:00.000Z',
      eventName: 'Red v Blue',
      marketType: 'MATCH_ODDS',
      numberOfWinners: 1,
    },
    runners: runners(first, second),
  })
  const line = (pt: number, change: object) => JSON.stringify({ op: 'mcm', pt, mc: [{ id: '1.1', ...change }] })

  it('is told as events in their order, its result right after what tells it', () => {
    const past = pastMarkets([
      line(1000, { marketDefinition: definition('OPEN', 'ACTIVE', 'ACTIVE'), rc: [{ id: 7, ltp: 2.5 }] }),
      line(900, { rc: [{ id: 7, ltp: 2.6 }] }),
      line(2000, { marketDefinition: definition('CLOSED', 'WINNER', 'LOSER') }),
    ])
    const told: unknown[] = []
    for (const event of past.events()) {
      told.push([event.type, event.at])
      if (event.type === 'feed') {
        const turn = event.message()
        told.push(turn.markets.map(({ market, status }) => `${market.event.name} ${status}`))
      }
      if (event.type === 'result') told.push(event.result.selections)
    }
    expect(told).toEqual([
      ...[
        ['feed', 1000],
        ['Red v Blue open'],
        ['feed', 1000],
        [],
        ['feed', 2000],
        ['Red v Blue closed'],
        ['result', 2000],
      ],
      [
        { selection: '7', outcome: 'won' },
        { selection: '8', outcome: 'lost' },
      ],
    ])
    expect(past.books.get(exchangeMarket('1.1'))?.lastPrice(0)).toBe(2.6)
  })

  it('ends at a line that cannot be read, or goes on without it', () => {
    const broken = ['{"op":', line(1, { rc: [{ id: 7, ltp: 2 }] })]
    const play = (skipped?: () => void) => {
      const past = pastMarkets(broken, skipped === undefined ? {} : { skipped })
      for (const event of past.events()) if (event.type === 'feed') event.message()
      return past.books.get(exchangeMarket('1.1'))?.lastPrice(0)
    }
    expect(() => play()).toThrow(expect.objectContaining({ code: 'LINE_UNREADABLE' }))
    expect(play(() => undefined)).toBe(2)
  })
})
