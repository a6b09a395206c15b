import {
  eventId,
  type Market,
  type OutcomeKind,
  type Selection,
  type Timestamp,
  timestamp,
} from '@betting-advisor/core'
import { exchangeMarket, exchangeSelection } from '../markets/names.ts'
import type { MarketDefinition, RunnerDefinition } from './wire.ts'

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
export const describeByDefinition: DescribeMarket = (id, definition, known) => {
  if (definition === null) return known
  const { eventId: event, eventName, competitionName, competitionId, marketType, name, marketName } = definition
  const { numberOfWinners = 1, eventTypeId } = definition
  const startsAt = momentOf(definition.marketTime) ?? momentOf(definition.openDate)
  return sameOr(known, {
    id: exchangeMarket(id),
    event: {
      id: eventId(`betfair:${event ?? id}`),
      competition: competitionName ?? competitionId ?? `sport:${eventTypeId ?? 'unknown'}`,
      name: eventName ?? marketName ?? name ?? `event ${event ?? id}`,
      ...sidesOf(eventName),
      startsAt: startsAt ?? known?.event.startsAt ?? timestamp(0),
    },
    kind: marketType ?? 'UNKNOWN',
    outcome: outcomeOf(definition),
    selections: selectionsOf(definition.runners, known?.selections ?? []),
    winners: Math.max(1, numberOfWinners),
    line: null,
  })
}

/** A time as the venue writes it, with any offset; `null` where it is none. */
export function momentOf(text: string | null | undefined): Timestamp | null {
  const moment = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment) ? null : timestamp(moment)
}

/** What was said before while nothing of it has changed: whoever keeps it recognises it. */
function sameOr(known: Market | null, market: Market): Market {
  return known !== null && JSON.stringify(known) === JSON.stringify(market) ? known : market
}

function sidesOf(eventName: string | undefined): { home: string | null; away: string | null } {
  const [home, away, ...others] = eventName?.split(' v ') ?? []
  return home !== undefined && away !== undefined && others.length === 0 ? { home, away } : { home: null, away: null }
}

function outcomeOf({ bettingType, marketType = '' }: MarketDefinition): OutcomeKind {
  if (bettingType === 'LINE' || bettingType === 'RANGE') return 'other'
  if (bettingType === 'ASIAN_HANDICAP_DOUBLE_LINE') return 'handicap'
  return bettingType === 'ASIAN_HANDICAP_SINGLE_LINE' || marketType.startsWith('OVER_UNDER') ? 'total' : 'winner'
}

function selectionsOf(runners: readonly RunnerDefinition[], known: readonly Selection[]): readonly Selection[] {
  const inOrder = runners.toSorted((one, other) => (one.sortPriority ?? 0) - (other.sortPriority ?? 0))
  const names = new Map<string, string>(known.map(({ id, name }) => [id, name]))
  const selections = [...known]
  for (const { id, hc = 0, name } of inOrder) {
    const selection = exchangeSelection(id, hc)
    if (names.has(selection)) continue
    const shown = name ?? String(id)
    names.set(selection, shown)
    selections.push({ id: selection, name: shown, line: hc === 0 ? null : hc })
  }
  return selections
}
