import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { ReplacesOrders } from '../../ports/venue.ts'
import { type VenueId, venueId } from '../../units/ids.ts'
import { type Money, money } from '../../units/money.ts'
import type { ExchangeBet } from './exchange-bet.ts'
import { type ExchangeFaults, faultsOf } from './exchange-faults.ts'

/** How much of an order finds somebody to bet against, each time its price is there. */
export interface ExchangeLiquidity {
  /** How often all of it does, in [0, 1]. */
  readonly full: number
  /** How often a part of it does, in [0, 1]; otherwise nothing does. */
  readonly partial: number
  /** About how long until more of it may, while the price stays, in milliseconds. */
  readonly everyMs: number
}

/** How a simulated exchange behaves; times are milliseconds of the moments it is told. */
export interface ExchangeSettings {
  /** Every draw follows from it. */
  readonly seed: string
  /** What it is called in prices and orders. @default 'exchange' */
  readonly venue?: VenueId
  /** The least stake. @default 100 */
  readonly minStake?: Money
  /** @default 1 */
  readonly stakeStep?: Money
  /** How long a reference is remembered: sent again within it makes no second bet, later it does. @default 60000 */
  readonly dedupeWindowMs?: number
  /** The longest after a request that an order may still be accepted. @default 15000 */
  readonly lateAcceptMs?: number
  /** The longest until a bet shows in lookups and listings. @default 5000 */
  readonly visibilityLagMs?: number
  /** How long after it was placed a bet that is over shows in lookups; `null`: for ever. @default null */
  readonly lookupHorizonMs?: number | null
  /** How long an answer takes. @default 0 */
  readonly latencyMs?: number
  /** How much longer a late answer takes at most. @default 12000 */
  readonly lateAnswerMs?: number
  /** How long it holds an order, which it says at once, before it takes or refuses it, as exchanges do in play. @default 0 */
  readonly betDelayMs?: number
  /** Whether bets on one market are set off against each other. @default true */
  readonly netting?: boolean
  /**
   * By which reference it knows the order that its own operation puts in the place of another: that order's own, or still that of the one
   * before. `null`: it has none, and engines cancel and place. @default null
   */
  readonly replaces?: Exclude<ReplacesOrders['ref'], 'unpromised'> | null
  /** Whether it tells how bets ended that it settled by a result. @default false */
  readonly clears?: boolean
  /** @default everything is matched at once */
  readonly liquidity?: ExchangeLiquidity
  /** @default none */
  readonly faults?: Partial<ExchangeFaults>
  /** Hears of every bet that was accepted or has changed, just after. */
  readonly changed?: (bet: ExchangeBet) => void
}

/** Settings with nothing left out. */
export type FullExchangeSettings = Required<Omit<ExchangeSettings, 'faults'>> & { readonly faults: ExchangeFaults }

const TIMES = ['dedupeWindowMs', 'lateAcceptMs', 'visibilityLagMs', 'latencyMs', 'lateAnswerMs', 'betDelayMs'] as const

/** Fills in what is left out. @throws InvalidValueError `INVALID_VALUE` when a figure is out of range. */
export function fullSettings(given: ExchangeSettings): FullExchangeSettings {
  const settings = {
    venue: venueId('exchange'),
    minStake: money(100),
    stakeStep: money(1),
    dedupeWindowMs: 60_000,
    lateAcceptMs: 15_000,
    visibilityLagMs: 5_000,
    lookupHorizonMs: null,
    latencyMs: 0,
    lateAnswerMs: 12_000,
    betDelayMs: 0,
    netting: true,
    replaces: null,
    clears: false,
    liquidity: { full: 1, partial: 0, everyMs: 1_000 },
    changed: () => {},
    ...given,
    faults: faultsOf(given.faults ?? {}),
  }
  const { full, partial, everyMs } = settings.liquidity
  if (!(full >= 0 && partial >= 0 && full + partial <= 1)) {
    throw new InvalidValueError('liquidity', full + partial, 'between 0 and 1')
  }
  if (!(everyMs > 0)) throw new InvalidValueError('liquidity.everyMs', everyMs, 'above 0')
  for (const name of TIMES) {
    if (!(settings[name] >= 0)) throw new InvalidValueError(name, settings[name], 'at least 0')
  }
  return settings
}
