import { isAdvisorError } from '@betting-advisor/core'
import type { BookView } from '@betting-advisor/core/book'
import { expect } from 'vitest'
import { LineScanner } from '../../src/scan/line-scanner.ts'
import type { StreamOffers } from '../../src/stream/exchange-book.ts'
import type { BooksTurn, MarketBooks } from '../../src/stream/market-books.ts'
import { readChange } from '../../src/stream/read-change.ts'
import { readLine } from '../../src/stream/read-line.ts'
import { booksOf } from '../stream/kept-books.ts'

/** Books that are kept by JSON.parse, and others that are kept by the scanner where it reads a line. */
export interface TwoWays {
  /** Holds what a line does in both against each other; all that either shows of its books, or of those that changed. */
  take(line: string, compares?: 'all' | 'changed'): void
  /** How many lines the scanner has read. */
  readonly plain: number
  readonly books: MarketBooks
}

export function twoWays(offers: StreamOffers): TwoWays {
  const slow = booksOf(offers)
  const fast = booksOf(offers)
  const scanner = new LineScanner()
  let plain = 0

  function parsed(kept: MarketBooks, line: string): BooksTurn | null {
    const read = readLine(line)
    return read['op'] === 'mcm' ? kept.apply([readChange(read)]) : null
  }

  function scanned(line: string): BooksTurn | null {
    // Bytes before and behind: a line is one of many.
    const bytes = Buffer.from(`{"\r\n${line}\r\n[1,2`)
    const message = scanner.scan(bytes, 4, bytes.length - 4)
    if (message === null) return parsed(fast, line)
    plain += 1
    const { id = null, pt = null, clk = null } = readChange(readLine(line))
    expect([message.id, message.pt, message.clk]).toEqual([id, pt, clk])
    expect(message.bytes.toString()).toBe(`${line}\r\n`)
    return fast.applyPlain(message)
  }

  return {
    books: fast,
    get plain() {
      return plain
    },
    take(line, compares = 'all') {
      const expected = outcome(() => parsed(slow, line))
      const became = outcome(() => scanned(line))
      expect(became).toEqual(expected)
      expect(fast.size).toBe(slow.size)
      for (const { id, book, market } of slow.markets()) {
        if (compares === 'changed' && !expected.changed?.includes(market)) continue
        const other = fast.books.get(market)
        if (other === undefined) throw new Error(`no book of ${id}`)
        const [one, two] = [shown(book), shown(other)]
        if (one !== two) expect(JSON.parse(two)).toEqual(JSON.parse(one))
      }
    },
  }
}

interface Outcome {
  readonly changed?: BooksTurn['changed']
  readonly told?: readonly string[]
  readonly gone?: readonly string[]
  readonly spoiled?: readonly string[]
  readonly error?: string
}

/** What came of a line, with the words of what is wrong with it. */
function outcome(take: () => BooksTurn | null): Outcome {
  try {
    const turn = take()
    if (turn === null) return {}
    return {
      changed: turn.changed,
      told: turn.told.map(({ id }) => id),
      gone: turn.gone.map(({ id }) => id),
      spoiled: turn.spoiled.map(({ id, fault }) => `${id} ${fault.message}`),
    }
  } catch (error) {
    if (!isAdvisorError(error)) throw error
    return { error: `${error.code} ${error.message.replace(/of \d+ characters/, '')}` }
  }
}

/** All that a book shows, as a text. */
function shown(book: BookView): string {
  const runners = Array.from({ length: book.runners }, (_, runner) => ({
    selection: book.selection(runner),
    status: [book.status(runner), book.reductionFactor(runner), book.hasChanged(runner)],
    back: Array.from({ length: book.levels('back', runner) }, (_level, level) => [
      book.back(runner, level),
      book.backSize(runner, level),
    ]),
    lay: Array.from({ length: book.levels('lay', runner) }, (_level, level) => [
      book.lay(runner, level),
      book.laySize(runner, level),
    ]),
    traded: Array.from({ length: book.tradedPrices(runner) }, (_place, place) => [
      book.tradedPrice(runner, place),
      book.tradedSize(runner, place),
    ]),
    figures: [book.matched(runner), book.lastPrice(runner), book.startingPrice(runner)],
    // JSON has no Infinity.
    computed: [String(book.nearPrice(runner)), String(book.farPrice(runner))],
    starting: (['back', 'lay'] as const).map((side) => [
      book.startingSize(side, runner),
      ...[1.01, 1.5, 2, 2.02, 2.04, 3.05, 9.47, 10.5, 1000].map((price) => book.startingSizeAt(side, runner, price)),
    ]),
  }))
  const trades = Array.from({ length: book.trades }, (_, place) => [
    book.tradeRunner(place),
    book.tradePrice(place),
    book.tradeSize(place),
  ])
  return JSON.stringify([book.state, book.publishedAt, book.totalMatched, runners, trades])
}
