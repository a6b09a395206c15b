import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { VenueId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { MarketStatus, RunnerStatus } from './market-status.ts'
import type { VenueTerms } from './venue-terms.ts'

/** A selection at a venue. */
export interface RunnerAtVenue {
  readonly status: RunnerStatus
  /** What its removal takes off the prices of the others, in percent, and when it was removed; `null` where it was not, or nothing is told. */
  readonly reductionFactor: number | null
  readonly removedAt: Timestamp | null
  /** What the venue calls it, where that is not the selection's id. */
  readonly id: string | null
}

/**
 * What a bet each way pays: it is two bets of its stake, one that its selection wins and one that it is placed, which pays the winnings of the
 * price divided by `divisor`.
 */
export interface EachWayTerms {
  /** 4 for a quarter of the winnings: at least 1, in whole hundredths. */
  readonly divisor: number
  /** How many are placed, the winner among them. */
  readonly places: number
}

/** The state of a market at one venue: no other venue's word changes it. */
export interface MarketAtVenue {
  readonly venue: VenueId
  readonly status: MarketStatus
  readonly inPlay: boolean
  /** Rises at every change after which an order may be meant for something else; `null` where the venue has none. */
  readonly version: number | null
  /** How long the venue holds an order that would match, in milliseconds. */
  readonly betDelayMs: number
  /** By which of its rules it does, as the venue calls them. */
  readonly betDelayModels: readonly string[]
  /** Aligned with `market.selections`; `null`: all run. */
  readonly runners: readonly RunnerAtVenue[] | null
  /** How many win, where the venue says otherwise than the market. */
  readonly winners: number | null
  /** Where every bet on it is a bet each way. Such bets are never set off against each other. */
  readonly eachWay: EachWayTerms | null
  /** Whether it has a starting price, and whether that is known. */
  readonly startingPrice: 'none' | 'offered' | 'known'
  /** What the venue calls the market, where that is not the market's id. */
  readonly id: string | null
  /** What it takes, and what it keeps of it; `null`: as told before. */
  readonly terms: VenueTerms | null
}

/** What is known of a selection of which nothing is told. */
export const RUNNING: RunnerAtVenue = Object.freeze({
  status: 'active',
  reductionFactor: null,
  removedAt: null,
  id: null,
})

/**
 * The state of a market at a venue of which only that is known which is given.
 *
 * @example
 * ```ts
 * const state = marketAtVenue({ venue: venueId('exchange'), status: 'suspended', version: 17 })
 * state.betDelayMs // 0
 * ```
 */
export function marketAtVenue(known: Partial<MarketAtVenue> & Pick<MarketAtVenue, 'venue' | 'status'>): MarketAtVenue {
  return {
    inPlay: false,
    version: null,
    betDelayMs: 0,
    betDelayModels: [],
    runners: null,
    winners: null,
    eachWay: null,
    startingPrice: 'none',
    id: null,
    terms: null,
    ...known,
  }
}

/** Whether a state can be one. @throws InvalidValueError `INVALID_VALUE` naming what is wrong. */
export function checkState(
  { venue, betDelayMs, runners, eachWay }: MarketAtVenue,
  of: string,
  selections: number,
): void {
  if (runners !== null && runners.length !== selections) {
    throw new InvalidValueError(
      `runners of ${venue} in ${of}`,
      runners.length,
      `one for each of ${selections} selections`,
    )
  }
  if (!(betDelayMs >= 0 && betDelayMs < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError(`betDelayMs of ${venue} in ${of}`, betDelayMs, 'a number of milliseconds, at least 0')
  }
  if (eachWay !== null) checkEachWay(eachWay, `eachWay of ${venue} in ${of}`)
}

/** Whether terms can be such of a bet each way. @throws InvalidValueError `INVALID_VALUE` naming what is wrong. */
export function checkEachWay({ divisor, places }: EachWayTerms, of: string): void {
  if (!(divisor >= 1 && divisor <= 1000 && Number.isInteger(Math.round(divisor * 1e8) / 1e6))) {
    throw new InvalidValueError(`divisor of ${of}`, divisor, 'a number of at least 1, in whole hundredths')
  }
  if (!(Number.isInteger(places) && places >= 1)) {
    throw new InvalidValueError(`places of ${of}`, places, 'a whole number above 0')
  }
}
