import type { SelectionRole } from '@betting-advisor/core'
import type { MarketFacts, RunnerFacts } from './market-facts.ts'

/** Runners that are the same in all markets. */
const FIXED: Readonly<Record<string, SelectionRole>> = { 58805: 'draw', 30246: 'yes', 110503: 'no' }
const BETWEEN_SIDES = new Set(['MATCH_ODDS', 'HALF_TIME', 'DRAW_NO_BET', 'MONEY_LINE', 'ASIAN_HANDICAP'])
const BETWEEN_YES_AND_NO = 'BOTH_TEAMS_TO_SCORE'
/** Of these sports the hosts were seen to be named first: football, rugby of both codes and Australian rules. Of others the guests may be. */
const HOSTS_FIRST = new Set(['1', '5', '1477', '61420'])
const TOTALS = /^(?:OVER_UNDER|FIRST_HALF_GOALS)_(\d{2,4})(?:_|$)/

/** The sides of an event, as its name has them: `Home v Away`, or `Away @ Home`. */
export function sidesOf(eventName: string | null): { readonly home: string | null; readonly away: string | null } {
  const [home, away, ...others] = eventName?.split(' v ') ?? []
  if (home !== undefined && away !== undefined && others.length === 0) return { home, away }
  const [guest, host, ...rest] = eventName?.split(' @ ') ?? []
  return guest !== undefined && host !== undefined && rest.length === 0
    ? { home: host, away: guest }
    : { home: null, away: null }
}

/** The line of a market of totals, as its type has it; `null` of any other. */
export function totalLineOf(type: string | null): number | null {
  const [, tenths] = TOTALS.exec(type ?? '') ?? []
  return tenths === undefined ? null : Number(tenths) / 10
}

/**
 * What the runners of a market are in it, aligned with them: by their fixed numbers and the order in which the exchange shows them. Where
 * names contradict that order, nothing is said.
 *
 * @param runners - In the order of their sort priority.
 */
export function rolesOf(facts: MarketFacts, runners: readonly RunnerFacts[]): readonly (SelectionRole | null)[] {
  const fixed = runners.map(({ id }) => FIXED[id] ?? null)
  if (runners.some(({ sortPriority }) => sortPriority === null)) return fixed
  if (totalLineOf(facts.type) !== null) return totals(runners)
  if (facts.type === BETWEEN_YES_AND_NO) return fixed.every((role) => role !== null) ? fixed : runners.map(() => null)
  return facts.type !== null && BETWEEN_SIDES.has(facts.type) ? sides(facts, runners, fixed) : fixed
}

function totals(runners: readonly RunnerFacts[]): readonly (SelectionRole | null)[] {
  const [under, over, ...others] = runners
  const isOther = /^over\b/i.test(under?.name ?? '') || /^under\b/i.test(over?.name ?? '')
  return over === undefined || others.length > 0 || isOther ? runners.map(() => null) : ['under', 'over']
}

function sides(
  { sport, eventName }: MarketFacts,
  runners: readonly RunnerFacts[],
  fixed: readonly (SelectionRole | null)[],
): readonly (SelectionRole | null)[] {
  const ids = [...new Set(runners.filter((_, index) => fixed[index] === null).map(({ id }) => id))]
  const [first, second, ...others] = ids
  if (first === undefined || second === undefined || others.length > 0) return fixed
  const nameOf = (id: number | string) => runners.find((runner) => runner.id === id)?.name ?? null
  const { home, away } = sidesOf(eventName)
  const isNamed = (one: number | string, other: number | string) =>
    (home !== null && nameOf(one) === home) || (away !== null && nameOf(other) === away)
  const isInOrder = isNamed(first, second)
  const isTurned = isNamed(second, first)
  const isHomeFirst = eventName === null ? HOSTS_FIRST.has(sport ?? '') : eventName.includes(' v ')
  if (isInOrder === isTurned && (isInOrder || !isHomeFirst)) return fixed
  const host = isTurned ? second : first
  return runners.map(({ id }, index) => fixed[index] ?? (id === host ? 'home' : 'away'))
}
