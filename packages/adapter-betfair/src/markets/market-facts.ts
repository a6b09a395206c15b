import type { BettingKind, Timestamp } from '@betting-advisor/core'
import type { MarketCatalogue } from '../api/wire/market-catalogue.ts'
import type { MarketDefinition } from '../stream/wire.ts'
import { momentOf } from './moment.ts'

/** What is told of a runner, by whichever way. */
export interface RunnerFacts {
  readonly id: number | string
  /** 0 where there is none. */
  readonly handicap: number
  readonly name: string | null
  readonly sortPriority: number | null
}

/** What is told of a market, by whichever way; `null` is what is not told. */
export interface MarketFacts {
  readonly sport: string | null
  readonly event: string | null
  readonly eventName: string | null
  readonly competition: string | null
  readonly name: string | null
  readonly type: string | null
  readonly betting: BettingKind
  readonly winners: number | null
  readonly startsAt: Timestamp | null
  readonly runners: readonly RunnerFacts[]
}

/** How the exchange's kinds of betting are bet on; on one that is not known, nothing is. */
export function bettingOf(word = 'ODDS'): BettingKind {
  if (word === 'ODDS' || word === 'FIXED_ODDS') return 'odds'
  return word.startsWith('ASIAN_HANDICAP') ? 'asian' : 'line'
}

/** What a definition of the stream tells; on the live stream it has no names. */
export function factsOfDefinition(definition: MarketDefinition): MarketFacts {
  const { eventTypeId, eventId, eventName, competitionName, competitionId, name, marketName } = definition
  const { marketType, bettingType, numberOfWinners, marketTime, openDate, runners } = definition
  return {
    sport: eventTypeId ?? null,
    event: eventId ?? null,
    eventName: eventName ?? null,
    competition: competitionName ?? competitionId ?? null,
    name: marketName ?? name ?? null,
    type: marketType ?? null,
    betting: bettingOf(bettingType),
    winners: numberOfWinners ?? null,
    startsAt: momentOf(marketTime) ?? momentOf(openDate),
    runners: runners.map(({ id, hc = 0, name: shown, sortPriority }) => ({
      id,
      handicap: hc,
      name: shown ?? null,
      sortPriority: sortPriority ?? null,
    })),
  }
}

/** What a catalogue tells: names, and not how many win. */
export function factsOfCatalogue(catalogue: MarketCatalogue): MarketFacts {
  const { eventType, event, competition, description, marketStartTime, runners } = catalogue
  return {
    sport: eventType?.id ?? null,
    event: event?.id ?? null,
    eventName: event?.name ?? null,
    competition: competition?.name ?? null,
    name: catalogue.marketName,
    type: description?.marketType ?? null,
    betting: bettingOf(description?.bettingType),
    winners: null,
    startsAt: description?.marketTime ?? marketStartTime ?? event?.openDate ?? null,
    runners: (runners ?? []).map(({ selectionId, handicap, runnerName, sortPriority }) => ({
      id: selectionId,
      handicap: handicap ?? 0,
      name: runnerName,
      sortPriority,
    })),
  }
}

/** What a definition tells, with the names that a catalogue has: the definition is the later word on all else. */
export function withNames(facts: MarketFacts, catalogue: MarketFacts): MarketFacts {
  const names = new Map(catalogue.runners.map(({ id, name }) => [String(id), name]))
  return {
    ...facts,
    sport: facts.sport ?? catalogue.sport,
    event: facts.event ?? catalogue.event,
    eventName: catalogue.eventName ?? facts.eventName,
    competition: catalogue.competition ?? facts.competition,
    name: catalogue.name ?? facts.name,
    type: facts.type ?? catalogue.type,
    startsAt: facts.startsAt ?? catalogue.startsAt,
    runners: facts.runners.map((runner) => ({ ...runner, name: names.get(String(runner.id)) ?? runner.name })),
  }
}
