import type { Order } from '../../order/order.ts'
import type { StoreRecord } from '../../ports/record.ts'
import type { Store } from '../../ports/store.ts'
import { eventId, marketId, runId, selectionId } from '../../units/ids.ts'
import { money, ZERO } from '../../units/money.ts'
import { after, DAY, HOUR, MINUTE, timestamp } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleLock, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { sampleEvents } from './sample-events.ts'
import { matchAll, settle } from './steps.ts'

const TARGET = sampleRunStart().run.account

/** Everything of an account, as an export writes it. */
async function exportOf(store: Store): Promise<readonly StoreRecord[]> {
  const orders = (await store.orders({ account: TARGET, limit: 10_000 })).toReversed()
  const histories: StoreRecord[] = []
  for (const order of orders) histories.push({ kind: 'order', order, history: await store.history(order.intent.key) })
  const events = await store.events({ account: TARGET, after: 0, limit: 10_000 })
  const audit = await store.audit({ account: TARGET, after: 0, limit: 10_000 })
  return [
    ...(await store.accountRecords(TARGET)),
    ...(await store.runs(TARGET)).map((run): StoreRecord => ({ kind: 'run', run })),
    ...histories,
    ...(await store.locks(TARGET)).map((lock): StoreRecord => ({ kind: 'lock', lock })),
    ...(await store.links(TARGET)).map((link): StoreRecord => ({ kind: 'link', link })),
    ...audit.map(({ entry }): StoreRecord => ({ kind: 'audit', entry })),
    ...events.map(({ event }): StoreRecord => ({ kind: 'event', event })),
  ]
}

/** What can be read of an account, but for the versions, which are those of each store. */
async function readsOf(store: Store) {
  const unversioned = (order: Order) => ({ ...order, version: 0 })
  const { losses, balances } = await store.changes({ account: TARGET, after: 0, at: SAMPLE_TIME, limit: 1 })
  return {
    orders: (await store.orders({ account: TARGET })).map(unversioned),
    records: await store.accountRecords(TARGET),
    currency: await store.currency(TARGET),
    runs: await store.runs(TARGET),
    equity: await store.equity(TARGET, timestamp(0)),
    locks: await store.locks(TARGET),
    links: await store.links(TARGET),
    audit: (await store.audit({ account: TARGET, after: 0, limit: 100 })).map(({ entry }) => entry),
    events: await store.events({ account: TARGET, after: 0, limit: 100 }),
    losses,
    balances,
    faults: await store.verify(TARGET),
  }
}

/** Something of everything. */
async function fill(store: Store): Promise<void> {
  await store.startRun({ ...sampleRunStart(), timeZone: 'Europe/London' })
  const { accepted, unknown, absent, rejected, cancelled, matched } = sampleEvents()
  const claims = [{ limit: 'open-orders', amount: 1, capacity: 9 }]
  const of = (market: string, at = 0) =>
    sampleIntent({ market, at, claims, timeZone: 'Europe/London', commission: 0.05 })
  for (const market of ['won', 'lost', 'open', 'part', 'absent', 'rejected', 'new']) await store.begin(of(market))
  await settle(store, of('won'), { at: HOUR, profit: 1100 })
  await settle(store, of('lost'), { at: 2 * HOUR, profit: -1000 })
  const returned = { type: 'corrected', at: after(SAMPLE_TIME, DAY), outcome: 'void', profit: ZERO } as const
  await store.advance(of('lost').key, [returned])
  await matchAll(store, of('open'))
  for (const event of [accepted, matched, cancelled]) await store.advance(of('part').key, [event])
  for (const event of [unknown, absent]) await store.advance(of('absent').key, [event])
  const said = String.raw`{"a", \b, NULL, \u0041}`
  const reason = { code: 'NULL', message: `${said}\n'${said}'` }
  await store.advance(of('rejected').key, [{ ...rejected, reason }])
  await store.adopt(sampleIntent({ market: 'foreign', origin: 'foreign', at: MINUTE }), [accepted])
  await store.deposit(TARGET, SAMPLE_WALLET, money(500), SAMPLE_TIME)
  await store.deposit(TARGET, SAMPLE_WALLET, money(500), SAMPLE_TIME)
  await store.deposit(TARGET, SAMPLE_WALLET, money(-50_000), after(SAMPLE_TIME, 30 * MINUTE))
  await store.setLock(sampleLock({ strategy: 'value' }))
  await store.liftLock(TARGET, 'lock', after(SAMPLE_TIME, MINUTE))
  await store.setLock(sampleLock({ id: 'break', kind: 'cool-off', until: after(SAMPLE_TIME, HOUR) }))
  for (const id of ['l2', 'l1']) {
    const markets = ['x', 'y'].map((market) => ({
      market: marketId(`${id} ${market}`),
      selections: [selectionId(said)],
    }))
    await store.setLink({ account: TARGET, id, event: eventId(said), markets }, SAMPLE_TIME)
  }
  for (const subject of [null, said, said]) {
    await store.note({ account: TARGET, at: SAMPLE_TIME, by: 'ann', act: 'settle', subject, reason: said })
  }
  for (const message of ['a', 'b', 'b']) {
    await store.append([{ type: 'warning', at: SAMPLE_TIME, account: TARGET, run: runId('r'), code: 'C', message }])
  }
}

