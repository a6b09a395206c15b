import type { OrderEvent } from '../../order/order.ts'
import { accountKey } from '../../units/mode.ts'
import { money } from '../../units/money.ts'
import { priceUnits } from '../../units/price.ts'
import { after, HOUR, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase, ContractViolation } from '../contract.ts'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  sampleIntent,
  sampleLock,
  sampleRunStart,
} from '../sample-intent.ts'
import type { Damage, StoreHarness } from './harness.ts'
import { advanceAll, inOneWallet, settle } from './steps.ts'

const DAMAGES: readonly Damage[] = [
  'balance',
  'entry',
  'missing-transfer',
  'reservation',
  'profit',
  'limit',
  'history',
  'exposure',
  'losses',
]

export const moneyCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-30',
    title: 'a won bet pays its profit after commission, and the commission is kept apart',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent({ commission: 0.05 })
      await store.begin(intent)
      const paid = await settle(store, intent, { at: 1000, profit: 1100 })
      assertEqual(
        paid?.balances,
        inOneWallet({ available: 101_045, reserved: 0, capital: -100_000, result: -1100, commission: 55 }),
        'balances',
      )
      assertEqual(paid?.order.reserved, 0, 'reserved')
    },
  },
  {
    id: 'STO-31',
    title: 'a lost bet costs its liability',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent({ side: 'lay', price: 30_000 })
      await store.begin(intent)
      const paid = await settle(store, intent, { at: 1000, profit: -2000 })
      assertEqual(
        paid?.balances,
        inOneWallet({ available: 98_000, reserved: 0, capital: -100_000, result: 2000, commission: 0 }),
        'balances',
      )
    },
  },
  {
    id: 'STO-32',
    title: 'what was not matched comes back: at once when cancelled, with the settlement otherwise',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const begun: OrderEvent[] = [
        { type: 'accepted', at: SAMPLE_TIME, venueOrderId: '1' },
        { type: 'matched', at: SAMPLE_TIME, matchedStake: money(300), averagePrice: priceUnits(21_000) },
      ]
      const lost: OrderEvent = {
        type: 'settled',
        at: SAMPLE_TIME,
        outcome: 'lost',
        profit: money(-300),
      }
      const cancelled = sampleIntent({ market: 'm1' })
      await store.begin(cancelled)
      await advanceAll(store, cancelled, begun)
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 1000, 'while the rest is open')
      const reason = { code: 'ASKED', message: 'asked' }
      await advanceAll(store, cancelled, [{ type: 'cancelled', at: SAMPLE_TIME, reason }])
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 300, 'when the rest is cancelled')
      await advanceAll(store, cancelled, [lost])
      const other = sampleIntent({ market: 'm2' })
      await store.begin(other)
      const paid = await advanceAll(store, other, [...begun, lost])
      assertEqual(
        paid?.balances,
        inOneWallet({ available: 99_400, reserved: 0, capital: -100_000, result: 600, commission: 0 }),
        'balances',
      )
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-33',
    title: 'a void returns everything',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent()
      await store.begin(intent)
      const voided = await advanceAll(store, intent, [
        { type: 'accepted', at: SAMPLE_TIME, venueOrderId: '1' },
        { type: 'matched', at: SAMPLE_TIME, matchedStake: money(300), averagePrice: priceUnits(21_000) },
        { type: 'voided', at: after(SAMPLE_TIME, 1) },
      ])
      assertEqual(
        voided?.balances,
        inOneWallet({ available: 100_000, reserved: 0, capital: -100_000, result: 0, commission: 0 }),
        'balances',
      )
      assertEqual(
        [voided?.order.outcome, voided?.order.profit, voided?.order.settledAt],
        ['void', 0, SAMPLE_TIME + 1],
        'order',
      )
    },
  },
  {
    id: 'STO-34',
    title: 'money is paid in and out, but not more than is available',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await store.begin(sampleIntent())
      assertEqual(
        (await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(500), SAMPLE_TIME)).available,
        99_500,
        'paid in',
      )
      const tooMuch = () => store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-99_501), SAMPLE_TIME)
      await assertRejects(tooMuch, 'WITHDRAWAL_TOO_LARGE', 'what is reserved stays')
      await assertRejects(
        () => store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(0), SAMPLE_TIME),
        'INVALID_VALUE',
        'nothing',
      )
      const out = await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-99_500), SAMPLE_TIME)
      assertEqual(
        out,
        inOneWallet({ available: 0, reserved: 1000, capital: -1000, result: 0, commission: 0 }),
        'paid out',
      )
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-35',
    title: 'the equity curve starts with what was there and has a point for each settlement, deposit and withdrawal',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const [first, second] = [sampleIntent({ market: 'm1' }), sampleIntent({ market: 'm2' })]
      await store.begin(first)
      await store.begin(second)
      await settle(store, first, { at: 3 * HOUR, profit: 1100 })
      await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-100), after(SAMPLE_TIME, 4 * HOUR))
      await settle(store, second, { at: 2 * HOUR, profit: -1000 })
      assertEqual(
        await store.equity(SAMPLE_ACCOUNT, after(SAMPLE_TIME, HOUR)),
        [
          { at: SAMPLE_TIME + HOUR, equity: 100_000 },
          { at: SAMPLE_TIME + 2 * HOUR, equity: 99_000 },
          { at: SAMPLE_TIME + 3 * HOUR, equity: 100_100 },
          { at: SAMPLE_TIME + 4 * HOUR, equity: 100_000 },
        ],
        'equity',
      )
      assertEqual(
        await store.equity(SAMPLE_ACCOUNT, after(SAMPLE_TIME, -HOUR)).then((points) => points.slice(0, 2)),
        [
          { at: SAMPLE_TIME - HOUR, equity: 0 },
          { at: SAMPLE_TIME - MINUTE, equity: 100_000 },
        ],
        'equity from before the account',
      )
      const late = after(SAMPLE_TIME, 5 * HOUR)
      assertEqual(await store.equity(SAMPLE_ACCOUNT, late), [{ at: late, equity: 100_000 }], 'equity after all')
    },
  },
  {
    id: 'STO-36',
    title: 'two accounts, and two modes of one, share neither money nor limits, locks, switches or events',
    async run({ store }) {
      const live = accountKey('LIVE', 'main')
      const second = accountKey('DRY_RUN', 'second')
      const claims = [{ limit: 'open-orders', amount: 1, capacity: 1 }]
      for (const account of [SAMPLE_ACCOUNT, live, second]) await store.startRun(sampleRunStart(account))
      assertEqual(await store.accounts(), [SAMPLE_ACCOUNT, second, live], 'accounts')
      assertKind(await store.begin(sampleIntent({ stake: 100_000, claims })), 'reserved', 'the first')
      assertKind(await store.begin(sampleIntent({ account: live, claims })), 'reserved', 'the same bet in another mode')
      await store.setHalt(second, { reason: 'by hand', at: SAMPLE_TIME })
      await store.setLock(sampleLock({ id: 'l', account: live }))
      assertEqual(await store.locks(SAMPLE_ACCOUNT), [], 'locks')
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'l', SAMPLE_TIME), false, 'lift')
      assertEqual((await store.balances(second)).available, 100_000, 'money of the second')
      assertEqual((await store.orders({ account: live })).length, 1, 'orders of the live one')
      const halted = await store.begin(sampleIntent({ account: second, claims }))
      assertEqual(halted.kind === 'denied' && halted.code, 'HALTED', 'the second')
      for (const account of [SAMPLE_ACCOUNT, live, second]) assertEqual(await store.verify(account), [], 'faults')
    },
  },
  {
    id: 'STO-37',
    title: 'amounts are exact up to the largest that there is',
    async run({ store }) {
      const most = Number.MAX_SAFE_INTEGER
      await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(most) } })
      const intent = sampleIntent({ stake: most, claims: [{ limit: 'staked:d', amount: most, capacity: most }] })
      const result = await store.begin(intent)
      assertKind(result, 'reserved', 'begin')
      assertEqual(
        result.balances,
        inOneWallet({ available: 0, reserved: most, capital: -most, result: 0, commission: 0 }),
        'balances',
      )
      assertEqual(await store.order(intent.key), result.order, 'order')
    },
  },
  ...DAMAGES.map(
    (damage): ContractCase<StoreHarness> => ({
      id: `STO-38:${damage}`,
      title: `an audit finds damage done by hand (${damage})`,
      needs: 'damage',
      async run({ store, damage: doDamage }) {
        await store.startRun(sampleRunStart())
        const claims = [{ limit: 'open-orders', amount: 1, capacity: 9 }]
        const [ended, open] = [sampleIntent({ market: 'm1', claims }), sampleIntent({ market: 'm2', claims })]
        await store.begin(ended)
        await store.begin(open)
        await settle(store, ended, { at: 1000, profit: 1100 })
        assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults before')
        await doDamage?.(damage, SAMPLE_ACCOUNT, damage === 'profit' || damage === 'history' ? ended.key : open.key)
        const faults = await store.verify(SAMPLE_ACCOUNT)
        if (faults.length === 0) throw new ContractViolation('faults after', faults, 'at least one')
      },
    }),
  ),
]
