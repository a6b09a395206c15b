import { EXPOSURE_SCOPES, exposureLimitDenial } from '../../limits/denial.ts'
import { NO_LIMITS } from '../../limits/no-limits.ts'
import type { ExposureScope, Intent } from '../../order/intent.ts'
import { money } from '../../units/money.ts'
import { priceUnits } from '../../units/price.ts'
import { assertEqual, assertKind, type ContractCase } from '../contract.ts'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  type SampleIntent,
  sampleIntent,
  sampleRunStart,
} from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { sampleEvents } from './sample-events.ts'
import { advanceAll, matchAll, settle } from './steps.ts'

/** Where the first order is. */
const HERE = { market: 'm', selection: 'Home', event: 'e', strategy: 'value', venue: 'bookmaker' }

/** By scope, an order that shares with the first no more than it must, and one that does not share the scope. */
const PLACES: Readonly<Record<ExposureScope, readonly [shared: SampleIntent, elsewhere: SampleIntent | null]>> = {
  selection: [
    { ...HERE, strategy: 's2', venue: 'v2' },
    { ...HERE, selection: 'Away' },
  ],
  market: [
    { ...HERE, selection: 'Away', strategy: 's2', venue: 'v2' },
    { ...HERE, market: 'm2' },
  ],
  event: [
    { market: 'm2', event: 'e', strategy: 's2', venue: 'v2' },
    { ...HERE, market: 'm3', event: 'e2' },
  ],
  strategy: [
    { market: 'm2', strategy: 'value', venue: 'v2' },
    { ...HERE, strategy: 's2' },
  ],
  venue: [
    { market: 'm2', strategy: 's2', venue: 'bookmaker' },
    { ...HERE, venue: 'v2' },
  ],
  account: [{ market: 'm2', strategy: 's2', venue: 'v2' }, null],
}

