import { json } from '../http/answer.ts'
import { parameters } from '../http/query.ts'
import type { Routes } from '../http/routes.ts'
import type { StoreReads } from '../http/store-reads.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

/** How the advisor is doing: all of it, and its breakers and locks by themselves. */
export function statusRoutes(advisor: MonitoredAdvisor, fromStore: StoreReads): Routes {
  return {
    '/status': (asked) => {
      parameters(asked, [])
      return json(advisor.status())
    },
    '/breakers': (asked) => {
      parameters(asked, [])
      const { now, breakers, tradingBreakers } = advisor.status()
      return json({ now, services: breakers, trading: tradingBreakers })
    },
    '/locks': async (asked) => {
      parameters(asked, [])
      const { now, account } = advisor.status()
      return json({ now, locks: await fromStore(asked.signal, () => advisor.store.locks(account)) })
    },
  }
}
