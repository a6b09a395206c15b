import type { Clock } from '../../clock/clock.ts'
import type { Settings } from '../../config/settings.ts'
import type { Strategy } from '../../engine/strategy.ts'
import { isAdvisorError } from '../../errors/advisor-error.ts'
import type { BookFeed } from '../../ports/book-feed.ts'
import type { PriceSource } from '../../ports/price-source.ts'
import type { Store } from '../../ports/store.ts'
import type { Venue, VenueTraits } from '../../ports/venue.ts'
import { accountKey } from '../../units/mode.ts'
import { MINUTE } from '../../units/timestamp.ts'
import type { UnmetRequirement } from './mode-refused-error.ts'
import { decidedPaperDays } from './paper-record.ts'
import { settingsHash, strategyNames } from './run-identity.ts'

/** How long a venue may take to accept or refuse its credentials, logging in included. */
const ACCESS_TIMEOUT = MINUTE

/** What of a bot its mode depends on. */
export interface ModeParts {
  readonly settings: Settings
  readonly mode?: 'LIVE'
  readonly sources: readonly PriceSource[]
  readonly books?: readonly BookFeed[]
  readonly venues: readonly Venue[]
  readonly strategies: readonly Pick<Strategy, 'name' | 'version'>[]
}

/** Everything that real money needs and that is not there. */
export async function unmetForLive(parts: ModeParts, store: Store, clock: Clock): Promise<readonly UnmetRequirement[]> {
  const prices = [...parts.sources, ...(parts.books ?? [])]
  const isRehearsal = isEmulated(parts, prices)
  return [
    ...unmetWords(parts),
    ...unmetClock(clock),
    ...unmetStore(store),
    ...(await unmetVenues(parts.venues, isRehearsal ? 'emulator' : 'venue', clock)),
    ...(isRehearsal ? unmetWorld(parts, prices) : unmetPrices(prices)),
    ...(await unmetAccount(parts, isRehearsal, store)),
    ...(await unmetRecord(parts, store, clock)),
  ]
}

/** Whether all that is bet at and gone by is an emulator's, so that no real money can be lost. */
function isEmulated({ settings, venues }: ModeParts, prices: readonly Pick<PriceSource, 'origin'>[]): boolean {
  const origins = [...venues.map(({ traits }) => traits.origin), ...prices.map(({ origin }) => origin)]
  return settings.permits.emulator && venues.length > 0 && origins.every((origin) => origin === 'emulator')
}

function unmetWorld({ venues }: ModeParts, prices: readonly Pick<PriceSource, 'name'>[]): readonly UnmetRequirement[] {
  const names = [...new Set([...venues, ...prices].map(({ name }) => name))].join(', ')
  return [
    {
      id: 'emulated-world',
      message: `Nothing here is real money: ${names} ${venues.length + prices.length > 1 ? 'are' : 'is'} an emulator’s.`,
      remedy: "Pass waive: ['emulated-world'] to createAdvisor to rehearse, or reach the real venue to bet real money.",
    },
  ]
}

/** Real money and an emulator's must not come into one ledger. */
async function unmetAccount(
  { settings }: ModeParts,
  isRehearsal: boolean,
  store: Store,
): Promise<readonly UnmetRequirement[]> {
  const account = accountKey('LIVE', settings.account.name)
  if (!(await store.accounts()).includes(account)) return []
  const runs = await store.runs(account)
  if (runs.every(({ source }) => (source === 'emulator') === isRehearsal)) return []
  return [
    {
      id: 'one-world',
      message: isRehearsal
        ? `${account} has bet real money: an emulator's would come into the same ledger.`
        : `${account} was a rehearsal at an emulator: real money would come into the same ledger.`,
      remedy: 'Give each an account of its own by ACCOUNT_NAME.',
    },
  ]
}

function unmetWords({ settings, mode }: ModeParts): readonly UnmetRequirement[] {
  if (settings.mode !== 'LIVE') {
    return [
      {
        id: 'mode-setting',
        message: `The code says mode: 'LIVE', the settings say MODE=${settings.mode}.`,
        remedy: "Set MODE=LIVE to bet real money, or leave mode: 'LIVE' out to bet on paper.",
      },
    ]
  }
  if (mode === 'LIVE') return []
  return [
    {
      id: 'mode-code',
      message: 'The settings say MODE=LIVE, the code does not.',
      remedy: "Pass mode: 'LIVE' to createAdvisor to bet real money, or set MODE=DRY_RUN to bet on paper.",
    },
  ]
}

/** What protects real orders from standing still counts real time: a deadline means nothing on a clock that can be stopped. */
function unmetClock({ kind }: Clock): readonly UnmetRequirement[] {
  if (kind === 'real') return []
  return [
    {
      id: 'real-clock',
      message: `The clock is not the system's (${kind}): no deadline of a real order would hold.`,
      remedy: 'Leave clock out of createAdvisor, or pass createSystemClock().',
    },
  ]
}

function unmetStore({ durable, description }: Store): readonly UnmetRequirement[] {
  if (durable) return []
  return [
    {
      id: 'durable-store',
      message: `The store, ${description}, would forget real bets with the end of the process.`,
      remedy: 'Use openSqliteStore or openPostgresStore.',
    },
  ]
}

