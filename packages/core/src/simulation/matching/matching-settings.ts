import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { Conversion, ExchangeRates } from '../../ports/exchange-rates.ts'
import type { VenueId } from '../../units/ids.ts'
import { type Currency, type Money, money } from '../../units/money.ts'
import type { Fills } from './fills.ts'
import { fixedLatency, type Latency, type RequestLatency } from './latency.ts'

/** How a simulated exchange matches. */
export interface MatchingSettings {
  /** Whose books it goes by: what it is called in orders. */
  readonly venue: VenueId
  /** What it is called among the venues of a bot. @default what it is called in orders */
  readonly name?: string
  /** That of the account: what books in another one show is converted when an order comes. */
  readonly currency: Currency
  /** What the currencies of books are worth. @default nothing is known: books in another currency are not bet on */
  readonly rates?: ExchangeRates
  /** What is taken off a rate against us, in [0, 1). @default 0.02 */
  readonly fxMargin?: number
  /** The least stake, and the least liability of a back at the starting price. @default 100 */
  readonly minStake?: Money
  /** @default 1 */
  readonly stakeStep?: Money
  /** The least liability of a lay at the starting price. @default 1000 */
  readonly minStartingLiability?: Money
  /** How long requests take; times alone are those of {@link fixedLatency}. */
  readonly latency?: Partial<RequestLatency> | Latency
  /** How much of what its books show an order gets. @default all of it */
  readonly fills?: Fills
  /**
   * Where those stood who have cancelled: behind us, as is cautious, or before and behind us alike (`pro-rata`), as is likely.
   *
   * @default 'pro-rata'
   */
  readonly cancellations?: 'behind' | 'pro-rata'
  /** How many sides of a match the book's traded volume counts: the backer's and the layer's stakes, or one of them. @default 2 */
  readonly volumeSides?: 1 | 2
  /** Whether an order that could have a better price gets it; else it is refused. @default true */
  readonly bestPrice?: boolean
}

/** Settings with nothing left out. */
export interface FullMatchingSettings
  extends Required<Omit<MatchingSettings, 'latency' | 'fills' | 'rates' | 'fxMargin'>> {
  readonly latency: Latency
  /** `null` for all that is shown. */
  readonly fills: Fills | null
  readonly conversion: Conversion
}

/** Fills in what is left out. @throws InvalidValueError `INVALID_VALUE` when a figure is out of range. */
export function fullMatchingSettings({
  rates,
  fxMargin = 0.02,
  latency = {},
  ...given
}: MatchingSettings): FullMatchingSettings {
  const settings: FullMatchingSettings = {
    name: given.venue,
    minStake: money(100),
    stakeStep: money(1),
    minStartingLiability: money(1_000),
    cancellations: 'pro-rata',
    volumeSides: 2,
    bestPrice: true,
    ...given,
    conversion: { currency: given.currency, rates: rates ?? null, margin: fxMargin },
    fills: given.fills ?? null,
    latency: 'ms' in latency ? latency : fixedLatency(latency),
  }
  for (const name of ['minStake', 'minStartingLiability'] as const) {
    if (!(settings[name] >= 0)) throw new InvalidValueError(name, settings[name], 'at least 0')
  }
  if (!(fxMargin >= 0 && fxMargin < 1)) throw new InvalidValueError('fxMargin', fxMargin, 'in [0, 1)')
  if (!(settings.stakeStep >= 1)) throw new InvalidValueError('stakeStep', settings.stakeStep, 'at least 1')
  return settings
}
