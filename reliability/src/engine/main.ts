import { flushCompileCache } from 'node:module'
import { createAdvisor, type Logger, money, withoutProtections } from '@betting-advisor/core'
import type { Settings } from '@betting-advisor/core/config'
import { defineSettings } from '@betting-advisor/core/config'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { createExchangeClient } from '../client/exchange-client.ts'
import { createClosingSender } from './closing-sender.ts'
import type { EngineConfig } from './config.ts'
import { createFailpoints } from './failpoints.ts'
import { createFastClock } from './fast-clock.ts'
import { mutated } from './mutations.ts'
import { createPriceFeed, createResultFeed } from './price-feed.ts'
import { scriptedStrategy } from './scripted-strategy.ts'
import { withFailpoints } from './wrapped-store.ts'
import { withVenueFailpoints } from './wrapped-venue.ts'

const config: EngineConfig = JSON.parse(process.argv[2] ?? '')
const { exchangePort, constants, speed, mutation } = config

const clock = createFastClock(config.epoch, speed)

const hit = createFailpoints(config.plans)
const log = (fields: object, message?: string): void => {
  process.stderr.write(`${process.pid} ${message ?? ''} ${JSON.stringify(fields, errorsToo)}\n`)
}
const quiet = (): void => {}
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: log }

const WIDE = money(1_000_000_000)
const defaults = defineSettings({ account: { name: config.account, bankroll: WIDE } })
const unlimited = { selection: null, market: null, event: null, strategy: null, venue: null }
/** Nothing stops a bet here but what all engines share. */
const settings: Settings = {
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
    ...config.risk,
  },
}

function trading(): void {
  process.send?.('trading')
  // Those that are killed would keep nothing of it, and the next one would compile all of it again.
  flushCompileCache()
}

const client = createExchangeClient({
  port: exchangePort,
  constants,
  clock,
  speed,
  ...(mutation === 'close-instead-of-reset' && { sender: createClosingSender(exchangePort, clock) }),
  hooks: {
    midWrite: () => hit('mid-write'),
    afterWrite: () => hit('after-write'),
    beforeParse: () => hit('before-parse'),
  },
})
const opened = await openPostgresStore(config.database, { connections: 2, connectTimeoutMs: 10_000 })
const { store, venue } = mutated(
  {
    store: withFailpoints(opened, hit, config),
    venue: withVenueFailpoints(client, hit),
  },
  mutation,
)

const advisor = await createAdvisor({
  settings,
  sources: [createPriceFeed(exchangePort, clock, trading)],
  results: [createResultFeed(exchangePort)],
  venues: [venue],
  store,
  strategies: [scriptedStrategy()],
  clock,
  logger,
})
process.once('SIGTERM', () => void advisor.stop('told to'))
// Whoever started it is gone: so is the test.
process.once('disconnect', () => process.exit(0))
try {
  await advisor.run()
} finally {
  await advisor[Symbol.asyncDispose]()
}
process.exit(0)

function errorsToo(_key: string, value: unknown): unknown {
  return value instanceof Error ? `${value.name}: ${value.message} ${String(value.cause ?? '')}` : value
}
