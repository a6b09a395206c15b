import { Hono } from 'hono'
import { fromStore } from '../http/deadline.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

/** How the advisor is doing: all of it, and its breakers and locks by themselves. */
export function statusRoutes(advisor: MonitoredAdvisor): Hono {
  return new Hono()
    .get('/status', (context) => context.json(advisor.status()))
    .get('/breakers', (context) => {
      const { now, breakers, tradingBreakers } = advisor.status()
      return context.json({ now, services: breakers, trading: tradingBreakers })
    })
    .get('/locks', async (context) => {
      const { now, account } = advisor.status()
      return context.json({ now, locks: await fromStore(advisor.store.locks(account)) })
    })
}
