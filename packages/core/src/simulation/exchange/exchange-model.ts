import type { OrderReason } from '../../order/order.ts'
import type { Cleared } from '../../ports/cleared.ts'
import type {
  AmendOutcome,
  BetList,
  CancelOutcome,
  LookupResult,
  PlaceOutcome,
  ReplaceOutcome,
} from '../../ports/venue.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import { createDueQueue } from '../due-queue.ts'
import type { Answered, VenueModel } from '../venue-model.ts'
import type { Exchange, ExchangeReply } from './exchange.ts'

const LAPSES: OrderReason = { code: 'INVALID_PERSISTENCE_TYPE', message: 'what is open lapses here' }
const LOST: OrderReason = { code: 'CONNECTION_LOST', message: 'the connection broke before an answer came' }
const UNKNOWN = { kind: 'unknown', reason: LOST } as const

/**
 * A simulated exchange with faults as a model of a venue, seen from the end of a connection to it: what it does not answer is unknown there.
 *
 * @example
 * ```ts
 * const model = exchangeModel(createExchange({ seed: '2026' }))
 * model.traits.lateAcceptMs // 15000
 * ```
 */
export function exchangeModel(exchange: Exchange): VenueModel {
  const { traits, settings } = exchange
  let wake = Promise.withResolvers<void>()
  /** Answers that are on their way. */
  const answers = createDueQueue(() => {
    wake.resolve()
    wake = Promise.withResolvers()
  })

  /** Gives an answer when it gets here, or what is taken for one where the connection breaks. */
  function say<Outcome>(
    { answer, afterMs }: ExchangeReply<Outcome>,
    at: Timestamp,
    answered: Answered<Outcome>,
    broken: Outcome,
  ): void {
    const tell = () => answered(answer ?? broken, answers.now)
    answers.runTo(at)
    if (afterMs > 0) answers.add(at + afterMs, tell)
    else tell()
  }

  function earlier(a: Timestamp | null, b: Timestamp | null): Timestamp | null {
    if (a === null || b === null) return a ?? b
    return a < b ? a : b
  }

  return {
    name: settings.venue,
    traits,
    takes: (venue) => venue === settings.venue,
    observe: (update) => exchange.observe(update),
    settle: (market, at) => exchange.settle(market, at),
    place: (order, at, answered) => say<PlaceOutcome>(exchange.place(order, at), at, answered, UNKNOWN),
    cancel: (ref, at, answered) => say<CancelOutcome>(exchange.cancel(ref, at), at, answered, UNKNOWN),
    amend(ref, { stake, persistence }, at, answered) {
      if (persistence === 'lapse') say<AmendOutcome>(exchange.amend(ref, stake, at), at, answered, UNKNOWN)
      else answered({ kind: 'refused', reason: LAPSES }, at)
    },
    ...(traits.replaces !== undefined && {
      replace(ref, order, at, answered) {
        say<ReplaceOutcome>(exchange.replace(ref, order, at), at, answered, { cancelled: UNKNOWN, placed: UNKNOWN })
      },
    }),
    lookup: (refs, at, answered) => say<LookupResult | null>(exchange.lookup(refs, at), at, answered, null),
    list: (since, at, answered) => say<BetList | null>(exchange.list(since, at), at, answered, null),
    ...(settings.clears && {
      cleared: (since, at, answered) => say<Cleared | null>(exchange.cleared(since, at), at, answered, null),
    }),
    news: {
      get position() {
        return exchange.newsPosition()
      },
      after(position, limit) {
        const news = exchange.news(position, limit)
        return { news, position: position + news.length }
      },
      // Any number of engines listen to one exchange.
      forget: () => {},
      stirred: () => Promise.race([exchange.stirred(), wake.promise]),
    },
    nextAt: () => earlier(exchange.nextAt(), answers.nextAt),
    advance(at) {
      exchange.advance(at)
      answers.runTo(at)
    },
  }
}
