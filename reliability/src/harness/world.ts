import { type AccountKey, accountKey, isAdvisorError, type Order, type Store } from '@betting-advisor/core'
import type { OrderQuery } from '@betting-advisor/core/store'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { startServer, type TestServer } from 'betting-advisor-postgres-server/server'
import { type Constants, constantsAt, FAULTS, HELD, SEND_DEADLINE_MS } from '../constants.ts'
import type { EngineConfig } from '../engine/config.ts'
import type { FailurePlan } from '../engine/failpoints.ts'
import { createFastClock } from '../engine/fast-clock.ts'
import type { Mutation } from '../engine/mutations.ts'
import type { ExchangeConfig } from '../exchange/protocol.ts'
import { bundlePrograms, type ExchangeKind, type Programs } from './bundle.ts'
import type { EngineEnd } from './engine-process.ts'
import { type ExchangeProcess, startExchange } from './exchange-process.ts'
import { type Fleet, type Life, startFleet } from './fleet.ts'
import { judge, LIVE, type Verdict } from './verdict.ts'

/** How a world of engines, a database and an exchange is made. */
export interface WorldSettings {
  readonly seed: string
  /** 20 in continuous integration, 1 at full scale. */
  readonly scale: number
  /** How fast the engines' clocks run where the exchange's constants are shortened. @default 3 */
  readonly speed?: number
  /** How long after its decision an order may leave, by the engines' clock. @default 1000 */
  readonly sendDeadlineMs?: number
  /** What happens to the next process of an engine; nothing when left out. */
  readonly nextLife?: () => Partial<Life>
  readonly ended?: (end: EngineEnd, plan: FailurePlan | undefined, isOurs: boolean) => void
  readonly stalled?: () => void
  readonly mutation?: Mutation
  readonly exchange?: Partial<ExchangeConfig>
  /** The most that all orders may be able to lose. */
  readonly limit?: number
  /** Constants other than those of the scale. */
  readonly constants?: Partial<Constants>
  /** What is there already, for worlds that follow one another. */
  readonly ground?: Ground
  /** Another way to the database than straight. */
  readonly way?: (server: TestServer) => Promise<string>
}

/** What worlds can share: programs, and a server on which each has an account of its own. */
export interface Ground extends AsyncDisposable {
  readonly programs: Programs
  readonly server: TestServer
}

/** Engines, a database and an exchange, each in processes of their own. */
export interface FootballWorld extends AsyncDisposable {
  readonly server: TestServer
  readonly fleet: Fleet
  readonly store: Store
  readonly constants: Constants
  readonly limit: number
  /** Processes that ended without having been told to, with what they said. */
  readonly crashes: readonly EngineEnd[]
  /** Waits until so many more orders have reached the exchange; gives `false` where none does any more for `quietMs`. */
  reached(orders: number, quietMs?: number): Promise<boolean>
  /** Hinders nothing any more, and waits until all engines may bet; gives how long that took, in milliseconds. */
  recovered(): Promise<number>
  /** Lets everything come to its end, unhindered, and judges. */
  finish(): Promise<Verdict>
}

const ENGINES = 4
/** That limit, where nothing is said of it: tight enough to be reached, and wide enough for all engines to have work. */
const LIMIT = 8_000
const DRAIN_MS = 120_000
/** How long a world waits for its engines to bet again, at most; none that takes so long has recovered. */
export const RECOVERY_WAIT_MS = 120_000
const SETTLED_AGAIN_MS = 20_000
/** How fast the engines' clocks run where the exchange's constants are shortened. */
const SPEED = 3

