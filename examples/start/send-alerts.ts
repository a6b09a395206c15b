import { randomUUID } from 'node:crypto'
import { alertChannels, createAlerts, createHeartbeat } from '@betting-advisor/alerts'
import type { Advisor, Clock, Logger, Store } from '@betting-advisor/core'
import { concernOf } from './all-is-well.ts'
import type { ProgramSettings } from './program-settings.ts'

/** How long what is left may take when the bot ends, in milliseconds. */
const LAST_MS = 3_000

/**
 * Sends alerts on the channels that are configured, and tells whoever is to call people otherwise that all is well, in real time alone: nobody is called
 * because of a simulated day.
 */
export function sendAlerts(
  { settings, clock, logger }: { settings: ProgramSettings; clock: Clock; logger: Logger },
  store: Store,
  advisor: Pick<Advisor, 'status'>,
): { readonly finish: () => Promise<void> } {
  if (clock.kind === 'virtual') return { finish: async () => {} }
  const { account } = advisor.status()
  const channels = alertChannels(settings.alerts, { clock, logger }).filter(({ name }) => name !== 'log')
  const alerts = createAlerts({ store, account, channels, clock, logger, by: randomUUID(), random: Math.random })
  const ended = new AbortController()
  const running = [channels.length === 0 ? Promise.resolve() : alerts.run(ended.signal)]
  const { pingUrl: url } = settings.alerts
  if (url !== null) {
    const concern = async () => {
      await store.lastEventId(account)
      return concernOf(advisor.status(), alerts.status(), clock.now())
    }
    running.push(createHeartbeat({ url, concern, clock, logger }).run(ended.signal))
  }
  return {
    async finish() {
      ended.abort()
      await Promise.all(running)
      // That it ended, and what came before: what does not arrive in time is sent by whichever bot runs next.
      await alerts.deliverDue(AbortSignal.timeout(LAST_MS)).catch((error: unknown) => {
        logger.warn({ event: 'alerts.left', error }, 'alerts are left in the outbox')
      })
    },
  }
}
