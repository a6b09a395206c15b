import type { Order } from '../../order/order.ts'
import type { AccountChanges } from '../../ports/store/runs.ts'
import type { Store } from '../../ports/store.ts'
import { runId } from '../../units/ids.ts'
import { money } from '../../units/money.ts'
import { after, DAY, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  sampleIntent,
  sampleLock,
  sampleRunStart,
} from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { sampleEvents } from './sample-events.ts'
import { settle } from './steps.ts'

function changesOf(store: Store, from: number, limit = 100, at = SAMPLE_TIME): Promise<AccountChanges> {
  return store.changes({ account: SAMPLE_ACCOUNT, after: from, at, limit })
}

const places = (orders: readonly Order[]) => orders.map(({ intent, version }) => `${intent.market} ${version}`)

export const changeCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-100',
    title: 'every change of an account raises its version by one, and nothing else does',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      let version = 1
      const expect = async (raise: number, what: string) => {
        version += raise
        assertEqual((await changesOf(store, 0)).version, version, what)
      }
      await expect(0, 'a new account with a bankroll')
      const intent = sampleIntent()
      await store.begin(intent)
      await expect(1, 'begin')
      await store.begin(intent)
      await store.begin(sampleIntent({ market: 'denied', stake: 999_999 }))
      await expect(0, 'what exists and what is denied')
      await store.advance(intent.key, [sampleEvents().accepted])
      await expect(1, 'advance')
      await store.advance(intent.key, [sampleEvents().accepted])
      await expect(0, 'what is ignored')
      await store.advance(intent.key, [{ type: 'closing-line', at: SAMPLE_TIME, closingProbability: 0.5 }])
      await expect(1, 'a change without money')
      const foreign = sampleIntent({ market: 'foreign', origin: 'foreign' })
      await store.adopt(foreign, [sampleEvents().accepted, sampleEvents().matched])
      await expect(1, 'adopt, whatever happened to the bet')
      await store.adopt(foreign, [])
      await expect(0, 'adopt again')
      await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(1), SAMPLE_TIME)
      await expect(1, 'deposit')
      await assertRejects(
        () => store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-900_000), SAMPLE_TIME),
        'WITHDRAWAL_TOO_LARGE',
        'no',
      )
      await expect(0, 'what is refused')
      await store.setLock(sampleLock())
      await expect(1, 'setLock')
      await store.setLock(sampleLock({ id: 'another' }))
      await expect(0, 'setLock while one holds')
      await store.liftLock(SAMPLE_ACCOUNT, 'lock', after(SAMPLE_TIME, MINUTE))
      await expect(1, 'liftLock')
      await store.liftLock(SAMPLE_ACCOUNT, 'lock', after(SAMPLE_TIME, MINUTE))
      await expect(0, 'liftLock of one that has ended')
      await store.setLimits(SAMPLE_ACCOUNT, sampleRunStart().limits, SAMPLE_TIME, DAY)
      await expect(1, 'setLimits, whatever it changes')
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'by hand', at: SAMPLE_TIME })
      await expect(1, 'setHalt')
      const { code } = await store.askResume(SAMPLE_ACCOUNT, SAMPLE_TIME)
      await expect(0, 'askResume')
      await store.resume(SAMPLE_ACCOUNT, code, SAMPLE_TIME)
      await expect(1, 'resume')
      const { run } = sampleRunStart()
      await store.append([
        { type: 'warning', at: SAMPLE_TIME, account: SAMPLE_ACCOUNT, run: runId('r'), code: 'C', message: 'm' },
      ])
      await store.heartbeat(run.id, SAMPLE_TIME)
      await store.lead(run.id, SAMPLE_TIME, MINUTE)
      await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      await store.endRun(run.id, SAMPLE_TIME)
      await expect(0, 'events, heartbeats, leases and runs')
    },
  },
  {
    id: 'STO-101',
    title: 'what has changed is read from any version on: each order once, as it is now, page by page',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      for (const market of ['m1', 'm2', 'm3', 'm4']) await store.begin(sampleIntent({ market }))
      await settle(store, sampleIntent({ market: 'm2' }), { at: 1000, profit: -1000 })
      await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(500), SAMPLE_TIME)
      const all = await changesOf(store, 0)
      assertEqual(places(all.orders), ['m1 2', 'm3 4', 'm4 5', 'm2 8'], 'orders')
      assertEqual([all.version, all.more], [9, false], 'version')
      assertEqual(all.orders.at(-1), await store.order(sampleIntent({ market: 'm2' }).key), 'the order as it is')
      assertEqual(all.balances, await store.balances(SAMPLE_ACCOUNT), 'balances')
      const first = await changesOf(store, 0, 2)
      assertEqual([places(first.orders), first.version, first.more], [['m1 2', 'm3 4'], 4, true], 'the first page')
      const second = await changesOf(store, first.version, 2)
      assertEqual([places(second.orders), second.version, second.more], [['m4 5', 'm2 8'], 9, false], 'the second')
      const reopened = await harness.reopen()
      assertEqual(await changesOf(reopened, 5), { ...all, orders: all.orders.slice(3) }, 'from a version on')
      const none = await changesOf(reopened, 9)
      assertEqual(none, { ...all, orders: [] }, 'nothing new')
      for (const limit of [0, 10_001]) {
        await assertRejects(() => changesOf(reopened, 0, limit), 'INVALID_VALUE', `${limit} orders`)
      }
    },
  },
  {
    id: 'STO-102',
    title: 'changes tell of the kill switch, limits, losses, and the locks that have not ended at the moment asked for',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const halt = { reason: 'by hand', at: SAMPLE_TIME }
      await store.setHalt(SAMPLE_ACCOUNT, halt)
      const early = sampleLock({ id: 'a', until: after(SAMPLE_TIME, MINUTE) })
      const late = sampleLock({ id: 'b', kind: 'day-loss', from: after(SAMPLE_TIME, MINUTE) })
      await store.setLock(early)
      await store.setLock(late)
      const { limits } = sampleRunStart()
      const lower = { ...limits, loss: { ...limits.loss, day: money(700) } }
      await store.setLimits(SAMPLE_ACCOUNT, lower, SAMPLE_TIME, MINUTE)
      await store.setLimits(SAMPLE_ACCOUNT, limits, SAMPLE_TIME, MINUTE)
      const now = await changesOf(store, 0)
      assertEqual([now.halt, now.locks, now.limits.limits.loss.day], [halt, [early, late], 700], 'now')
      const later = await changesOf(store, 0, 1, after(SAMPLE_TIME, MINUTE))
      assertEqual([later.locks, later.limits], [[late], { limits, raises: [] }], 'a minute later')
    },
  },
  {
    id: 'STO-103',
    title: 'who follows the versions sees every change, though many are made at once',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const markets = Array.from({ length: 12 }, (_, index) => `m${index}`)
      const seen = new Map<string, number>()
      const follow = async () => {
        let version = 1
        for (let polls = 0; polls < 500 && seen.size < markets.length; polls += 1) {
          const changes = await changesOf(store, version, 5)
          for (const order of changes.orders) {
            assertEqual(order.version > version, true, 'a version that is new')
            seen.set(order.intent.market, order.version)
          }
          version = changes.version
        }
      }
      const begun = Promise.all(markets.map((market) => store.begin(sampleIntent({ market, stake: 10 }))))
      const [results] = await Promise.all([begun, follow()])
      for (const result of results) assertKind(result, 'reserved', 'begin')
      await begun
      await followRest(store, seen)
      const versions = [...seen.values()].toSorted((a, b) => a - b)
      assertEqual(
        versions,
        markets.map((_, index) => index + 2),
        'versions without gaps',
      )
    },
  },
]

/** Where the store answered its reader before its writers: reads the rest. */
async function followRest(store: Store, seen: Map<string, number>): Promise<void> {
  const { orders } = await changesOf(store, Math.max(1, ...seen.values()))
  for (const { intent, version } of orders) seen.set(intent.market, version)
}
