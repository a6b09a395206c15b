import {
  after,
  createPaperVenue,
  currency,
  HOUR,
  type Intent,
  type PaperVenueSettings,
  SECOND,
  type Venue,
} from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { StoreError } from '@betting-advisor/core/store'
import {
  ContractViolation,
  SAMPLE_TIME,
  sampleIntent,
  type VenueHarness,
  venueContract,
} from '@betting-advisor/core/testing'
import { forEachOf } from '@betting-advisor/core/venue'
import { describe, expect, it, test } from 'vitest'
import { matchOdds, news } from '../support/markets.ts'
import { oneByOne, placeOne } from '../support/placing.ts'

const SECRET = 'canary-3f1c'

/** Bookmakers on paper that show 2.1 on Home in a market that starts in an hour. */
function paperHarness(settings: PaperVenueSettings = {}): VenueHarness {
  const clock = createSteppedClock({ start: SAMPLE_TIME })
  const venue = createPaperVenue({ ...settings, clock })
  venue.observe(
    news(matchOdds('market', { startsAt: after(SAMPLE_TIME, HOUR) }), SAMPLE_TIME, { bookmaker: [2.1, 1.8] }),
  )
  let entry = 0
  const next = (price: number) => sampleIntent({ entry: ++entry, price })
  return {
    venue,
    pass: (milliseconds) => clock.sleep(milliseconds),
    acceptable: () => next(21_000),
    refusable: () => next(21_001),
    held: () => ({ order: next(21_000), forMs: settings.betDelayMs ?? 0 }),
    secrets: [SECRET],
  }
}

/** The same behind a line that can go dead: orders arrive all the same. */
function remoteHarness(): VenueHarness {
  const paper = paperHarness()
  const { venue } = paper
  let silent = false
  return {
    ...paper,
    venue: {
      ...venue,
      async doPlace(orders, how) {
        const outcomes = await venue.doPlace(orders, how)
        const reason = { code: 'TIMEOUT', message: 'no answer came' }
        return silent ? forEachOf(orders, () => ({ kind: 'unknown', reason })) : outcomes
      },
      async lookup(refs, signal) {
        if (silent) throw new StoreError('STORE_UNAVAILABLE', 'No answer came.')
        return await venue.lookup(refs, signal)
      },
    },
    silence() {
      silent = true
    },
  }
}

const everywhere = venueContract.filter(({ needs }) => needs === undefined)
const held = venueContract.filter(({ needs }) => needs === 'held')

describe.each([
  ['at once', {}],
  ['after a while', { delayMs: 5 * SECOND }],
])('bookmakers on paper that look %s keep the contract of venues', (_, settings) => {
  test.each(everywhere)('$id $title', ({ run }) => run(paperHarness(settings)))
})

test.each(held)('bookmakers on paper that hold bets: $id $title', async ({ run }) => {
  await run(paperHarness({ betDelayMs: 5 * SECOND }))
})

describe('a venue behind a line keeps it, too', () => {
  test.each(venueContract.filter(({ needs }) => needs === undefined || needs === 'silence'))('$id $title', ({ run }) =>
    run(remoteHarness()),
  )
})

test('every promise of a venue has a name of its own', () => {
  expect(new Set(venueContract.map(({ id }) => id)).size).toBe(venueContract.length)
})