/** What was exported of a store with something of everything, and an empty one. */
async function exported(
  harness: StoreHarness,
): Promise<{ records: readonly StoreRecord[]; reads: unknown; store: Store }> {
  await fill(harness.store)
  const records = await exportOf(harness.store)
  const reads = await readsOf(harness.store)
  return { records, reads, store: await harness.another() }
}

export const importCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-110',
    title: 'what is exported of one store and taken into another reads the same there, and its money is made again',
    async run(harness) {
      const { records, reads, store } = await exported(harness)
      assertEqual(await store.importRecords(records), records.length, 'written')
      assertEqual(await readsOf(store), reads, 'reads')
      for (const record of records) {
        if (record.kind !== 'order') continue
        assertEqual(await store.history(record.order.intent.key), record.history, record.order.intent.market)
      }
      const written = records.filter(
        ({ kind }) => kind === 'order' || kind === 'capital' || kind === 'lock' || kind === 'link',
      ).length
      const { version } = await store.changes({ account: TARGET, after: 0, at: SAMPLE_TIME, limit: 100 })
      assertEqual(version, written, 'version')
    },
  },
  {
    id: 'STO-111',
    title: 'what is there already is passed over, whole or in part',
    async run(harness) {
      const { records, reads, store } = await exported(harness)
      const half = Math.floor(records.length / 2)
      assertEqual(await store.importRecords(records.slice(0, half)), half, 'the first half')
      assertEqual(await store.importRecords(records), records.length - half, 'all')
      assertEqual(await store.importRecords(records), 0, 'all again')
      assertEqual(await harness.store.importRecords(records), 0, 'where they are from')
      assertEqual(await readsOf(store), reads, 'reads')
      assertEqual(await store.importRecords([]), 0, 'nothing')
    },
  },
  {
    id: 'STO-112',
    title: 'limits hold on, and orders go on, where an account was taken in',
    async run(harness) {
      const { records, store } = await exported(harness)
      await store.importRecords(records)
      const start = { ...sampleRunStart(TARGET, 2), timeZone: 'Europe/London' }
      const restored = await store.startRun(start)
      assertEqual(
        restored.live.map(({ intent, reserved }) => `${intent.market} ${reserved}`).toSorted(),
        ['foreign 1000', 'new 1000', 'open 1000', 'part 400'],
        'live',
      )
      assertEqual(restored.recentDecisions.length, 7, 'decisions')
      await store.liftLock(TARGET, 'lock', after(SAMPLE_TIME, DAY))
      const full = [{ limit: 'open-orders', amount: 7, capacity: 9 }]
      const more = (market: string, exposure: number) =>
        sampleIntent({ market, at: DAY, claims: full, exposure: { account: money(exposure) } })
      const claimed = await store.begin(more('m1', 100_000))
      assertEqual(claimed.kind === 'denied' && claimed.code, 'OPEN_BETS_EXCEEDED', 'claims')
      const exposed = await store.begin({ ...more('m1', 4399), claims: [] })
      assertEqual(exposed.kind === 'denied' && exposed.code, 'ACCOUNT_LIMIT', 'exposure')
      assertKind(await store.begin({ ...more('m1', 4400), claims: [] }), 'reserved', 'within it')
      await settle(store, sampleIntent({ market: 'open' }), { at: DAY, profit: 1100 }, 'settled')
      assertEqual(await store.verify(TARGET), [], 'faults')
    },
  },
  {
    id: 'STO-113',
    title: 'an order that is not what its history makes of it is refused, and nothing of the call is kept',
    async run(harness) {
      const { records, store } = await exported(harness)
      const damages: ((order: Order) => Order)[] = [
        (order) => ({ ...order, reserved: money(order.reserved + 1) }),
        (order) => ({ ...order, state: 'LAPSED' }),
        (order) => ({ ...order, profit: money(7) }),
        (order) => ({ ...order, reason: { code: 'MADE_UP', message: 'made up' } }),
        (order) => ({ ...order, intent: { ...order.intent, stake: money(1) } }),
      ]
      const last = records.findLastIndex((record) => record.kind === 'order')
      for (const [index, damage] of damages.entries()) {
        const damaged = records.map((record, at) =>
          record.kind === 'order' && at === last ? { ...record, order: damage(record.order) } : record,
        )
        await assertRejects(() => store.importRecords(damaged), 'STORE_CORRUPT', `the ${index + 1}th damage`)
        assertEqual(await store.accounts(), [], `accounts after the ${index + 1}th damage`)
      }
      const idle = records.map((record) =>
        record.kind === 'order' ? { ...record, history: [...record.history, sampleEvents()['late-found']] } : record,
      )
      await assertRejects(() => store.importRecords(idle), 'STORE_CORRUPT', 'events that did not happen')
      assertEqual(await store.accounts(), [], 'accounts')
      assertEqual(await store.importRecords(records), records.length, 'the sound ones')
    },
  },
  {
    id: 'STO-114',
    title: 'records need their account, in its currency',
    async run(harness) {
      const { records, store } = await exported(harness)
      const withoutAccount = records.filter(({ kind }) => kind !== 'account')
      for (const record of withoutAccount) {
        await assertRejects(() => store.importRecords([record]), 'UNKNOWN_ACCOUNT', record.kind)
      }
      await store.importRecords(records)
      const inYen = records.map((record) =>
        record.kind === 'account' ? { ...record, currency: { ...record.currency, exponent: 0 } } : record,
      )
      await assertRejects(() => store.importRecords(inYen), 'CURRENCY_MISMATCH', 'another currency')
    },
  },
]
