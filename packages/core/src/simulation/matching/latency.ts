import type { Random } from '../../chance/random.ts'
import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { Timestamp } from '../../units/timestamp.ts'

/** How long a request takes to be carried out, in milliseconds, besides the market's own delay of bets in play. */
export interface RequestLatency {
  readonly placeMs: number
  readonly cancelMs: number
  readonly amendMs: number
  readonly replaceMs: number
}

/** What a venue is asked for. */
export type VenueRequest = 'place' | 'cancel' | 'amend' | 'replace'

/** How long requests take to be carried out: a port, so that you can bring what you have measured. */
export interface Latency {
  /** The longest that an order takes to get there, in milliseconds. */
  readonly longestPlaceMs: number
  /** How long a request of this moment takes, in milliseconds, at least 0; asked once for each. */
  ms(request: VenueRequest, at: Timestamp): number
}

/** About what an exchange takes, from nearby. */
const USUAL: RequestLatency = { placeMs: 120, cancelMs: 170, amendMs: 150, replaceMs: 280 }

/**
 * Requests that take the same time, each kind its own.
 *
 * @param times - What is left out takes: to place 120, to cancel 170, to amend 150, to replace 280.
 * @throws InvalidValueError `INVALID_VALUE` when a time is not a finite number of milliseconds, at least 0.
 * @example
 * ```ts
 * const latency = fixedLatency({ placeMs: 35 })
 * latency.ms('place', timestamp(0)) // 35
 * ```
 */
export function fixedLatency(times: Partial<RequestLatency> = {}): Latency {
  const { placeMs, cancelMs, amendMs, replaceMs } = checkedTimes(times)
  const ms: Readonly<Record<VenueRequest, number>> = {
    place: placeMs,
    cancel: cancelMs,
    amend: amendMs,
    replace: replaceMs,
  }
  return { longestPlaceMs: placeMs, ms: (request) => ms[request] }
}

/**
 * Requests that take longer at times: from the least to the most, evenly drawn.
 *
 * @param times - The least of each; what is left out is as with {@link fixedLatency}.
 * @param spreadMs - How much longer each can take, in milliseconds.
 * @throws InvalidValueError `INVALID_VALUE` when a time is not a finite number of milliseconds, at least 0.
 * @example
 * ```ts
 * const latency = drawnLatency({ placeMs: 30 }, 200, createSeededRandom('2026'))
 * latency.longestPlaceMs // 230
 * ```
 */
export function drawnLatency(times: Partial<RequestLatency>, spreadMs: number, random: Random): Latency {
  const least = fixedLatency(times)
  checkTime('spreadMs', spreadMs)
  return {
    longestPlaceMs: least.longestPlaceMs + spreadMs,
    ms: (request, at) => least.ms(request, at) + random() * spreadMs,
  }
}

/** Asks how long a request takes. @throws InvalidValueError `INVALID_VALUE` */
export function latencyOf(latency: Latency, request: VenueRequest, at: Timestamp): number {
  const ms = latency.ms(request, at)
  checkTime(`latency.ms('${request}')`, ms)
  return ms
}

function checkedTimes(times: Partial<RequestLatency>): RequestLatency {
  const all = { ...USUAL, ...times }
  for (const [name, value] of Object.entries(all)) checkTime(`latency.${name}`, value)
  return all
}

function checkTime(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) throw new InvalidValueError(name, value, 'at least 0')
}
