import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkCommission, checkPositive, checkPrice } from '../units/check.ts'

/** A bookmaker's bet covered by a lay at an exchange. */
export interface CoveredBet {
  /** What to lay: the backer's stake at the exchange. */
  readonly layStake: number
  /** What the lay can lose: layStake × (layPrice − 1). */
  readonly liability: number
  /** Result of both bets when the selection wins, commission included. */
  readonly ifBackWins: number
  /** Result of both bets when it loses, commission included. */
  readonly ifLayWins: number
}

/** What has been backed and what it can be laid at. */
export interface CoveredBetTerms {
  /** Stake at the bookmaker, above 0; for a free bet its face value. */
  readonly backStake: number
  /** Decimal odds at the bookmaker, finite and above 1. */
  readonly backPrice: number
  /** Decimal odds of the lay, finite and above 1. */
  readonly layPrice: number
  /** Share of the lay's winnings that the exchange keeps, in [0, 1). */
  readonly commission?: number
}

/**
 * A qualifying bet: own money at the bookmaker, laid so that both results are the same: lay stake = backStake·backPrice/(layPrice − c).
 *
 * @param terms - The two bets.
 * @throws InvalidValueError `INVALID_VALUE` for terms outside their range.
 * @example
 * ```ts
 * qualifyingBet({ backStake: 25, backPrice: 2.1, layPrice: 2.08, commission: 0.02 }).layStake // 25.48543…
 * ```
 */
export function qualifyingBet(terms: CoveredBetTerms): CoveredBet {
  const { backStake, backPrice } = checkedTerms(terms)
  return cover(terms, backStake * (backPrice - 1), backStake)
}

/**
 * A free bet whose stake is not paid out with the winnings: lay stake = backStake·(backPrice − 1)/(layPrice − c).
 *
 * @param terms - The two bets.
 * @throws InvalidValueError `INVALID_VALUE` for terms outside their range.
 * @example
 * ```ts
 * freeBet({ backStake: 10, backPrice: 5, layPrice: 5.2 }).ifLayWins // 7.69230…
 * ```
 */
export function freeBet(terms: CoveredBetTerms): CoveredBet {
  const { backStake, backPrice } = checkedTerms(terms)
  return cover(terms, backStake * (backPrice - 1), 0)
}

/**
 * A free bet whose stake is paid out with the winnings: lay stake = backStake·backPrice/(layPrice − c).
 *
 * @param terms - The two bets.
 * @throws InvalidValueError `INVALID_VALUE` for terms outside their range.
 * @example
 * ```ts
 * freeBetStakeReturned({ backStake: 10, backPrice: 5, layPrice: 5 }).ifLayWins // 10
 * ```
 */
export function freeBetStakeReturned(terms: CoveredBetTerms): CoveredBet {
  const { backStake, backPrice } = checkedTerms(terms)
  return cover(terms, backStake * backPrice, 0)
}

/**
 * A bet whose stake is refunded when it loses, as a free bet that is worth less than its face value:
 * lay stake = (backStake·backPrice − refund)/(layPrice − c).
 *
 * @param terms - The two bets.
 * @param refund - What the refund is worth in money, from 0 up to below the whole payout.
 * @throws InvalidValueError `INVALID_VALUE` for terms outside their range.
 * @example
 * ```ts
 * riskFreeBet({ backStake: 10, backPrice: 3, layPrice: 3 }, 7).ifBackWins // 4.66666…
 * ```
 */
export function riskFreeBet(terms: CoveredBetTerms, refund: number): CoveredBet {
  const { backStake, backPrice } = checkedTerms(terms)
  const payout = backStake * backPrice
  if (!(typeof refund === 'number' && refund >= 0 && refund < payout)) {
    throw new InvalidValueError('refund', refund, `from 0 to below the payout, ${payout}`)
  }
  return cover(terms, backStake * (backPrice - 1), backStake - refund)
}

/** The same terms; throws where one is out of its range, before anything is worked out of it. */
function checkedTerms(terms: CoveredBetTerms): CoveredBetTerms {
  checkPositive('backStake', terms.backStake)
  checkPrice('backPrice', terms.backPrice)
  checkPrice('layPrice', terms.layPrice)
  checkCommission('commission', terms.commission ?? 0)
  return terms
}

/** Levels both results, where the bookmaker's bet brings `won` when it wins and costs `lost` when it loses. */
function cover({ layPrice, commission = 0 }: CoveredBetTerms, won: number, lost: number): CoveredBet {
  const layStake = (won + lost) / (layPrice - commission)
  const liability = layStake * (layPrice - 1)
  return { layStake, liability, ifBackWins: won - liability, ifLayWins: layStake * (1 - commission) - lost }
}
