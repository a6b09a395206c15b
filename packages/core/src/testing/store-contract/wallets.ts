import type { StoreRecord } from '../../ports/record.ts'
import { money } from '../../units/money.ts'
import { after, HOUR } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { advanceAll, lifeOf } from './steps.ts'

/** 600.00 at a shop, 400.00 at an exchange. */
const start = () => ({ ...sampleRunStart(), openingFunds: { shop: money(60_000), exchange: money(40_000) } })

const at = (available: number, reserved = 0) => ({ available, reserved })

/** What a store promises of the money at each venue. */
export const walletCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-200',
    title: 'money is where it was paid in, and is reserved and paid at the venue of its order',
    async run({ store, reopen }) {
      const { balances } = await store.startRun(start())
      assertEqual(balances.wallets, { shop: at(60_000), exchange: at(40_000) }, 'opened')
      const won = sampleIntent({ wallet: 'shop', market: 'm1', venue: 'one' })
      const lost = sampleIntent({ wallet: 'exchange', market: 'm2', venue: 'two', stake: 2000 })
      for (const intent of [won, lost]) assertKind(await store.begin(intent), 'reserved', intent.wallet)
      const begun = { shop: at(59_000, 1000), exchange: at(38_000, 2000) }
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).wallets, begun, 'begun')
      const paid = await advanceAll(store, won, lifeOf(won, { at: HOUR, profit: 1100 }))
      assertEqual(paid?.balances.wallets, { ...begun, shop: at(61_100) }, 'won')
      await advanceAll(store, lost, lifeOf(lost, { at: HOUR, profit: -2000 }))
      const expected = { shop: at(61_100), exchange: at(38_000) }
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).wallets, expected, 'lost')
      const reopened = await reopen()
      const changes = await reopened.changes({
        account: SAMPLE_ACCOUNT,
        after: 0,
        at: after(SAMPLE_TIME, HOUR),
        limit: 1,
      })
      assertEqual(changes.balances.wallets, expected, 'told with what changed')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'audit')
    },
  },
  {
    id: 'STO-201',
    title: 'money at one venue begins no order at another, nor at one where there is none',
    async run({ store }) {
      await store.startRun(start())
      const big = (wallet: string, market: string) => sampleIntent({ wallet, market, venue: wallet, stake: 50_000 })
      const refused = async (wallet: string, available: number) => {
        const answer = await store.begin(big(wallet, 'm1'))
        assertKind(answer, 'denied', wallet)
        const detail = `available ${available} at ${wallet} < 50000 to be reserved`
        assertEqual([answer.code, answer.detail], ['FUNDS_INSUFFICIENT', detail], wallet)
      }
      await refused('exchange', 40_000)
      await refused('elsewhere', 0)
      assertKind(await store.begin(big('shop', 'm1')), 'reserved', 'where it is')
      assertEqual(
        (await store.balances(SAMPLE_ACCOUNT)).wallets,
        { shop: at(10_000, 50_000), exchange: at(40_000) },
        'nothing else',
      )
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'audit')
    },
  },
  {
    id: 'STO-202',
    title: 'money is taken from one venue to another, as far as it is available there, and equity stays as it is',
    async run({ store }) {
      await store.startRun(start())
      const version = async () => {
        return (await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })).version
      }
      const before = await version()
      const moved = await store.transfer(SAMPLE_ACCOUNT, 'shop', 'elsewhere', money(20_000), SAMPLE_TIME)
      const expected = { shop: at(40_000), exchange: at(40_000), elsewhere: at(20_000) }
      assertEqual(moved.wallets, expected, 'taken')
      assertEqual([moved.available, moved.capital, (await version()) - before], [100_000, -100_000, 2], 'account')
      const take = (from: string, to: string, amount: number) => () =>
        store.transfer(SAMPLE_ACCOUNT, from, to, money(amount), SAMPLE_TIME)
      await assertRejects(take('shop', 'exchange', 40_001), 'WITHDRAWAL_TOO_LARGE', 'more than there is')
      await assertRejects(take('nowhere', 'exchange', 1), 'WITHDRAWAL_TOO_LARGE', 'from where nothing is')
      await assertRejects(take('shop', 'shop', 1), 'INVALID_VALUE', 'to where it is')
      await assertRejects(take('shop', 'exchange', 0), 'INVALID_VALUE', 'nothing')
      await assertRejects(take('shop', 'exchange', -5), 'INVALID_VALUE', 'less than nothing')
      const pay = () => store.deposit(SAMPLE_ACCOUNT, 'exchange', money(-40_001), SAMPLE_TIME)
      await assertRejects(pay, 'WITHDRAWAL_TOO_LARGE', 'paid out of one venue')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).wallets, expected, 'as it was')
      const equity = await store.equity(SAMPLE_ACCOUNT, SAMPLE_TIME)
      assertEqual([...new Set(equity.map((point) => point.equity))], [100_000], 'equity')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'audit')
    },
  },
  {
    id: 'STO-203',
    title: 'what a venue did by itself is put right there: it counts as result, and in no window of loss',
    async run({ store }) {
      await store.startRun(start())
      const put = await store.adjust(SAMPLE_ACCOUNT, 'exchange', money(-41_000), SAMPLE_TIME)
      assertEqual([put.wallets['exchange'], put.result, put.capital], [at(-1000), 41_000, -100_000], 'charged')
      const more = await store.adjust(SAMPLE_ACCOUNT, 'shop', money(500), after(SAMPLE_TIME, HOUR))
      assertEqual([more.wallets['shop'], more.available, more.result], [at(60_500), 59_500, 40_500], 'a bonus')
      const nothing = () => store.adjust(SAMPLE_ACCOUNT, 'shop', money(0), SAMPLE_TIME)
      await assertRejects(nothing, 'INVALID_VALUE', 'nothing')
      const equity = await store.equity(SAMPLE_ACCOUNT, SAMPLE_TIME)
      assertEqual(equity.at(-1)?.equity, 59_500, 'equity')
      const { losses } = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })
      assertEqual(losses, { day: {}, week: {}, month: {} }, 'losses')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'audit')
    },
  },
  {
    id: 'STO-204',
    title: 'what no order moved is exported by venue and taken in once',
    async run({ store, another }) {
      await store.startRun(start())
      await store.transfer(SAMPLE_ACCOUNT, 'shop', 'exchange', money(700), SAMPLE_TIME)
      await store.adjust(SAMPLE_ACCOUNT, 'shop', money(-30), after(SAMPLE_TIME, HOUR))
      const records = await store.accountRecords(SAMPLE_ACCOUNT)
      const told = (record: StoreRecord) =>
        record.kind === 'capital' ? [`${record.wallet} ${record.cause} ${record.amount}`] : []
      assertEqual(
        records.flatMap(told),
        ['shop owner 60000', 'exchange owner 40000', 'shop move -700', 'exchange move 700', 'shop adjustment -30'],
        'records',
      )
      const target = await another()
      assertEqual(await target.importRecords(records), 6, 'taken in')
      assertEqual(await target.importRecords(records), 0, 'the same again')
      assertEqual(await target.balances(SAMPLE_ACCOUNT), await store.balances(SAMPLE_ACCOUNT), 'balances')
      assertEqual(await target.verify(SAMPLE_ACCOUNT), [], 'audit')
    },
  },
]
