import { type AdvisorEvent, after, DAY, HOUR, MINUTE, money, type OrderEvent, type Store } from '@betting-advisor/core'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  sampleIntent,
  sampleLock,
  sampleRunStart,
} from '@betting-advisor/core/testing'

const at = (milliseconds: number) => after(SAMPLE_TIME, milliseconds)
const reason = { code: 'LAPSED', message: 'the market "closed",\nwith a line break' }

/** Lives an account through everything that an export tells of. */
export async function exportedAccount(store: Store): Promise<Store> {
  const start = sampleRunStart()
  const { id: run, account } = start.run
  await store.startRun({ ...start, timeZone: 'Europe/London' })
  const tell = (
    ...events: readonly ({ type: 'halted'; reason: string } | { type: 'warning'; code: string; message: string })[]
  ) => store.append(events.map((event): AdvisorEvent => ({ ...event, at: SAMPLE_TIME, account, run })))

  const execution = { token: 'line 17', marketVersion: 4, betDelayMs: 5000, maxStake: money(7000) }
  const won = sampleIntent({ market: 'won', at: MINUTE, commission: 0.05, execution })
  const corrected = sampleIntent({ market: 'corrected', at: 2 * MINUTE, stake: 2500, strategy: 'other' })
  const partly = sampleIntent({ market: 'partly', at: 3 * MINUTE, side: 'lay', price: 31_000, netting: true })
  const open = sampleIntent({
    market: 'open',
    at: 4 * MINUTE,
    claims: [{ limit: 'open-orders', amount: 1, capacity: 10 }],
  })
  const found = sampleIntent({ market: 'found', at: 5 * MINUTE, origin: 'foreign' })
  const accepted = (venueOrderId: string): OrderEvent => ({ type: 'accepted', at: at(6 * MINUTE), venueOrderId })
  const all = ({ stake, price }: typeof won): OrderEvent => ({
    type: 'matched',
    at: at(7 * MINUTE),
    matchedStake: stake,
    averagePrice: price,
  })
  const paths: readonly (readonly [typeof won, readonly OrderEvent[]])[] = [
    [
      won,
      [
        accepted('1'),
        all(won),
        { type: 'closing-line', at: at(HOUR), closingProbability: 0.51 },
        { type: 'settled', at: at(2 * HOUR), outcome: 'won', profit: money(1100), commission: money(55) },
      ],
    ],
    [
      corrected,
      [
        accepted('2'),
        all(corrected),
        { type: 'settled', at: at(2 * HOUR), outcome: 'won', profit: money(2750), commission: money(0) },
        { type: 'corrected', at: at(30 * HOUR), outcome: 'lost', profit: money(-2500), commission: money(0) },
      ],
    ],
    [
      partly,
      [
        accepted('3'),
        { type: 'matched', at: at(8 * MINUTE), matchedStake: money(400), averagePrice: partly.price },
        { type: 'lapsed', at: at(HOUR), reason },
      ],
    ],
    [open, [{ type: 'unknown', at: at(9 * MINUTE), reason }]],
  ]
  for (const [intent, events] of paths) {
    await store.begin(intent)
    for (const event of events) await store.advance(intent.key, [event])
  }
  await store.adopt(found, [accepted('4'), all(found)])
  await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(5000), at(3 * MINUTE))
  await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-700), at(40 * HOUR))
  await store.setLock(sampleLock())
  await store.liftLock(SAMPLE_ACCOUNT, sampleLock().id, at(MINUTE))
  await tell({ type: 'halted', reason: 'by hand' }, { type: 'warning', code: 'W', message: 'watch out' })
  await tell({ type: 'halted', reason: 'by hand' })
  await store.endRun(run, at(DAY))
  return store
}

/** All that a store says of the account; versions tell how often it was written to, and are each store's own. */
export async function readsOf(store: Store): Promise<object> {
  const account = SAMPLE_ACCOUNT
  const orders = (await store.orders({ account })).map(({ version: _, ...order }) => order)
  const keys = orders.map(({ intent }) => intent.key)
  const { version: _, orders: __, ...changes } = await store.changes({ account, after: 0, at: at(DAY), limit: 100 })
  return {
    accounts: await store.accounts(),
    account: await store.accountRecords(account),
    runs: await store.runs(account),
    balances: await store.balances(account),
    currency: await store.currency(account),
    orders,
    histories: await Promise.all(keys.map((key) => store.history(key))),
    equity: await store.equity(account, at(-DAY)),
    locks: await store.locks(account),
    events: await store.events({ account, after: 0, limit: 1000 }),
    settled: (await store.orders({ account, states: ['SETTLED'], strategy: 'other' })).length,
    changes,
  }
}
