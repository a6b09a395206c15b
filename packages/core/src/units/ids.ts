import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Brand } from './brand.ts'

/** Where prices come from or bets are placed: a bookmaker's or exchange's key, such as `pinnacle`. */
export type VenueId = Brand<string, 'VenueId'>
/** A sporting event, `source:id`. */
export type EventId = Brand<string, 'EventId'>
/** A market, `source:id`. */
export type MarketId = Brand<string, 'MarketId'>
/** A selection, unique within its market; in an odds feed its name, with the line where it has one. */
export type SelectionId = Brand<string, 'SelectionId'>
/** One bankroll in one mode, `mode:account`: paper and live never share one. */
export type AccountKey = Brand<string, 'AccountKey'>
/** The canonical, readable string of one decision to bet; unique in a store and the same on every instance. */
export type DecisionKey = Brand<string, 'DecisionKey'>
/** What a venue knows our order by: 32 hexadecimal digits derived from its {@link DecisionKey}. */
export type OrderRef = Brand<string, 'OrderRef'>
/** One run of an advisor, from start to stop. */
export type RunId = Brand<string, 'RunId'>

function named<Id extends string>(what: string): (value: string) => Id {
  return (value) => {
    if (value.trim() === '') throw new InvalidValueError(what, value, 'a non-empty string')
    return value as Id
  }
}

/**
 * Mints a {@link VenueId}.
 *
 * @throws InvalidValueError `INVALID_VALUE` when empty.
 * @example
 * ```ts
 * venueId('pinnacle') // 'pinnacle'
 * ```
 */
export const venueId = named<VenueId>('venue id')
/**
 * Mints an {@link EventId}.
 *
 * @throws InvalidValueError `INVALID_VALUE` when empty.
 * @example
 * ```ts
 * eventId('theodds:ab12') // 'theodds:ab12'
 * ```
 */
export const eventId = named<EventId>('event id')
/**
 * Mints a {@link MarketId}.
 *
 * @throws InvalidValueError `INVALID_VALUE` when empty.
 * @example
 * ```ts
 * marketId('theodds:ab12:h2h') // 'theodds:ab12:h2h'
 * ```
 */
export const marketId = named<MarketId>('market id')
/**
 * Mints a {@link SelectionId}.
 *
 * @throws InvalidValueError `INVALID_VALUE` when empty.
 * @example
 * ```ts
 * selectionId('Arsenal') // 'Arsenal'
 * ```
 */
export const selectionId = named<SelectionId>('selection id')
/**
 * Mints a {@link RunId}.
 *
 * @throws InvalidValueError `INVALID_VALUE` when empty.
 * @example
 * ```ts
 * runId('r1') // 'r1'
 * ```
 */
export const runId = named<RunId>('run id')
