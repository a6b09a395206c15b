import { type BacktestEvent, timestamp } from '@betting-advisor/core'
import { createMarketReader, type MarketReader, type MarketReaderSettings } from '../stream/market-reader.ts'
import { StreamFault } from '../stream/stream-fault.ts'

/** How a market of the past is played back. */
export interface HistoryEventsSettings extends MarketReaderSettings {
  /** Hears of lines and markets that could not be used. @default the first is thrown */
  readonly skipped?: (fault: StreamFault) => void
}

/** A market of the past, or several that were recorded together. */
export interface PastMarkets {
  readonly books: MarketReader['books']
  /** What happened, in its order: messages change the books when they are taken in, and results come right after what tells them. */
  events(): Generator<BacktestEvent, void, undefined>
}

/**
 * Recorded lines as events of a backtest, through the same code as the live stream. To be gone through once.
 *
 * @throws StreamFault `LINE_UNREADABLE` or `MESSAGE_UNREADABLE` while it is gone through, where nobody hears what is skipped.
 * @example
 * ```ts
 * const past = pastMarkets(['{"op":"mcm","pt":1,"mc":[{"id":"1.2","rc":[{"id":7,"ltp":2.5}]}]}'])
 * for (const event of past.events()) if (event.type === 'feed') event.message()
 * past.books.get(exchangeMarket('1.2'))?.lastPrice(0) // 2.5
 * ```
 */
export function pastMarkets(
  lines: Iterable<string | Uint8Array>,
  { skipped, ...settings }: HistoryEventsSettings = {},
): PastMarkets {
  const reader = createMarketReader(settings)
  const feed = settings.name ?? 'betfair-stream'

  function tell(fault: StreamFault): void {
    if (skipped === undefined) throw fault
    skipped(fault)
  }

  return {
    books: reader.books,
    *events() {
      let at = timestamp(0)
      for (const each of lines) {
        const line = typeof each === 'string' ? Buffer.from(each) : each
        // A message that goes back in time becomes known when it comes.
        at = timestamp(Math.max(at, momentIn(line) ?? at))
        const results: BacktestEvent[] = []
        yield {
          type: 'feed',
          at,
          feed,
          message: () => {
            try {
              const turn = reader.readLine(line)
              for (const fault of turn?.spoiled ?? []) tell(fault)
              for (const result of turn?.results ?? []) results.push({ type: 'result', at, result })
              return { asOf: at, markets: turn?.markets ?? [], changed: turn?.changed ?? [], bytes: null }
            } catch (error) {
              if (!(error instanceof StreamFault)) throw error
              tell(error)
              return { asOf: at, markets: [], changed: [], bytes: null }
            }
          },
        }
        yield* results
      }
    },
  }
}

/** When a message was published, in epoch milliseconds; `null` where it does not say. */
function momentIn(line: Uint8Array): number | null {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength)
  const at = bytes.indexOf('"pt"')
  if (at < 0) return null
  // Nearly always it is right there, and no text is made of all the line.
  const near = bytes.toString('latin1', at, at + NEAR)
  const found = MOMENT.exec(near)
  if (found !== null && found.index + found[0].length < near.length) return Number(found[1])
  const [, moment] = MOMENT.exec(bytes.toString('latin1', at)) ?? []
  return moment === undefined ? null : Number(moment)
}

const NEAR = 40
/** It is never in a text, which would have its quotation marks escaped. */
const MOMENT = /"pt"\s*:\s*(\d{1,16})(?![\d.eE])/
