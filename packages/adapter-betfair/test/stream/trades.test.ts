import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { selectionId } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { runnerName, type StreamMessage } from '../../../core/test/book/stream-message.ts'
import { createBetfairCard } from '../../src/emulator.ts'
import { exchangeMarket } from '../../src/markets/names.ts'
import { createMarketReader } from '../../src/stream/market-reader.ts'

const folder = process.env['RECORDED_MARKETS'] ?? ''

/** Takes lines in, and holds all matches that were told as such, price by price, against all that was matched there in the end. */
function expectConserved(lines: Iterable<string>): { prices: number; checksum: number } {
  const reader = createMarketReader()
  /** What was matched by the last word, what of that was told as matches or in an image, and what was taken back. */
  const totals = new Map<string, number>()
  const heard = new Map<string, number>()
  const dropped = new Map<string, number>()
  const add = (sums: Map<string, number>, at: string, size: number) => sums.set(at, (sums.get(at) ?? 0) + size)
  let checksum = 0
  for (const line of lines) {
    reader.readLine(Buffer.from(line))
    const message: StreamMessage = JSON.parse(line)
    for (const { id, rc, img } of message.mc ?? []) {
      const book = reader.books.get(exchangeMarket(id))
      if (book === undefined) throw new Error(`no book of ${id}`)
      for (let place = 0; place < book.trades; place += 1) {
        const at = `${id} ${book.selection(book.tradeRunner(place))} ${book.tradePrice(place)}`
        add(heard, at, book.tradeSize(place))
      }
      if (img === true) expect(book.trades).toBe(0)
      for (const change of rc ?? []) {
        const name = runnerName(change)
        const runner = book.runner(selectionId(name))
        checksum += (book.bestBack(runner) ?? 0) + (book.bestLay(runner) ?? 0)
        for (const [price, size] of change.trd ?? []) {
          const at = `${id} ${name} ${price}`
          const pence = Math.round(size * 100)
          const more = pence - (totals.get(at) ?? 0)
          if (img === true) add(heard, at, more)
          else if (more < 0) add(dropped, at, -more)
          totals.set(at, pence)
        }
      }
    }
  }
  for (const [at, total] of totals) expect((heard.get(at) ?? 0) - (dropped.get(at) ?? 0), at).toBe(total)
  for (const at of heard.keys()) expect(totals.has(at), at).toBe(true)
  return { prices: totals.size, checksum }
}

describe('what is matched', () => {
  it.skipIf(!existsSync(join(folder, '1.181223995'))).each(['1.181223995', '1.197931750'])(
    'at each price of the recorded market %s is told once, and comes to all that was matched there',
    (file) => {
      const { prices, checksum } = expectConserved(readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean))
      expect(prices).toBeGreaterThan(100)
      // The known sum of the best prices of what was touched.
      if (file === '1.181223995') expect(checksum).toBeCloseTo(624_378.24, 2)
    },
  )

  it('at each price of a generated card is told once, and comes to all that was matched there', () => {
    const from = Date.UTC(2026, 10, 30, 12)
    const lines: string[] = []
    for (const { at, markets } of createBetfairCard({ seed: 'matches' }).changes(from)) {
      lines.push(JSON.stringify({ op: 'mcm', pt: at, mc: markets }))
      if (lines.length === 3_000) break
    }
    expect(expectConserved(lines).prices).toBeGreaterThan(200)
  })
})
