/** Serves the dashboard over a scripted advisor in motion, to look at while working on it: `node --conditions=… serve-demo.ts`. */
import { money, timestamp } from '@betting-advisor/core'
import { createMonitor } from '../../src/index.ts'
import { ACCOUNT, advice, order, rejected, settled } from './fixtures.ts'
import { createScriptedAdvisor } from './scripted-advisor.ts'

const advisor = createScriptedAdvisor({ settledCount: 120 })
const { url } = await createMonitor(advisor).listen({ port: Number(process.env['MONITOR_PORT'] ?? 5000) })
console.log(url)

let tick = 0
setInterval(() => {
  tick++
  const { now, run, equity, reserved } = advisor.status()
  const base = { account: ACCOUNT, run, at: now }
  const feeds = advisor.status().feeds.map((feed) => (feed.state === 'ok' ? { ...feed, lastMessageAt: now } : feed))
  advisor.become({ now: timestamp(now + 90_000), feeds })
  if (tick % 3 === 0) advisor.happen({ ...base, type: 'advice', advice: { ...rejected(tick + 900), at: now } })
  if (tick % 10 === 0) {
    const index = 200 + tick
    advisor.happen({ ...base, type: 'advice', advice: { ...advice(index), at: now } })
    advisor.happen({ ...base, type: 'order', order: order(index) })
    const finished = settled(index - 10)
    advisor.happen({ ...base, type: 'order', order: { ...finished, settledAt: now, updatedAt: now } })
    const grown = money(equity + (finished.profit ?? 0))
    advisor.become({ equity: grown, available: money(grown - reserved) })
  }
}, 500)
