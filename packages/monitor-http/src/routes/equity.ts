import { timestamp } from '@betting-advisor/core'
import type { EquityPoint } from '@betting-advisor/core/store'
import { Hono } from 'hono'
import { fromStore } from '../http/deadline.ts'
import { moment } from '../http/query.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

const MAX_POINTS = 2_000

/** The equity curve since a moment, or since the account began. */
export function equityRoutes(advisor: MonitoredAdvisor): Hono {
  const { store } = advisor
  return new Hono().get('/equity', async (context) => {
    const { account, currency, startedAt } = advisor.status()
    const given = context.req.query('since')
    const since = given === undefined ? await fromStore(beginning()) : moment('since', given)
    const curve = await fromStore(store.equity(account, since))
    const points = given === undefined ? fromDeposit(curve) : curve
    return context.json({ currency, since, total: points.length, points: thinned(points, MAX_POINTS) })

    async function beginning() {
      const runs = await store.runs(account)
      return timestamp(Math.min(startedAt, ...runs.map((run) => run.startedAt)))
    }
  })
}

/** Just before its first deposit an account holds nothing, which is no part of how it fared. */
function fromDeposit(points: readonly EquityPoint[]): readonly EquityPoint[] {
  const deposit = points.findIndex(({ equity }) => equity !== 0)
  return points.slice(Math.max(0, deposit))
}

/** At most `max` points of a curve with its ends, and the lowest and highest of each stretch between: no peak or drawdown is lost. */
export function thinned(points: readonly EquityPoint[], max: number): readonly EquityPoint[] {
  if (points.length <= max) return points
  const stretches = Math.floor((max - 2) / 2)
  const kept: EquityPoint[] = points.slice(0, 1)
  const inner = points.length - 2
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * inner) / stretches)
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches)
    kept.push(...extremes(points.slice(from, to)))
  }
  kept.push(...points.slice(-1))
  return kept
}

function extremes(points: readonly EquityPoint[]): readonly EquityPoint[] {
  let [lowest] = points
  let highest = lowest
  if (lowest === undefined || highest === undefined) return []
  for (const point of points) {
    if (point.equity < lowest.equity) lowest = point
    if (point.equity > highest.equity) highest = point
  }
  if (lowest === highest) return [lowest]
  return points.indexOf(lowest) < points.indexOf(highest) ? [lowest, highest] : [highest, lowest]
}