describe('a venue that breaks a promise is found out', () => {
  const again = (order: Intent) => sampleIntent({ entry: order.entry + 100, price: order.price })

  it.each<[id: string, what: string, change: (venue: Venue) => Partial<Venue>]>([
    ['VEN-01', 'takes nothing for its bookmaker', () => ({ takes: () => false })],
    [
      'VEN-01',
      'demands odd steps',
      ({ traits }) => ({ traits: { ...traits, stakeStep: sampleIntent({ stake: 7 }).stake } }),
    ],
    [
      'VEN-02',
      'matches at a worse price',
      (venue) => ({
        doPlace: oneByOne(async (order, how) => {
          const outcome = await placeOne(venue, order, how)
          return outcome.kind === 'accepted'
            ? { ...outcome, averagePrice: sampleIntent({ price: 20_999 }).price }
            : outcome
        }),
      }),
    ],
    [
      'VEN-02',
      'gives two orders one id',
      (venue) => ({
        doPlace: oneByOne(async (order, how) => {
          const outcome = await placeOne(venue, order, how)
          return outcome.kind === 'accepted' ? { ...outcome, venueOrderId: 'one' } : outcome
        }),
      }),
    ],
    ['VEN-03', 'forgets what it took', () => ({ lookup: async () => ({ complete: true, orders: [] }) })],
    [
      'VEN-04',
      'makes two bets of one order',
      (venue) => {
        const sent = new Set<string>()
        return {
          doPlace: oneByOne(async (order, how) => {
            const outcome = await placeOne(venue, sent.has(order.ref) ? again(order) : order, how)
            sent.add(order.ref)
            return outcome
          }),
        }
      },
    ],
    [
      'VEN-13',
      'asks for each of several orders whether it may leave',
      (venue) => ({ doPlace: oneByOne((order, how) => placeOne(venue, order, how)) }),
    ],
    [
      'VEN-05',
      'refuses and takes it all the same',
      (venue) => ({
        lookup: async ([ref], signal) => {
          const { complete, orders } = await venue.lookup(ref === undefined ? [] : [ref], signal)
          const taken = {
            state: 'matched' as const,
            venueOrderId: 'taken',
            matchedStake: sampleIntent().stake,
            averagePrice: null,
          }
          return { complete, orders: ref === undefined || orders.length > 0 ? orders : [{ ref, ...taken }] }
        },
      }),
    ],
    [
      'VEN-06',
      'shows what it was not asked for',
      (venue) => {
        const sent: Intent[] = []
        return {
          async doPlace(orders, how) {
            sent.push(...orders)
            return await venue.doPlace(orders, how)
          },
          lookup: (_, signal) =>
            venue.lookup(
              sent.map(({ ref }) => ref),
              signal,
            ),
        }
      },
    ],
    [
      'VEN-07',
      'denies an order that it took',
      (venue) => ({
        doPlace: oneByOne(async (order, how) => {
          await placeOne(venue, order, { ...how, signal: new AbortController().signal })
          return { kind: 'not-sent', reason: { code: 'ABORTED', message: 'called off' } }
        }),
      }),
    ],
    [
      'VEN-10',
      'shows a secret',
      (venue) => ({
        doPlace: oneByOne(async (order, how) => {
          const outcome = await placeOne(venue, order, how)
          if (outcome.kind !== 'rejected') return outcome
          return { kind: 'rejected', reason: { code: 'REFUSED', message: `with the key ${SECRET}` } }
        }),
      }),
    ],
  ])('%s: it %s', async (id, _, change) => {
    const harness = paperHarness()
    const broken = { ...harness, venue: { ...harness.venue, ...change(harness.venue) } }
    const promise = venueContract.find((each) => each.id === id)
    const error: unknown = await promise?.run(broken).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ContractViolation)
    expect(String(error)).not.toContain(SECRET)
  })

  it.each<[id: string, change: Partial<Venue>]>([
    ['VEN-08', { doPlace: async () => [{ kind: 'rejected', reason: { code: 'TIMEOUT', message: 'no answer came' } }] }],
    ['VEN-09', { lookup: async () => ({ complete: true, orders: [] }) }],
  ])('%s, when the line is dead', async (id, change) => {
    const harness = remoteHarness()
    const promise = venueContract.find((each) => each.id === id)
    const broken = { ...harness, venue: { ...harness.venue, ...change } }
    await expect(promise?.run(broken)).rejects.toBeInstanceOf(ContractViolation)
  })
})

describe('the twin of a venue', () => {
  const promise = venueContract.find(({ id }) => id === 'VEN-60')
  const twinned = (twin: Venue['twin']): VenueHarness => {
    const harness = paperHarness()
    const clock = createSteppedClock({ start: SAMPLE_TIME })
    return {
      ...harness,
      venue: { ...harness.venue, ...(twin === undefined ? {} : { twin }) },
      twin: () => ({ currency: currency('GBP'), clock, rates: null, fxMargin: 0 }),
    }
  }

  it('keeps the promise where it lives on its own', async () => {
    await promise?.run(twinned(({ clock }) => createPaperVenue({ clock })))
  })

  it.each<[what: string, harness: () => VenueHarness]>([
    ['is missing', () => twinned(undefined)],
    ['has another name', () => twinned(() => ({ ...createPaperVenue(), name: 'other' }))],
    [
      'bets at the venue',
      () => {
        const { venue, ...harness } = paperHarness()
        return { ...twinned(() => venue), ...harness, venue: { ...venue, twin: () => venue } }
      },
    ],
  ])('is found out where it %s', async (_, harness) => {
    await expect(promise?.run(harness())).rejects.toBeInstanceOf(ContractViolation)
  })
})
