import type { AdvisorStatus } from '@betting-advisor/core'
import { Hono } from 'hono'
import { fromStore } from '../http/deadline.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

type Level = 'pass' | 'warn' | 'fail'

/** For supervisors and load balancers: no figures, no token. Bodies keep one length per route where tools compare lengths. */
export function healthRoutes(advisor: MonitoredAdvisor): Hono {
  return (
    new Hono()
      // Only that this process answers: a venue or store that is down must not have a process restarted that holds orders.
      .get('/livez', (context) => context.text('live'))
      .get('/health', (context) => {
        const level = worst(Object.values(concerns(advisor.status())))
        return context.json({ status: level }, level === 'fail' ? 503 : 200)
      })
      .get('/readyz', async (context) => {
        const status = advisor.status()
        const checks = { ...concerns(status), store: await storeLevel(advisor, status) }
        const level = worst(Object.values(checks))
        return context.json({ status: level, checks }, level === 'fail' ? 503 : 200)
      })
  )
}

/** A halt or a lock is somebody's decision: it warns, so that nothing restarts the process over it. */
function concerns({ tradingState, unresolved, feeds, breakers }: AdvisorStatus): Readonly<Record<string, Level>> {
  const isDown = ({ state }: AdvisorStatus['feeds'][number]) =>
    state === 'failing' || state === 'exhausted' || state === 'ended'
  return {
    trading: tradingState === 'RECONCILING' ? 'fail' : tradingState === 'ACTIVE' ? 'pass' : 'warn',
    orders: unresolved === 0 ? 'pass' : 'warn',
    feeds: feeds.some(isDown) ? (feeds.every(isDown) ? 'fail' : 'warn') : 'pass',
    services: breakers.every(({ state }) => state === 'closed') ? 'pass' : 'warn',
  }
}

async function storeLevel({ store }: MonitoredAdvisor, { account }: AdvisorStatus): Promise<Level> {
  try {
    await fromStore(store.lastEventId(account), 2_000)
    return 'pass'
  } catch {
    // What went wrong is for the log of whoever owns the store; a supervisor needs to know that it did.
    return 'fail'
  }
}

function worst(levels: readonly Level[]): Level {
  return levels.includes('fail') ? 'fail' : levels.includes('warn') ? 'warn' : 'pass'
}
