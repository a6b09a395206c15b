import type { Clock } from '../../clock/clock.ts'
import type { Settings } from '../../config/settings.ts'
import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { ExchangeRates } from '../../ports/exchange-rates.ts'
import { aVenue } from '../../ports/part-checks.ts'
import type { TwinTerms, WatchingVenue } from '../../ports/venue.ts'

/** What of a bot tells where it bets. */
interface BettingParts {
  readonly settings: Settings
  readonly mode?: 'LIVE'
  readonly venues: readonly WatchingVenue[]
  readonly rates?: ExchangeRates
}

/**
 * Where a bot bets: unless it is to be real, at the twins of those venues whose bets would be. One that has no twin stays, for the check of
 * the mode to refuse.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a twin is not what it should be.
 */
export function venuesToBetAt({ settings, mode, venues, rates }: BettingParts, clock: Clock): readonly WatchingVenue[] {
  if (settings.mode === 'LIVE' || mode === 'LIVE') return venues
  const terms = { currency: settings.account.currency, clock, rates: rates ?? null, fxMargin: settings.risk.fxMargin }
  return venues.map((venue, index) => twinOf(venue, `venues[${index}].twin()`, terms))
}

function twinOf(venue: WatchingVenue, argument: string, terms: TwinTerms): WatchingVenue {
  if (venue.traits.origin === 'simulated') return venue
  const twin = venue.twin?.(terms)
  if (twin === undefined) return venue
  aVenue(argument, twin)
  const { name, traits } = twin
  if (name !== venue.name) throw new InvalidValueError(`${argument}.name`, name, `that of its venue, ${venue.name}`)
  if (traits.origin === 'simulated') return twin
  throw new InvalidValueError(`${argument}.traits.origin`, traits.origin, 'simulated')
}