export const exposureCases: readonly ContractCase<StoreHarness>[] = [
  ...EXPOSURE_SCOPES.map(
    (scope): ContractCase<StoreHarness> => ({
      id: `STO-60:${scope}`,
      title: `what live orders of one ${scope} can lose stays within its limit, to the last unit`,
      async run({ store }) {
        await store.startRun(sampleRunStart())
        const exposure = { [scope]: money(1500) }
        const [shared, elsewhere] = PLACES[scope]
        const begin = (place: SampleIntent, entry: number, stake: number) =>
          store.begin(sampleIntent({ ...place, entry, stake, exposure }))
        const first = sampleIntent({ ...HERE, entry: 1, exposure })
        assertKind(await store.begin(first), 'reserved', 'the first')
        const refusal = exposureLimitDenial(scope, 1501, 501, 1500)
        assertEqual(await begin(shared, 2, 501), { kind: 'denied', ...refusal }, 'one unit too much')
        if (elsewhere !== null) assertKind(await begin(elsewhere, 3, 1500), 'reserved', 'all of another')
        assertKind(await begin(shared, 2, 500), 'reserved', 'the last units')
        assertKind(await begin(shared, 4, 1), 'denied', 'one more')
        assertKind(await store.begin(sampleIntent({ ...shared, entry: 5, stake: 1 })), 'reserved', 'without a limit')
        await settle(store, first, { at: 1000, profit: -1000 })
        assertKind(await begin(shared, 4, 999), 'reserved', 'what came free')
        assertKind(await begin(shared, 6, 1), 'denied', 'one more again')
        assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
      },
    }),
  ),
  {
    id: 'STO-61',
    title: 'at a venue that nets, a market can lose no more than its worst outcome; elsewhere all that each order can',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const begin = (market: string, selection: string, netting: boolean, more: SampleIntent = {}) =>
        store.begin(
          sampleIntent({ market, selection, netting, outcomes: 2, exposure: { market: money(1000) }, ...more }),
        )
      assertKind(await begin('netted', 'Home', true), 'reserved', 'one side')
      assertKind(await begin('netted', 'Away', true), 'reserved', 'the other side: one of them wins')
      assertKind(await begin('netted', 'Home', true, { entry: 2, stake: 1 }), 'denied', 'more of the one')
      assertKind(await begin('gross', 'Home', false), 'reserved', 'one side without netting')
      assertKind(await begin('gross', 'Away', false), 'denied', 'the other side without netting')
      const elsewhere = await begin('netted', 'Away', true, { venue: 'v2', entry: 3, stake: 1 })
      assertKind(elsewhere, 'denied', 'what is at another venue is not set off')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-62',
    title:
      'an order that takes risk off its market passes the limits on exposure and loss, claims and funds, but not the rate',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const nothing = { ...NO_LIMITS.exposure, account: money(0), market: money(0), strategy: money(0) }
      const back = sampleIntent({ market: 'm', netting: true })
      const lay = (entry: number, more: SampleIntent = {}): Intent =>
        sampleIntent({
          market: 'm',
          side: 'lay',
          netting: true,
          entry,
          exposure: nothing,
          loss: { day: money(0), week: money(0), month: money(0) },
          ...more,
        })
      await store.begin(back)
      assertKind(await store.begin(lay(1)), 'denied', 'before the back is matched: both could lose')
      await matchAll(store, back)
      await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-99_000), SAMPLE_TIME)
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).available, 0, 'all that is there is reserved')
      const claims = [{ limit: 'open-orders', amount: 1, capacity: 0 }]
      const rate = { orders: 1, windowMs: 1000 }
      const rushed = await store.begin(lay(1, { rate }))
      assertEqual(rushed.kind === 'denied' && rushed.code, 'RATE_EXCEEDED', 'the rate counts')
      const halves = [lay(1, { stake: 500, claims }), lay(2, { stake: 500, claims })]
      for (const half of halves) assertKind(await store.begin(half), 'reserved', 'half the hedge')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 1000, 'while the hedge is open')
      assertKind(await store.begin(lay(3, { stake: 1, claims })), 'denied', 'more than the hedge')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults while it is open')
      for (const half of halves) await matchAll(store, half)
      const { available, reserved } = await store.balances(SAMPLE_ACCOUNT)
      assertEqual([available, reserved], [1000, 0], 'what the market can lose is reserved')
      const free = sampleIntent({ market: 'm2', exposure: { account: money(1000) } })
      assertKind(await store.begin(free), 'reserved', 'the hedged market can lose nothing')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-156',
    title: 'what a market at a venue that nets reserves follows its bets, as they are settled one by one',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const shape = { market: 'm', netting: true, outcomes: 2, price: 20_000 }
      const back = sampleIntent(shape)
      const lay = sampleIntent({ ...shape, side: 'lay', stake: 600 })
      const reserved = async () => (await store.balances(SAMPLE_ACCOUNT)).reserved
      for (const intent of [back, lay]) {
        assertKind(await store.begin(intent), 'reserved', 'an order')
        await matchAll(store, intent)
      }
      assertEqual(await reserved(), 400, 'with both')
      await store.advance(lay.key, [{ type: 'voided', at: SAMPLE_TIME }])
      assertEqual(await reserved(), 1000, 'when the lay is returned, though money is short')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults with one settled')
      await settle(store, back, { at: 1000, profit: 1000 }, 'settled')
      const { available } = await store.balances(SAMPLE_ACCOUNT)
      assertEqual([available, await reserved()], [101_000, 0], 'in the end')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
      const { settled, equityBefore } = await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      assertEqual(
        settled.map(({ intent }) => intent.key),
        [lay.key, back.key],
        'in the order in which they ended',
      )
      assertEqual(equityBefore, 100_000, 'equity before them')
    },
  },
  {
    id: 'STO-158',
    title: 'an order that was given up, and of which all was voided, is among what is settled',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent({ market: 'm', netting: true })
      const reason = { code: 'R', message: 'm' }
      const all = { matchedStake: money(0), averagePrice: null, voidedStake: intent.stake }
      await store.begin(intent)
      await store.advance(intent.key, [{ type: 'rejected', at: SAMPLE_TIME, reason }])
      await store.advance(intent.key, [{ type: 'matched', at: SAMPLE_TIME, ...all }])
      const found = sampleIntent({ market: 'found', origin: 'foreign' })
      await store.adopt(found, [
        { type: 'rejected', at: SAMPLE_TIME, reason },
        { type: 'matched', at: SAMPLE_TIME, ...all },
      ])
      const { settled, equityBefore } = await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      assertEqual(
        settled.map(({ state, intent: { market } }) => [market, state]),
        [
          ['m', 'VOIDED'],
          ['found', 'VOIDED'],
        ],
        'in the order in which they ended',
      )
      assertEqual(equityBefore, 100_000, 'equity before them')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-63',
    title:
      'exposure follows an order: less when the rest is cancelled, none when it is dead, all again when it is found late',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const event = sampleEvents()
      const exposure = { account: money(1000) }
      const room = async (stake: number, what: string) => {
        const probe = (more: number, entry: number) =>
          store.begin(sampleIntent({ market: `probe ${what}`, stake: stake + more, entry, exposure }))
        assertKind(await probe(1, 1), 'denied', `${what}: more than ${stake}`)
        if (stake === 0) return
        assertKind(await probe(0, 2), 'reserved', `${what}: ${stake}`)
        const probed = sampleIntent({ market: `probe ${what}`, entry: 2 })
        await advanceAll(store, probed, [event['not-sent']])
      }
      const partial = sampleIntent({ market: 'm1', exposure })
      await store.begin(partial)
      await room(0, 'while all of it is open')
      await advanceAll(store, partial, [event.accepted, event.matched])
      await room(0, 'while some of it is matched')
      await advanceAll(store, partial, [event.cancelled])
      await room(600, 'when the rest is cancelled')
      const lost = sampleIntent({ market: 'm2', stake: 600, exposure })
      await store.begin(lost)
      await advanceAll(store, lost, [event.unknown])
      await room(0, 'while it may be there')
      await advanceAll(store, lost, [event.absent])
      await room(600, 'when it is not there')
      await advanceAll(store, lost, [event['late-found']])
      await room(0, 'when it is found late')
      await settle(store, partial, { at: 2000, profit: -400 }, 'settled')
      await room(400, 'when the first is settled')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-64',
    title: 'of many orders at once no more begin than the limits have room for',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const exposure = { market: money(2000), strategy: money(3000), account: money(5000) }
      const markets = ['m1', 'm1', 'm1', 'm2', 'm2', 'm2', 'm3', 'm3', 'm4', 'm4', 'm5', 'm6']
      const results = await Promise.all(
        markets.map((market, index) =>
          store.begin(
            sampleIntent({ market, entry: index + 1, strategy: index % 2 === 0 ? 'value' : 'other', exposure }),
          ),
        ),
      )
      const begun = results.flatMap((result) => (result.kind === 'reserved' ? [result.order.intent] : []))
      assertEqual(begun.length, 5, 'begun')
      for (const strategy of ['value', 'other']) {
        const count = begun.filter((intent) => intent.strategy === strategy).length
        assertEqual(count <= 3, true, `at most 3 of ${strategy}`)
      }
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-67',
    title: 'a fill at a better price is set off by what it wins, and by no more',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const back = sampleIntent({ market: 'm', netting: true, outcomes: 2 })
      await store.begin(back)
      await advanceAll(store, back, [
        { type: 'accepted', at: SAMPLE_TIME, venueOrderId: '1' },
        { type: 'matched', at: SAMPLE_TIME, matchedStake: money(1000), averagePrice: priceUnits(30_000) },
      ])
      const exposure = { market: money(1000) }
      const other = (entry: number, stake: number) =>
        store.begin(
          sampleIntent({ market: 'm', selection: 'Away', netting: true, outcomes: 2, entry, stake, exposure }),
        )
      assertKind(await other(1, 3001), 'denied', 'where the back wins 2000, 3001 is 1001 lost')
      assertKind(await other(1, 3000), 'reserved', 'where the back wins 2000, 3000 is 1000 lost')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-276',
    title: 'an order that tells of more winners than were known gives back what its market can no longer lose',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const shape = { market: 'm', netting: true, outcomes: 3, stake: 1_000, price: 15_000 }
      for (const [index, selection] of ['Home', 'Draw', 'Away'].entries()) {
        const intent = sampleIntent({ ...shape, selection, entry: index + 1, winners: 1 })
        assertKind(await store.begin(intent), 'reserved', selection)
        await matchAll(store, intent)
      }
      const before = await store.balances(SAMPLE_ACCOUNT)
      assertEqual(before.reserved, 1_500, 'reserved while one of three wins')
      const telling = sampleIntent({ ...shape, selection: 'Home', entry: 4, stake: 10, winners: 2 })
      assertKind(await store.begin(telling), 'reserved', 'the one that tells')
      const known = await store.balances(SAMPLE_ACCOUNT)
      assertEqual(known.reserved, 10, 'reserved once two of them win')
      assertEqual(known.available, before.available + 1_490, 'available')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
