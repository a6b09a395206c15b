import { timestamp } from '@betting-advisor/core'

/** When a world begins. */
export const START = timestamp(Date.UTC(2026, 0, 10, 12))
/** When faults end, in milliseconds after the start, and when everything has usually come to rest. */
export const HEALED_AT = 18_000
export const AT_REST_AT = 44_000
/**
 * When everything must have come to rest. Who is killed as faults end, by a clock that is then put back by 4 s, counts as alive for 19 s;
 * 2 s later its orders are taken over, 6 s later proven absent, 4 s later whoever started meanwhile has compared and settles; a correction
 * takes 5 s more.
 */
export const MUST_REST_AT = 60_000