async function unmetVenues(
  venues: readonly Venue[],
  origin: VenueTraits['origin'],
  clock: Clock,
): Promise<readonly UnmetRequirement[]> {
  if (venues.length === 0) {
    return [
      {
        id: 'real-venue',
        message: 'There is no venue to bet at.',
        remedy: 'Pass the adapter of a real venue, or set MODE=DRY_RUN.',
      },
    ]
  }
  return (await Promise.all(venues.map((venue) => unmetVenue(venue, origin, clock)))).flat()
}

async function unmetVenue(
  venue: Venue,
  origin: VenueTraits['origin'],
  clock: Clock,
): Promise<readonly UnmetRequirement[]> {
  if (venue.traits.origin !== origin) {
    return [
      {
        id: 'real-venue',
        message: `Bets at ${venue.name} are not real.`,
        remedy: 'Pass the adapter of a real venue, or set MODE=DRY_RUN.',
      },
    ]
  }
  const wrong = wrongTraits(venue.traits)
  const traits: readonly UnmetRequirement[] =
    wrong.length === 0
      ? []
      : [
          {
            id: 'venue-traits',
            message: `The traits of ${venue.name} are missing or impossible: ${wrong.join(', ')}.`,
            remedy: 'Its adapter must say all of them, in the ranges of VenueTraits.',
          },
        ]
  return [...traits, ...(await unmetAccess(venue, clock))]
}

function isSpan(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

/** The names of traits that are missing or out of range: an adapter need not have been compiled against these types. */
function wrongTraits(traits: Partial<VenueTraits>): readonly string[] {
  const { sides, minStake, stakeStep, isRemote, lateAcceptMs, visibilityLagMs, lookupHorizonMs, netting } = traits
  const right: Readonly<Record<string, boolean>> = {
    sides: Array.isArray(sides) && sides.length > 0,
    minStake: Number.isSafeInteger(minStake) && Number(minStake) > 0,
    stakeStep: Number.isSafeInteger(stakeStep) && Number(stakeStep) > 0,
    isRemote: isRemote === true,
    lateAcceptMs: lateAcceptMs === null || isSpan(lateAcceptMs),
    visibilityLagMs: isSpan(visibilityLagMs),
    lookupHorizonMs: lookupHorizonMs === null || (isSpan(lookupHorizonMs) && lookupHorizonMs !== 0),
    netting: typeof netting === 'boolean',
  }
  return Object.keys(right).filter((name) => right[name] === false)
}

async function unmetAccess(venue: Venue, clock: Clock): Promise<readonly UnmetRequirement[]> {
  const unmet = (message: string, remedy: string, cause?: unknown): readonly UnmetRequirement[] => [
    { id: 'credentials', message, remedy, ...(cause === undefined ? {} : { cause }) },
  ]
  if (venue.checkAccess === undefined) {
    return unmet(`${venue.name} cannot say whether it accepts its credentials.`, 'Its adapter must offer checkAccess.')
  }
  const late = new Error('no answer in time')
  const asked = new AbortController()
  const answered = new AbortController()
  const timeout = clock.sleep(ACCESS_TIMEOUT, answered.signal).then(
    () => {
      asked.abort(late)
      throw late
    },
    () => undefined,
  )
  try {
    // The timeout settles without an error only once the answer is there.
    await Promise.race([venue.checkAccess(asked.signal), timeout])
    return []
  } catch (error) {
    if (error === late) {
      return unmet(`${venue.name} did not say in time whether it accepts its credentials.`, 'Try again later.', error)
    }
    if (!isAdvisorError(error)) throw error
    return unmet(
      `${venue.name} does not let it in (${error.code}): ${error.message}`,
      'Set its credentials in the environment.',
      error,
    )
  } finally {
    answered.abort()
  }
}

function unmetPrices(sources: readonly Pick<PriceSource, 'name' | 'origin'>[]): readonly UnmetRequirement[] {
  const unreal = sources.filter(({ origin }) => origin !== 'venue')
  if (unreal.length === 0) return []
  return [
    {
      id: 'real-prices',
      message: `Prices do not come from real venues: ${unreal.map(({ name, origin }) => `${name} (${origin})`).join(', ')}.`,
      remedy: 'Pass only sources of the real world.',
    },
  ]
}

async function unmetRecord(
  { settings, strategies }: ModeParts,
  store: Store,
  clock: Clock,
): Promise<readonly UnmetRequirement[]> {
  const { daysRequired } = settings.paperTrading
  if (daysRequired === 0) return []
  const { name, timeZone } = settings.account
  const account = accountKey('DRY_RUN', name)
  const isKnown = (await store.accounts()).includes(account)
  const candidate = {
    strategies: strategyNames(strategies),
    settingsHash: settingsHash(settings.risk, timeZone),
    timeZone,
  }
  const { length: days } = isKnown
    ? await decidedPaperDays(store, account, await store.runs(account), candidate, clock.now(), daysRequired)
    : []
  if (days >= daysRequired) return []
  return [
    {
      id: 'paper-record',
      message:
        `${candidate.strategies.join(', ') || 'Nothing'} has run on paper on ${days} of the ${daysRequired} days that are needed, ` +
        `with these risk settings, real time and advice at fresh real prices, on ${account} in the same store.`,
      remedy:
        "Run it with MODE=DRY_RUN on real prices for the days that are missing, or pass waive: ['paper-record'] to createAdvisor if you know better.",
    },
  ]
}
