import type { VenueId } from '@betting-advisor/core'
import { createMatchingModel, simulatedVenue } from '@betting-advisor/core/simulation'
import type { TwinTerms, WatchingVenue } from '@betting-advisor/core/venue'
import type { Jurisdiction } from '../session/hosts.ts'
import { minimumsOf, stakeStepOf } from './minimums.ts'

/** What has a twin. */
export interface TwinOf {
  readonly venue: VenueId
  readonly jurisdiction: Jurisdiction
  /** Whether engines replace orders there by its own operation. */
  readonly replaces: boolean
}

/**
 * The exchange on paper, by the books of its stream: with its least stakes, and with no more operations than the venue has.
 *
 * @throws InvalidValueError `INVALID_VALUE` for a currency that the exchange keeps no accounts in.
 */
export function twinOf({ venue, jurisdiction, replaces }: TwinOf, terms: TwinTerms): WatchingVenue {
  const { currency, clock, rates, fxMargin } = terms
  const { stake, liability } = minimumsOf(currency, jurisdiction)
  const model = createMatchingModel({
    venue,
    currency,
    fxMargin,
    minStake: stake,
    stakeStep: stakeStepOf(currency, jurisdiction),
    minStartingLiability: liability,
    ...(rates !== null && { rates }),
  })
  const whole = simulatedVenue(model, { clock })
  if (replaces) return whole
  const { doReplace: _, ...twin } = whole
  const { replaces: __, ...traits } = twin.traits
  return { ...twin, traits }
}
