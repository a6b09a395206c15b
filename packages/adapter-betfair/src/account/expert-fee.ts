import { type Money, money, ZERO } from '@betting-advisor/core'

/** A week of an account in which something was settled. Amounts are pence of the pound. */
export interface ActiveWeek {
  /** Won less lost on all markets, before commission. */
  readonly gross: Money
  /** Commission paid, at least 0. */
  readonly commission: Money
  /** What markets that ended in a loss lost, at least 0. */
  readonly losses: Money
}

/** What a forecast of the Expert Fee rests on: the whole account, whoever bet on it. */
export interface ExpertFeeHistory {
  /** Active weeks, the oldest first; the last is the one to forecast. */
  readonly weeks: readonly ActiveWeek[]
  /** Over the life of the account, before commission, in pence. */
  readonly lifetimeGross: Money
  /** Markets bet on over the life of the account. */
  readonly lifetimeMarkets: number
  /** How many of the weeks before the last lie after the last fee or change of its rate; at least 0. */
  readonly weeksSinceFee: number
}

/** What the Expert Fee of a week may come to. Amounts are pence, rounded against the account. */
export interface ExpertFeeForecast {
  /** In percent of what the week wins. */
  readonly rate: 0 | 20 | 40
  /** Of the last 52 active weeks. */
  readonly gross: Money
  /** What the week's betting counts as commission: half of what was paid, and 3 % of losses. */
  readonly commissionGenerated: Money
  /** The higher of commission generated and gross winnings since the last fee or change of rate, the week itself left out. */
  readonly buffer: Money
  /** The most that it can be: the rate of what the week wins, before commission generated and the buffer are set off. */
  readonly most: Money
}

const ACTIVE_WEEKS = 52
const LEAST_MARKETS = 100
/** In pence. */
const FREE = 2_500_000
const HIGHER_FROM = 10_000_000
const IMPLIED_PERCENT = 3

/**
 * Forecasts the Expert Fee of a week from the account's history: whether it is due, at which rate, and the most it can be.
 *
 * It is due from more than £25,000 in the last 52 active weeks, on an account that has won over its life and bet on more than 100 markets: 20 %,
 * beyond £100,000 40 %. A forecast and no bill: how the exchange sets off commission and buffer, and how it rounds, is not published exactly.
 *
 * @example
 * ```ts
 * const week = { gross: money(3_000_000), commission: money(60_000), losses: money(100_000) }
 * const history = { weeks: [week], lifetimeGross: money(3_000_000), lifetimeMarkets: 101, weeksSinceFee: 0 }
 * const { rate, most, commissionGenerated } = forecastExpertFee(history)
 * rate // 20
 * most // 600000
 * commissionGenerated // 33000
 * ```
 */
export function forecastExpertFee(history: ExpertFeeHistory): ExpertFeeForecast {
  const { weeks, lifetimeGross, lifetimeMarkets, weeksSinceFee } = history
  const gross = grossOf(weeks.slice(-ACTIVE_WEEKS))
  const before = weeks.slice(0, -1)
  const since = before.slice(before.length - Math.min(before.length, Math.max(0, weeksSinceFee)))
  const rate = lifetimeGross > 0 && lifetimeMarkets > LEAST_MARKETS ? rateOf(gross) : 0
  const last = weeks.at(-1)
  return {
    rate,
    gross,
    commissionGenerated: generatedBy(weeks.slice(-1)),
    buffer: money(Math.max(generatedBy(since), grossOf(since))),
    most: last === undefined || last.gross <= 0 ? ZERO : money(Math.ceil((last.gross * rate) / 100)),
  }
}

function rateOf(gross: Money): ExpertFeeForecast['rate'] {
  if (gross > HIGHER_FROM) return 40
  return gross > FREE ? 20 : 0
}

function grossOf(weeks: readonly ActiveWeek[]): Money {
  return money(weeks.reduce((total, { gross }) => total + gross, 0))
}

function generatedBy(weeks: readonly ActiveWeek[]): Money {
  const hundredths = weeks.reduce(
    (total, { commission, losses }) => total + 50 * commission + IMPLIED_PERCENT * losses,
    0,
  )
  return money(Math.floor(hundredths / 100))
}
