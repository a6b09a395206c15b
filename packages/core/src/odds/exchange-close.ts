import type { MarketView } from '../market/board.ts'
import type { BookView } from '../market/book-view.ts'
import type { ClosingBook, Yardstick } from '../ports/yardstick.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { lastSeen } from './last-seen.ts'

/**
 * A yardstick of an exchange's starting prices, once they are told: of the market's own exchange, else of one that the market is linked with.
 *
 * Nothing can be said where one of the selections that ran has none.
 *
 * @example
 * ```ts
 * startingPrices().known // 'after-start'
 * ```
 */
export function startingPrices(): Yardstick {
  return {
    name: 'the starting price',
    known: 'after-start',
    closingBook: (view, counts) =>
      closeOf(view, counts, 'starting prices', (book, runner) =>
        book.state.startingPrice === 'known' ? book.startingPrice(runner) : null,
      ),
  }
}

/**
 * A yardstick of the average price at which an exchange has matched each selection until its market turned in play, weighted by what was
 * matched: of the market's own exchange, else of one that the market is linked with. A market that never turns in play has no such close.
 *
 * @example
 * ```ts
 * preOffAverages().known // 'at-start'
 * ```
 */
export function preOffAverages(): Yardstick {
  return {
    name: 'the average matched before the off',
    known: 'at-start',
    closingBook: (view, counts) => closeOf(view, counts, 'averages of what was matched before the off', averageMatched),
  }
}

/** Σ price × size ÷ Σ size of all that was matched; `null` where nothing was. */
function averageMatched(book: BookView, runner: number): number | null {
  let matched = 0
  let value = 0
  for (let place = 0; place < book.tradedPrices(runner); place += 1) {
    const size = book.tradedSize(runner, place)
    matched += size
    value += size * (book.tradedPrice(runner, place) ?? 0)
  }
  return matched > 0 ? value / matched : null
}

type PriceOf = (book: BookView, runner: number) => number | null

/** What the first exchange says whose prices count; where none does, what the first of all says. */
function closeOf(
  view: MarketView,
  counts: (book: ClosingBook) => boolean = () => true,
  source: string,
  priceOf: PriceOf,
): ClosingBook | null {
  let first: ClosingBook | null = null
  for (const shown of exchangesOf(view)) {
    const close = fairOf(shown, view.market.winners, source, priceOf)
    if (close !== null && counts(close)) return close
    first ??= close
  }
  return first
}

/** Prices of an exchange without what they add up to beyond a fair book. */
function fairOf(
  { book, runners, seenAt }: ShownBook,
  winners: number,
  source: string,
  priceOf: PriceOf,
): ClosingBook | null {
  if (winners <= 0 || winners >= runners.length) return null
  const shares: number[] = []
  for (const runner of runners) {
    const share = shareOf(book, runner, priceOf)
    if (share === null) return null
    shares.push(share)
  }
  const sum = shares.reduce((all, share) => all + share, 0)
  const probabilities = shares.map((share) => (share / sum) * winners)
  if (!(sum > 0) || probabilities.some((probability) => probability > 1)) return null
  return { probabilities, source: `${source} of ${book.venue}`, overround: sum / winners - 1, seenAt }
}

/** What a runner adds to the book; nothing where it did not run, `null` where nothing can be said. */
function shareOf(book: BookView, runner: number, priceOf: PriceOf): number | null {
  if (runner < 0) return null
  const status = book.status(runner)
  if (status === 'removed' || status === 'hidden') return 0
  const price = priceOf(book, runner)
  return price !== null && Number.isFinite(price) && price > 1 ? 1 / price : null
}

/** An exchange's book, its runners by the places of a market's selections, and when it was last seen to be so. */
interface ShownBook {
  readonly book: BookView
  readonly runners: readonly number[]
  readonly seenAt: Timestamp
}

/** The book of a market, and those of the markets that are linked with it. */
function* exchangesOf(view: MarketView): Generator<ShownBook> {
  const own = view.book
  if (own !== null) {
    const runners = view.market.selections.map(({ id }) => own.runner(id))
    yield { book: own, runners, seenAt: bookSeenAt(view, own) }
  }
  for (const { view: other, places } of view.linked) {
    const { book, market } = other
    if (book === null) continue
    const runners = places.map((place) => {
      const selection = market.selections[place]
      return selection === undefined ? -1 : book.runner(selection.id)
    })
    yield { book, runners, seenAt: bookSeenAt(other, book) }
  }
}

function bookSeenAt(view: MarketView, { feed, publishedAt }: BookView): Timestamp {
  return lastSeen(publishedAt, view.feed(feed))
}
