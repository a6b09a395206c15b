import type { AccountLimits } from '../../limits/limits-set.ts'
import { NO_LIMITS } from '../../limits/no-limits.ts'
import { type Money, money } from '../../units/money.ts'
import { after, DAY, HOUR } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'

function limitsOf(market: number | null, day: number | null = null): AccountLimits {
  const amount = (limit: number | null): Money | null => (limit === null ? null : money(limit))
  return {
    exposure: { ...NO_LIMITS.exposure, market: amount(market) },
    loss: { ...NO_LIMITS.loss, day: amount(day) },
  }
}

export const accountLimitCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-72',
    title: 'a limit that the account sets holds at once, for every run and whatever an intent says',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const set = { limits: limitsOf(1000, 5000), raises: [] }
      assertEqual(await store.setLimits(SAMPLE_ACCOUNT, set.limits, SAMPLE_TIME, DAY), set, 'set')
      assertEqual(await store.limits(SAMPLE_ACCOUNT, SAMPLE_TIME), set, 'read')
      const begin = (market: string, stake: number, capacity?: number) =>
        store.begin(
          sampleIntent({ market, stake, ...(capacity === undefined ? {} : { exposure: { market: money(capacity) } }) }),
        )
      const denied = await begin('m1', 1001)
      assertEqual(denied.kind === 'denied' && denied.code, 'MARKET_LIMIT', 'without one of its own')
      assertKind(await begin('m1', 1001, 2000), 'denied', 'with a higher one of its own')
      assertKind(await begin('m1', 801, 800), 'denied', 'with a lower one of its own')
      assertKind(await begin('m1', 800, 800), 'reserved', 'within both')
      for (const market of ['m2', 'm3', 'm4', 'm5']) assertKind(await begin(market, 1000), 'reserved', market)
      const worst = await begin('m6', 201)
      assertEqual(worst.kind === 'denied' && worst.code, 'DAY_LOSS_LIMIT', 'the day')
      const reopened = await harness.reopen()
      assertEqual(await reopened.limits(SAMPLE_ACCOUNT, SAMPLE_TIME), set, 'when opened again')
    },
  },
  {
    id: 'STO-73',
    title: 'a higher limit, or none, waits; a lower one does not, and takes back the higher one that waits',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const set = (limits: AccountLimits, at: number) =>
        store.setLimits(SAMPLE_ACCOUNT, limits, after(SAMPLE_TIME, at), DAY)
      await set(limitsOf(1000), 0)
      const waiting = await set(limitsOf(2000), HOUR)
      const raise = { limit: 'exposure:market', to: 2000, at: SAMPLE_TIME + HOUR + DAY }
      assertEqual(waiting, { limits: limitsOf(1000), raises: [raise] }, 'while it waits')
      const begin = (market: string, at: number) => store.begin(sampleIntent({ market, stake: 2000, at }))
      assertKind(await begin('m1', HOUR + DAY - 1), 'denied', 'before the raise')
      assertKind(await begin('m1', HOUR + DAY), 'reserved', 'with the raise')
      const at = after(SAMPLE_TIME, HOUR + DAY)
      assertEqual(await store.limits(SAMPLE_ACCOUNT, after(at, -1)), waiting, 'read before it')
      assertEqual(await store.limits(SAMPLE_ACCOUNT, at), { limits: limitsOf(2000), raises: [] }, 'read with it')
      const away = await set(limitsOf(null), 2 * DAY)
      const removal = { limit: 'exposure:market', to: null, at: SAMPLE_TIME + 3 * DAY }
      assertEqual(away, { limits: limitsOf(2000), raises: [removal] }, 'none waits')
      assertEqual(await set(limitsOf(2000), 2 * DAY), { limits: limitsOf(2000), raises: [] }, 'the same takes it back')
      await set(limitsOf(null), 2 * DAY)
      assertEqual(await set(limitsOf(500), 2 * DAY), { limits: limitsOf(500), raises: [] }, 'so does a lower one')
      assertKind(await begin('m2', 4 * DAY), 'denied', 'under the lower one')
      const now = await store.setLimits(SAMPLE_ACCOUNT, limitsOf(null), after(SAMPLE_TIME, 2 * DAY), 0)
      assertEqual(now, { limits: limitsOf(null), raises: [] }, 'without a delay')
    },
  },
  {
    id: 'STO-74',
    title: 'a run that starts sets its limits; a raise does not wait anew with each start',
    async run({ store }) {
      const start = (run: number, limits: AccountLimits, at: number) => {
        const { run: started, ...rest } = sampleRunStart(SAMPLE_ACCOUNT, run)
        return store.startRun({ ...rest, run: { ...started, startedAt: after(SAMPLE_TIME, at) }, limits })
      }
      const first = await start(1, limitsOf(1000), 0)
      assertEqual(first.limits, { limits: limitsOf(1000), raises: [] }, 'the first holds at once')
      assertEqual(first.version, 2, 'the bankroll and the limits')
      const raise = { limit: 'exposure:market', to: 3000, at: SAMPLE_TIME + HOUR + DAY }
      const waiting = { limits: limitsOf(1000), raises: [raise] }
      const second = await start(2, limitsOf(3000), HOUR)
      assertEqual([second.limits, second.version], [waiting, 3], 'a higher one waits')
      const third = await start(3, limitsOf(3000), 2 * HOUR)
      assertEqual([third.limits, third.version], [waiting, 3], 'and goes on waiting')
      const lower = await start(4, limitsOf(2000), 3 * HOUR)
      assertEqual(lower.limits.raises, [{ ...raise, to: 2000 }], 'less than was asked for does not wait anew')
      const higher = await start(5, limitsOf(4000), 4 * HOUR)
      assertEqual(higher.limits.raises, [{ ...raise, to: 4000, at: SAMPLE_TIME + 4 * HOUR + DAY }], 'more does')
      const last = await start(6, limitsOf(4000), 3 * DAY)
      assertEqual(last.limits, { limits: limitsOf(4000), raises: [] }, 'in force in the end')
      assertEqual(last.version, 5, 'a raise that comes into force is no change')
    },
  },
  {
    id: 'STO-75',
    title: 'a limit that makes no sense is refused and changes nothing',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const negative = () => store.setLimits(SAMPLE_ACCOUNT, limitsOf(500, -1), SAMPLE_TIME, DAY)
      await assertRejects(negative, 'INVALID_VALUE', 'a negative limit')
      const late = () => store.setLimits(SAMPLE_ACCOUNT, limitsOf(1), SAMPLE_TIME, -1)
      await assertRejects(late, 'INVALID_VALUE', 'a negative delay')
      const kept = { limits: limitsOf(null), raises: [] }
      assertEqual(await store.limits(SAMPLE_ACCOUNT, SAMPLE_TIME), kept, 'limits')
    },
  },
]
