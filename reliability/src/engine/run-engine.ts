import { flushCompileCache } from 'node:module'
import {
  createAdvisor,
  type Logger,
  money,
  type PriceSource,
  type ResultSource,
  type RiskLimits,
  type Strategy,
  type Venue,
  withoutProtections,
} from '@betting-advisor/core'
import { defineSettings, type Settings } from '@betting-advisor/core/config'
import type { BookFeed } from '@betting-advisor/core/venue'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import type { EngineConfig, EngineMessage } from './config.ts'
import { createFailpoints, type Hit } from './failpoints.ts'
import { createFastClock, type FastClock } from './fast-clock.ts'
import { mutated } from './mutations.ts'
import { withFailpoints } from './wrapped-store.ts'
import { withVenueFailpoints } from './wrapped-venue.ts'

/** How an engine is connected to an exchange. */
export interface Connection {
  readonly sources?: readonly PriceSource[]
  readonly books?: readonly BookFeed[]
  readonly results?: readonly ResultSource[]
  readonly venue: Venue
  readonly strategy: Strategy
  /** Limits of its risk that belong to how it is connected. */
  readonly risk?: Partial<RiskLimits>
}

/** What it is connected with. */
export interface Connecting {
  readonly clock: FastClock
  readonly hit: Hit
  readonly logger: Logger
  /** The engine wants to know prices from now on. */
  readonly trading: () => void
}

const WIDE = money(1_000_000_000)

/** Nothing stops a bet here but what all engines share. */
function settingsOf(config: EngineConfig, risk: Partial<RiskLimits>): Settings {
  const defaults = defineSettings({ account: { name: config.account, bankroll: WIDE } })
  const unlimited = { selection: null, market: null, event: null, strategy: null, venue: null }
  const { constants, speed, mutation } = config
  return {
    ...defaults,
    orders: {
      ...defaults.orders,
      path: 'direct',
      sendDeadlineMs: config.sendDeadlineMs,
      orphanDeliveryMs: mutation === 'orphan-absent-too-early' ? 0 : constants.orphanDeliveryMs * speed,
    },
    risk: {
      ...withoutProtections(defaults.risk),
      minOdds: 1.01,
      maxOdds: 100,
      maxStakeFraction: 1,
      maxStakeAbsolute: WIDE,
      weeklyLossLimit: null,
      monthlyLossLimit: null,
      exposure: { ...unlimited, account: money(config.limit) },
      cooldownMs: 0,
      lowClv: { limit: 0, bets: 1, lockMs: 1 },
      rateLimit: { orders: 100_000, windowMs: 1_000 },
      ...risk,
      ...config.risk,
    },
  }
}

/** Runs an engine until it is told to stop. */
export async function runEngine(config: EngineConfig, connect: (by: Connecting) => Connection): Promise<never> {
  const clock = createFastClock(config.epoch, config.speed)
  const hit = createFailpoints(config.plans)
  const log = (fields: object, message?: string): void => {
    process.stderr.write(`${process.pid} ${message ?? ''} ${JSON.stringify(fields, errorsToo)}\n`)
  }
  const quiet = (): void => {}
  const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: log }
  const connection = connect({
    clock,
    hit,
    logger,
    trading() {
      tell('trading')
      // Those that are killed would keep nothing of it, and the next one would compile all of it again.
      flushCompileCache()
    },
  })
  const opened = await openPostgresStore(config.database, { connections: 2, connectTimeoutMs: 10_000 })
  const { store, venue } = mutated(
    {
      store: withFailpoints(opened, hit, config),
      venue: withVenueFailpoints(connection.venue, hit),
    },
    config.mutation,
  )
  const advisor = await createAdvisor({
    settings: settingsOf(config, connection.risk ?? {}),
    sources: connection.sources ?? [],
    books: connection.books ?? [],
    results: connection.results ?? [],
    venues: [venue],
    store,
    strategies: [connection.strategy],
    clock,
    logger,
  })
  advisor.on('change', () => tell({ state: advisor.status().tradingState }))
  process.once('SIGTERM', () => void advisor.stop('told to'))
  // Whoever started it is gone: so is the test.
  process.once('disconnect', () => process.exit(0))
  try {
    await advisor.run()
  } finally {
    await advisor[Symbol.asyncDispose]()
  }
  process.exit(0)
}

function tell(message: EngineMessage): void {
  process.send?.(message)
}

function errorsToo(_key: string, value: unknown): unknown {
  return value instanceof Error ? `${value.name}: ${value.message} ${String(value.cause ?? '')}` : value
}
