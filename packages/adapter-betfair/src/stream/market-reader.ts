import {
  type Currency,
  currency,
  type MarketResult,
  type MarketUpdate,
  type Timestamp,
  timestamp,
  type VenueId,
  venueId,
} from '@betting-advisor/core'
import type { Books } from '@betting-advisor/core/venue'
import { type DescribeMarket, describeByDefinition } from '../markets/describe-market.ts'
import { exchangeTerms, type TermsOf } from '../markets/terms.ts'
import { LineScanner } from '../scan/line-scanner.ts'
import type { PlainMessage } from '../scan/plain-message.ts'
import type { StreamOffers } from './exchange-book.ts'
import { createMarketBooks } from './market-books.ts'
import { readChange } from './read-change.ts'
import { type ReadLine, readLine } from './read-line.ts'
import { StreamFault } from './stream-fault.ts'
import { createToldMarkets } from './told-markets.ts'
import { createWholeMessages } from './whole-messages.ts'
import type { ChangeMessage } from './wire.ts'

/** What books of recorded lines are. Those of a replay must be made as the feed made them. */
export interface MarketReaderSettings {
  /** The `feed` of the books. @default 'betfair-stream' */
  readonly name?: string
  /** @default 'betfair' */
  readonly venue?: VenueId
  /** @default 'all' */
  readonly offers?: StreamOffers
  /** @default GBP */
  readonly currency?: Currency
  /** @default as its definition has it */
  readonly describe?: DescribeMarket
  /** @default as its definition has it */
  readonly termsOf?: TermsOf
}

/** What a line did. */
export interface ReadMarkets {
  /** When it was published; `null` where it does not say. */
  readonly publishedAt: Timestamp | null
  readonly markets: readonly MarketUpdate[]
  readonly changed: MarketUpdate['market']['id'][]
  readonly results: readonly MarketResult[]
  /** What could not be used: of those markets nothing is shown until an image of them comes. */
  readonly spoiled: readonly StreamFault[]
}

/** Reads lines of the stream, from wherever, into books. */
export interface MarketReader {
  readonly books: Books
  /**
   * Takes a line in; of a message in segments, all with the last.
   *
   * @returns what it did; `null` where it is no message of markets, or more segments follow.
   * @throws StreamFault `LINE_UNREADABLE` or `MESSAGE_UNREADABLE`.
   */
  readLine(line: Uint8Array): ReadMarkets | null
  /**
   * Takes whole lines in, as a recording names them: into the books alone. A message that the feed could not use, and went on after, changes
   * here what it changed there.
   *
   * @throws StreamFault `LINE_UNREADABLE` or `MESSAGE_UNREADABLE` for lines that no feed records.
   */
  takeIn(lines: Uint8Array): void
}

const NO_MESSAGES: readonly (ChangeMessage & ReadLine)[] = []
const LONGEST_MESSAGE = 256 * 1_048_576
const NEWLINE = 0x0a

/**
 * A reader of recorded lines of the market stream, live or historical.
 *
 * @example
 * ```ts
 * const reader = createMarketReader()
 * reader.readLine(Buffer.from('{"op":"mcm","pt":1,"mc":[{"id":"1.2","rc":[{"id":7,"atb":[[2.5,10]]}]}]}'))
 * reader.books.get(exchangeMarket('1.2'))?.bestBack(0) // 2.5
 * ```
 */
export function createMarketReader(settings: MarketReaderSettings = {}): MarketReader {
  const {
    name = 'betfair-stream',
    venue = venueId('betfair'),
    offers = 'all',
    currency: told = currency('GBP'),
  } = settings
  const { describe = describeByDefinition, termsOf = exchangeTerms({ currency: told }) } = settings
  const kept = createMarketBooks({ venue, feed: name, currency: told, offers })
  const tellers = createToldMarkets({ venue, describe, termsOf })
  const whole = createWholeMessages<ChangeMessage & ReadLine>(LONGEST_MESSAGE)

  const scanner = new LineScanner()

  function scanned(bytes: Uint8Array): PlainMessage | null {
    const lines = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    scanner.rewind()
    return scanner.scan(lines, 0, lines.length)
  }

  function wholeMessage(bytes: Uint8Array): readonly (ChangeMessage & ReadLine)[] | null {
    const line = readLine(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
    return line['op'] === 'mcm' ? (whole.add(readChange(line), bytes)?.messages ?? null) : null
  }

  return {
    books: kept.books,
    readLine(bytes) {
      const plain = scanned(bytes)
      const messages = plain === null ? wholeMessage(bytes) : NO_MESSAGES
      if (messages === null) return null
      const pt = plain === null ? messages[messages.length - 1]?.pt : plain.pt
      const publishedAt = typeof pt === 'number' ? timestamp(Math.floor(pt)) : null
      const turn = plain === null ? kept.apply(messages) : kept.applyPlain(plain)
      const markets = tellers.news(turn, publishedAt ?? timestamp(0))
      const spoiled = turn.spoiled.map(({ fault }) => fault)
      return { publishedAt, markets, changed: [...turn.changed], results: tellers.results(), spoiled }
    },
    takeIn(lines) {
      let start = 0
      for (let end = lines.indexOf(NEWLINE); end >= 0; end = lines.indexOf(NEWLINE, start)) {
        const line = lines.subarray(start, end + 1)
        const plain = scanned(line)
        const messages = plain === null ? wholeMessage(line) : null
        try {
          if (plain !== null) kept.applyPlain(plain)
          else if (messages !== null) kept.apply(messages)
        } catch (error) {
          if (!(error instanceof StreamFault)) throw error
        }
        start = end + 1
      }
    },
  }
}
