import type { AccountKey, AdvisorStatus } from '@betting-advisor/core'
import { type Answer, json, text } from '../http/answer.ts'
import type { Routes } from '../http/routes.ts'
import type { StoreReads } from '../http/store-reads.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

type Level = 'pass' | 'warn' | 'fail'

/** For supervisors and load balancers: no figures, no token. Bodies keep one length per route where tools compare lengths. */
export function healthRoutes(advisor: MonitoredAdvisor, fromStore: StoreReads): Routes {
  const storeLevel = sharedStoreLevel(advisor, fromStore)
  return {
    // Only that this process answers: a venue or store that is down must not have a process restarted that holds orders.
    '/livez': () => LIVE,
    '/health': () => HEALTH[worst(concerns(advisor.status()))],
    '/readyz': async () => {
      const status = advisor.status()
      const checks = { ...concerns(status), store: await storeLevel(status.account) }
      const level = worst(checks)
      return json({ status: level, checks }, level === 'fail' ? 503 : 200)
    },
  }
}

const LIVE = text('live')
const HEALTH: Readonly<Record<Level, Answer>> = {
  pass: json({ status: 'pass' }),
  warn: json({ status: 'warn' }),
  fail: json({ status: 'fail' }, 503),
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

/** Whether the store answers. Anyone may ask, so however many ask at once, the store is asked once. */
function sharedStoreLevel({ store }: MonitoredAdvisor, fromStore: StoreReads): (account: AccountKey) => Promise<Level> {
  let asking: Promise<Level> | null = null
  const ask = async (account: AccountKey): Promise<Level> => {
    try {
      await fromStore(new AbortController().signal, () => store.lastEventId(account), 2_000)
      return 'pass'
    } catch {
      // What went wrong is for the log of whoever owns the store; a supervisor needs to know that it did.
      return 'fail'
    }
  }
  return (account) => {
    asking ??= ask(account).finally(() => {
      asking = null
    })
    return asking
  }
}

function worst(concerns: Readonly<Record<string, Level>>): Level {
  const levels = Object.values(concerns)
  return levels.includes('fail') ? 'fail' : levels.includes('warn') ? 'warn' : 'pass'
}
