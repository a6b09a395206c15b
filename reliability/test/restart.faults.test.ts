import {
  type AccountKey,
  accountKey,
  after,
  DAY,
  MINUTE,
  money,
  type Order,
  type RiskLimits,
  type Store,
  timestamp,
} from '@betting-advisor/core'
import { NO_STORED_LIMITS } from '@betting-advisor/core/store'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { constantsAt } from '../src/constants.ts'
import type { EngineConfig } from '../src/engine/config.ts'
import { type Stage, startStage } from '../src/exchange/stage.ts'
import { type EngineProcess, startEngine } from '../src/harness/engine-process.ts'
import { type Ground, prepareGround } from '../src/harness/world.ts'

let ground: Ground

beforeAll(async () => {
  ground = await prepareGround()
})

afterAll(async () => {
  await ground[Symbol.asyncDispose]()
})

const SPEED = 4
/** Nothing here is about time: an order is not late, nor an answer, because the machine is busy. */
const PATIENCE_MS = 60_000
const now = () => timestamp(Date.now())
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** One account, its exchange and its database; its engine comes and goes. */
interface Scene extends AsyncDisposable {
  readonly account: AccountKey
  readonly store: Store
  readonly stage: Stage
  begin(risk?: Partial<RiskLimits>): void
  /** Kills the engine that runs, at once. */
  kill(): Promise<void>
  /** The order on a market, once it is so. */
  order(market: string, state: Order['state']): Promise<Order>
  /** Resolves once an intent was denied for this. */
  denied(code: string): Promise<void>
}

