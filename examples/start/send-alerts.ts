import { randomUUID } from 'node:crypto'
import { alertChannels, createAlerts } from '@betting-advisor/alerts'
import type { AccountKey, Clock, Logger, Store } from '@betting-advisor/core'
import type { ProgramSettings } from './program-settings.ts'

/** How long what is left may take when the bot ends, in milliseconds. */
const LAST_MS = 3_000

/** Sends alerts on the channels that are configured, in real time alone: nobody is called because of a simulated day. */
export function sendAlerts(
  { settings, clock, logger }: { settings: ProgramSettings; clock: Clock; logger: Logger },
  store: Store,
  account: AccountKey,
): { readonly finish: () => Promise<void> } {
  const channels = alertChannels(settings.alerts, { clock, logger }).filter(({ name }) => name !== 'log')
  if (channels.length === 0 || clock.kind === 'virtual') return { finish: async () => {} }
  const alerts = createAlerts({ store, account, channels, clock, logger, by: randomUUID(), random: Math.random })
  const ended = new AbortController()
  const running = alerts.run(ended.signal)
  return {
    async finish() {
      ended.abort()
      await running
      // That it ended, and what came before: what does not arrive in time is sent by whichever bot runs next.
      await alerts.deliverDue(AbortSignal.timeout(LAST_MS)).catch((error: unknown) => {
        logger.warn({ event: 'alerts.left', error }, 'alerts are left in the outbox')
      })
    },
  }
}
