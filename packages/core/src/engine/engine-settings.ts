import type { Settings } from '../config/settings.ts'
import type { ExchangeRates } from '../ports/exchange-rates.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import type { Control } from '../risk/gate.ts'
import { accountKey } from '../units/mode.ts'
import type { EngineSettings } from './engine.ts'
import type { OrderRoute } from './order-route.ts'
import type { Strategy } from './strategy.ts'

/**
 * The settings of the engine that an advisor with these parts has: for replaying what it recorded.
 *
 * @example
 * ```ts
 * const report = await replay(readRecording('session.jsonl'), () => createEngine(engineSettings(settings, strategies, venues)))
 * ```
 */
export function engineSettings(
  settings: Settings,
  strategies: readonly Strategy[],
  routes: readonly OrderRoute[],
  controls: readonly Control[] = [],
  yardstick?: Yardstick,
  rates?: ExchangeRates,
): EngineSettings {
  const { name, currency, timeZone } = settings.account
  const account = accountKey(settings.mode, name)
  const { settlementOverdueMs } = settings.orders
  const engine = {
    account,
    currency,
    timeZone,
    limits: settings.risk,
    strategies,
    routes,
    controls,
    settlementOverdueMs,
  }
  return { ...engine, ...(yardstick === undefined ? {} : { yardstick }), ...(rates === undefined ? {} : { rates }) }
}