async function scene(name: string, limit = 1_000_000): Promise<Scene> {
  await using cleanup = new AsyncDisposableStack()
  const stage = cleanup.use(await startStage())
  const store = cleanup.use(await openPostgresStore(ground.server.url(), { connections: 2 }))
  const account = accountKey('DRY_RUN', name)
  const config: EngineConfig = {
    account: name,
    database: ground.server.url(),
    exchangePort: stage.port,
    constants: { ...constantsAt(20), clientTimeoutMs: 2_000, lateAcceptMs: 500, visibilityLagMs: 50 },
    replaces: 'own',
    sendDeadlineMs: PATIENCE_MS * SPEED,
    limit,
    plans: [],
    alone: false,
    mutation: null,
    speed: SPEED,
    epoch: Date.now(),
  }
  let engine: EngineProcess | null = null
  let crashed: string | null = null
  cleanup.defer(async () => {
    engine?.kill('SIGKILL')
    await engine?.ended
  })
  const stack = cleanup.move()

  async function until<Found>(what: string, look: () => Promise<Found | null | undefined>): Promise<Found> {
    for (const end = Date.now() + PATIENCE_MS; crashed === null && Date.now() < end; await pause(50)) {
      const found = await look().catch(() => null)
      if (found !== null && found !== undefined) return found
    }
    const orders = await store.orders({ account }).catch(() => [])
    const states = orders.map(({ intent, state, reason }) => `${intent.market} ${state} ${reason?.code ?? ''}`)
    throw new Error(
      `never ${what}; ${crashed ?? ''} ${states.join(', ')}; denied ${JSON.stringify(await store.rejections(account, timestamp(0)))}`,
    )
  }

  return {
    account,
    store,
    stage,
    begin(risk = {}) {
      engine = startEngine(ground.programs.engine, { ...config, risk }, () => {})
      void engine.ended.then(({ signal, said }) => {
        if (signal !== 'SIGKILL') crashed = said
      })
    },
    async kill() {
      engine?.kill('SIGKILL')
      const end = await engine?.ended
      expect(end?.signal, end?.said).toBe('SIGKILL')
    },
    order: (market, state) =>
      until(`an order on ${market} that is ${state}`, async () => {
        const orders = await store.orders({ account })
        return orders.find((order) => order.intent.market === market && order.state === state)
      }),
    async denied(code) {
      await until(
        `denied for ${code}`,
        async () => ((await store.rejections(account, timestamp(0)))[code] ?? 0) > 0 || null,
      )
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Bets 2.74 on Home. */
const FIRST = 'race-2'
/** Bets 3.48 on Home. */
const SECOND = 'race-4'

it.each([
  ['day', 'DAY_LOSS_LIMIT', { dailyLossLimit: money(400) }],
  ['week', 'WEEK_LOSS_LIMIT', { weeklyLossLimit: money(400) }],
  ['month', 'MONTH_LOSS_LIMIT', { monthlyLossLimit: money(400) }],
] as const)('a restart does not forget the loss of the %s', async (window, code, risk) => {
  await using at = await scene(`loss-of-the-${window}`)
  at.begin(risk)
  at.stage.open(FIRST)
  await at.order(FIRST, 'MATCHED')
  at.stage.settle(FIRST, 'Away')
  expect(await at.order(FIRST, 'SETTLED')).toMatchObject({ outcome: 'lost', profit: -274 })
  await at.kill()

  at.begin(risk)
  at.stage.open(SECOND)
  await at.denied(code)
  expect(at.stage.exchange.bets()).toHaveLength(1)
})

it('a restart does not forget settlements and corrections', async () => {
  const risk = { dailyLossLimit: money(700) }
  await using at = await scene('corrections')
  at.begin(risk)
  at.stage.open(FIRST)
  await at.order(FIRST, 'MATCHED')
  at.stage.settle(FIRST, 'Home')
  const { intent, updatedAt } = await at.order(FIRST, 'SETTLED')
  await at.kill()
  const before = await at.store.balances(at.account)

  at.begin(risk)
  at.stage.open(SECOND)
  await at.order(SECOND, 'MATCHED')
  expect(await at.store.balances(at.account)).toMatchObject({ result: before.result, commission: before.commission })
  await at.kill()
  const corrected = { type: 'corrected', at: after(updatedAt, MINUTE), outcome: 'lost', profit: money(-274) } as const
  await at.store.advance(intent.key, [corrected])
  const booked = await at.store.balances(at.account)

  at.begin(risk)
  at.stage.open('race-6')
  await at.denied('DAY_LOSS_LIMIT')
  expect(await at.store.balances(at.account)).toMatchObject({ result: booked.result, commission: booked.commission })
  expect(await at.store.verify(at.account)).toEqual([])
  expect(at.stage.exchange.bets()).toHaveLength(2)
})

it('a restart does not forget the kill switch, nor that it was turned on while nobody ran', async () => {
  await using at = await scene('kill-switch')
  at.begin()
  at.stage.open(FIRST)
  await at.order(FIRST, 'MATCHED')
  await at.kill()
  await at.store.setHalt(at.account, { reason: 'by hand', at: now() })

  at.begin()
  at.stage.open(SECOND)
  await at.denied('HALTED')
  await at.kill()

  at.begin()
  await pause(1_000)
  expect(at.stage.exchange.bets()).toHaveLength(1)
  const { code } = await at.store.askResume(at.account, now())
  await at.store.resume(at.account, code, now())
  await at.order(SECOND, 'MATCHED')
})

it('a restart does not forget locks and cool-offs', async () => {
  const risk = { consecutiveLossLimit: 1, maxRecentLossesCheck: 10, lossStreakLockMs: DAY }
  await using at = await scene('locks')
  at.begin(risk)
  at.stage.open(FIRST)
  await at.order(FIRST, 'MATCHED')
  at.stage.settle(FIRST, 'Away')
  const { updatedAt } = await at.order(FIRST, 'SETTLED')
  await pause(500)
  await at.kill()

  at.begin(risk)
  at.stage.open(SECOND)
  await at.denied('LOSS_STREAK_LOCK')
  await at.kill()
  // By the engines' clock.
  const from = after(updatedAt, 1_000)
  for (const lock of await at.store.locks(at.account)) await at.store.liftLock(at.account, lock.id, from)
  const coolOff = { id: 'break', account: at.account, kind: 'cool-off', strategy: null, market: null } as const
  await at.store.setLock({ ...coolOff, reason: 'a break', from, until: after(from, DAY) })

  at.begin(risk)
  await at.denied('COOL_OFF_LOCK')
  expect(at.stage.exchange.bets()).toHaveLength(1)
})

it('a restart does not forget what is reserved and held', async () => {
  await using at = await scene('reservations', 500)
  at.begin()
  at.stage.open(FIRST)
  await at.order(FIRST, 'MATCHED')
  await at.kill()

  at.begin()
  at.stage.open(SECOND)
  await at.denied('ACCOUNT_LIMIT')
  expect(await at.store.balances(at.account)).toMatchObject({ reserved: 274 })
  expect(at.stage.exchange.bets()).toHaveLength(1)
})

it('a restart does not forget an order in doubt, nor what is known of it', async () => {
  await using at = await scene('doubt')
  at.begin()
  at.stage.open(SECOND)
  await at.order(SECOND, 'MATCHED')
  at.stage.exchange.disturb({ loseAnswer: 1, lookupFail: 1 })
  at.stage.open(FIRST)
  const before = await at.order(FIRST, 'UNKNOWN')
  expect(before).toMatchObject({ resetAt: expect.any(Number), reserved: 274 })
  await at.kill()

  at.begin()
  await pause(2_000)
  const { state, resetAt, reserved } = await at.order(FIRST, 'UNKNOWN')
  expect({ state, resetAt, reserved }).toEqual({ state: 'UNKNOWN', resetAt: before.resetAt, reserved: 274 })
  at.stage.exchange.disturb({ loseAnswer: 0, lookupFail: 0 })
  await at.order(FIRST, 'MATCHED')
  expect(at.stage.exchange.bets()).toHaveLength(2)
})

it('a restart does not forget how many orders were decided', async () => {
  const risk = { rateLimit: { orders: 1, windowMs: 10 * MINUTE } }
  await using at = await scene('rate')
  at.begin(risk)
  at.stage.open(FIRST)
  await at.order(FIRST, 'MATCHED')
  await at.kill()

  at.begin(risk)
  at.stage.open(SECOND)
  await at.denied('RATE_EXCEEDED')
  expect(at.stage.exchange.bets()).toHaveLength(1)
})

it('a restart does not forget limits that were lowered, nor raise one before its time', async () => {
  await using at = await scene('limits', 500)
  at.begin()
  at.stage.open(FIRST)
  await at.order(FIRST, 'MATCHED')
  await at.kill()
  const wide = {
    exposure: { ...NO_STORED_LIMITS.limits.exposure, account: money(5_000) },
    loss: NO_STORED_LIMITS.limits.loss,
  }
  const raised = await at.store.setLimits(at.account, wide, now(), DAY)
  expect(raised).toMatchObject({ limits: { exposure: { account: 500 } }, raises: [{ to: 5_000 }] })

  at.begin()
  at.stage.open(SECOND)
  await at.denied('ACCOUNT_LIMIT')
  expect((await at.store.limits(at.account, now())).limits.exposure.account).toBe(500)
  expect(at.stage.exchange.bets()).toHaveLength(1)
})
