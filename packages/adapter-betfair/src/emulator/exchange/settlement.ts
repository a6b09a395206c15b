import type { MarketDefinition, RunnerDefinition } from '../../stream/wire.ts'
import type { LineShare } from '../world/world.ts'
import type { BetResult, EmulatedBet } from './emulated-bet.ts'

/** How the runner of a bet ended. */
export interface Ending {
  readonly status: string
  /** What of its price wins in a dead heat: places / tied. */
  readonly places: number
  readonly tied: number
  readonly share: LineShare | null
}

/** How a runner of a closed market ended; `null` where it is not one of it. */
export function endingOf(
  definition: MarketDefinition,
  shares: ReadonlyMap<string, LineShare>,
  id: number,
  handicap: number,
): Ending | null {
  const runner = definition.runners.find((each) => Number(each.id) === id && (each.hc ?? 0) === handicap)
  if (runner === undefined) return null
  const winners = definition.runners.filter(({ status }) => status === 'WINNER').length
  const places = definition.numberOfWinners ?? 1
  const isTied = isOdds(definition) && places > 0 && winners > places
  return {
    status: statusOf(runner),
    places: isTied ? places : 1,
    tied: isTied ? winners : 1,
    share: shares.get(`${id}/${handicap}`) ?? null,
  }
}

/** What a matched bet comes to, in pence, halves away from zero. */
export function settledBy(
  { matched, value, terms }: Pick<EmulatedBet, 'matched' | 'value' | 'terms'>,
  ending: Ending,
  eachWayDivisor: number | null,
): Pick<BetResult, 'profit' | 'outcome'> {
  const sign = terms.side === 'BACK' ? 1 : -1
  const returned = value / 10_000
  const winnings = returned - matched
  const won = ending.status === 'WINNER'
  if (eachWayDivisor !== null) {
    const place = winnings / eachWayDivisor
    const profit = won ? winnings + place : ending.status === 'PLACED' ? place - matched : -2 * matched
    const outcome = ending.status === 'PLACED' ? 'PLACE' : won === sign > 0 ? 'WON' : 'LOST'
    return { profit: away(sign * profit), outcome }
  }
  if (ending.share !== null) {
    const profit = ending.share > 0 ? winnings / 2 : ending.share < 0 ? -matched / 2 : 0
    return { profit: away(sign * profit), outcome: sign * ending.share > 0 ? 'WON' : 'LOST' }
  }
  const profit = won ? (returned * ending.places) / ending.tied - matched : -matched
  return { profit: away(sign * profit), outcome: won === sign > 0 ? 'WON' : 'LOST' }
}

/** What the venue keeps of a market's net winnings, in pence; its rate and the account's discount are percentages. */
export function commissionOn(net: number, baseRate: number, discountRate: number): number {
  return net <= 0 ? 0 : away((net * baseRate * (100 - discountRate)) / 10_000)
}

/** Rounds halves away from zero, without the noise of doubles. */
function away(amount: number): number {
  const rounded = Math.sign(amount) * Math.round(Number(Math.abs(amount).toFixed(6)))
  return rounded === 0 ? 0 : rounded
}

function isOdds({ bettingType = 'ODDS' }: MarketDefinition): boolean {
  return bettingType === 'ODDS'
}

function statusOf({ status = 'ACTIVE' }: RunnerDefinition): string {
  return status
}
