import type { BetfairClient } from '../api/client.ts'
import { type KnownNames, wellKnownNames } from './market-filter.ts'
import { checkQuery, type MarketQuery, sportsOf } from './market-query.ts'
import { isNumber, type NamedIds, plainName } from './sports.ts'

/** What names are learnt from. */
export type NameClient = Pick<BetfairClient, 'listEventTypes' | 'listCompetitions'>

/**
 * Asks the exchange for what the names of a query stand for, where they are neither numbers nor known anyway.
 *
 * @throws MarketQueryError `INVALID_QUERY`; whatever the client throws.
 */
export async function learnNames(client: NameClient, query: MarketQuery, signal: AbortSignal): Promise<KnownNames> {
  checkQuery(query)
  const isNew = (known: NamedIds) => (name: string) => !isNumber(name) && !known.has(plainName(name))
  let { sports, competitions } = wellKnownNames
  if (sportsOf(query).some(isNew(sports))) {
    const { value } = await client.listEventTypes({}, signal)
    // The exchange's own word counts for more than what was seen there once.
    sports = new Map([...sports, ...named(value.map(({ eventType }) => eventType))])
  }
  if (query.competitions?.some(isNew(competitions)) === true) {
    const { value } = await client.listCompetitions({}, signal)
    competitions = named(value.map(({ competition }) => competition))
  }
  return { sports, competitions }
}

function named(list: readonly { readonly id: string; readonly name: string }[]): NamedIds {
  const ids = new Map<string, readonly string[]>()
  for (const { id, name } of list) {
    const plain = plainName(name)
    ids.set(plain, [...(ids.get(plain) ?? []), id])
  }
  return ids
}