/** Bundles the programs and starts a server. */
export async function prepareGround(kind: ExchangeKind = 'faulty'): Promise<Ground> {
  await using cleanup = new AsyncDisposableStack()
  const programs = cleanup.use(await bundlePrograms(kind))
  const server = await startServer()
  if ('unavailable' in server) throw new Error(server.unavailable)
  cleanup.defer(() => server.stop())
  const stack = cleanup.move()
  return { programs, server, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** Starts a world. */
export async function startWorld(settings: WorldSettings): Promise<FootballWorld> {
  const { seed, scale, mutation = null, limit = LIMIT, sendDeadlineMs = SEND_DEADLINE_MS } = settings
  await using cleanup = new AsyncDisposableStack()
  const constants = { ...constantsAt(scale), ...settings.constants }
  const replaces = [...seed].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 2 === 0 ? 'own' : 'former'
  const speed = scale === 1 ? 1 : (settings.speed ?? SPEED)
  const epoch = Date.now()
  const { programs, server } = settings.ground ?? cleanup.use(await prepareGround())
  const name = seed.replaceAll(/[^a-z0-9]+/gi, '-')
  const account = accountKey('DRY_RUN', name)
  const store = cleanup.use(await openPostgresStore(server.url(), { connections: 2 }))
  const exchange: ExchangeProcess = cleanup.use(
    await startExchange(programs.exchange, {
      seed,
      constants,
      faults: FAULTS,
      replaces,
      limit,
      burst: 2,
      refusesConnections: true,
      held: HELD,
      goesDown: true,
      speed,
      epoch,
      ...settings.exchange,
    }),
  )
  const config: Omit<EngineConfig, 'plans' | 'alone'> = {
    account: name,
    database: (await settings.way?.(server)) ?? server.url(),
    exchangePort: exchange.port,
    betfair: exchange.betfair,
    constants,
    replaces,
    sendDeadlineMs,
    limit,
    mutation,
    speed,
    epoch,
  }
  const crashes: EngineEnd[] = []
  const fleet = startFleet({
    program: programs.engine,
    config,
    engines: ENGINES,
    nextLife: settings.nextLife ?? (() => ({})),
    stalled: settings.stalled ?? (() => {}),
    ended(end, plan, isOurs) {
      if (end.signal !== 'SIGKILL') crashes.push(end)
      settings.ended?.(end, plan, isOurs)
    },
  })
  cleanup.defer(() => fleet.kill())
  const stack = cleanup.move()

  return {
    server,
    fleet,
    store,
    constants,
    limit,
    crashes,
    async reached(orders, quietMs = DRAIN_MS) {
      let seen = (await exchange.report()).requests.length
      const wanted = seen + orders
      // Engines take a while until they send anything at all.
      for (let until = Date.now() + DRAIN_MS; seen < wanted && Date.now() < until; await pause(200)) {
        const { length } = (await exchange.report()).requests
        if (length > seen) until = Date.now() + quietMs
        seen = length
      }
      return seen >= wanted
    },
    async recovered() {
      const healedAt = Date.now()
      await exchange.heal()
      fleet.calm()
      while (!fleet.isActive() && Date.now() < healedAt + RECOVERY_WAIT_MS) await pause(50)
      return Date.now() - healedAt
    },
    async finish() {
      fleet.calm()
      await exchange.closeMarkets()
      await drained(store, account)
      const { real } = createFastClock(epoch, speed)
      const verdict = async () =>
        await judge(await exchange.report(), store, { account, sendDeadlineMs: sendDeadlineMs / speed, real })
      // What was settled again may still be on its way into the ledger.
      for (const until = Date.now() + SETTLED_AGAIN_MS; Date.now() < until; await pause(SETTLED_AGAIN_MS / 20)) {
        const { ledger } = await verdict()
        if (ledger.length === 0) break
      }
      for (const end of await fleet.stop()) crashes.push(end)
      return await verdict()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Until nothing is left that can change; what is left then is for the verdict to tell. */
async function drained(store: Store, account: AccountKey): Promise<void> {
  for (const until = Date.now() + DRAIN_MS; Date.now() < until; await pause(100)) {
    const unfinished = await ordersOf(store, { account, states: LIVE, limit: 1 })
    if (unfinished.length === 0) return
  }
}

/** Orders, of which there are none while there is no account. */
async function ordersOf(store: Store, query: OrderQuery): Promise<readonly Order[]> {
  try {
    return await store.orders(query)
  } catch (error) {
    if (isAdvisorError(error, 'UNKNOWN_ACCOUNT')) return []
    throw error
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
