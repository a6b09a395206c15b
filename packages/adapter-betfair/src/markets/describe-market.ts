import { eventId, type Market, type OutcomeKind, type Selection, timestamp } from '@betting-advisor/core'
import type { MarketDefinition } from '../stream/wire.ts'
import { factsOfDefinition, type MarketFacts } from './market-facts.ts'
import { exchangeMarket, exchangeSelection } from './names.ts'
import { rolesOf, sidesOf, totalLineOf } from './roles.ts'

/**
 * What a market is, in core's words; `null` where it cannot be known yet.
 *
 * @param id - What the exchange calls it.
 * @param definition - As the stream told it; `null` where it has not.
 * @param known - What it was said to be before: its selections keep their places.
 */
export type DescribeMarket = (id: string, definition: MarketDefinition | null, known: Market | null) => Market | null

/**
 * A market as its definition alone has it. On the live stream names are missing, and runners are called by their numbers; historical files
 * have names.
 */
export const describeByDefinition: DescribeMarket = (id, definition, known) =>
  definition === null ? known : marketOf(id, factsOfDefinition(definition), known)

/** A market as it is told. What was said before is given again while nothing of it has changed: whoever keeps it recognises it. */
export function marketOf(id: string, facts: MarketFacts, known: Market | null): Market {
  const { sport, event, eventName, competition, name, type, betting, winners, startsAt } = facts
  const line = totalLineOf(type)
  const market: Market = {
    id: exchangeMarket(id),
    event: {
      id: eventId(`betfair:${event ?? id}`),
      competition: competition ?? `sport:${sport ?? 'unknown'}`,
      name: eventName ?? name ?? `event ${event ?? id}`,
      ...sidesOf(eventName),
      startsAt: startsAt ?? known?.event.startsAt ?? timestamp(0),
    },
    kind: type ?? 'UNKNOWN',
    outcome: outcomeOf(facts),
    betting,
    selections: selectionsOf(facts, line, known?.selections ?? []),
    // Any number may win where nothing is told: then nothing is set off.
    winners: winners ?? 0,
    line,
  }
  return known !== null && isSameMarket(market, known) ? known : market
}

function outcomeOf({ betting, type }: MarketFacts): OutcomeKind {
  if (betting === 'line') return 'other'
  if (totalLineOf(type) !== null) return 'total'
  if (betting === 'odds') return 'winner'
  return type?.includes('HANDICAP') === true ? 'handicap' : 'total'
}

function selectionsOf(facts: MarketFacts, line: number | null, known: readonly Selection[]): readonly Selection[] {
  const inOrder = facts.runners.toSorted((one, other) => (one.sortPriority ?? 0) - (other.sortPriority ?? 0))
  const roles = rolesOf(facts, inOrder)
  const selections = new Map(known.map((selection) => [selection.id, selection]))
  for (const [index, { id, handicap, name }] of inOrder.entries()) {
    const selection = exchangeSelection(id, handicap)
    const before = selections.get(selection)
    selections.set(selection, {
      id: selection,
      name: name ?? before?.name ?? String(id),
      role: roles[index] ?? before?.role ?? null,
      line: handicap === 0 ? line : handicap,
    })
  }
  return [...selections.values()]
}

/** Whether two of the same shape say the same. */
function isSameMarket(
  { event, selections, ...one }: Market,
  { event: otherEvent, selections: others, ...other }: Market,
): boolean {
  return (
    selections.length === others.length &&
    isSame(one, other) &&
    isSame(event, otherEvent) &&
    selections.every((selection, place) => isSame(selection, others[place] ?? null))
  )
}

function isSame<Told extends object>(one: Told, other: Told | null): boolean {
  if (other === null) return false
  for (const name in one) if (one[name] !== other[name]) return false
  return true
}
