import { type EquityPoint, timestamp } from '@betting-advisor/core'
import { json } from '../http/answer.ts'
import { moment, parameters } from '../http/query.ts'
import type { Routes } from '../http/routes.ts'
import type { StoreReads } from '../http/store-reads.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

const MAX_POINTS = 2_000

/** The equity curve since a moment, or since the account began. */
export function equityRoutes(advisor: MonitoredAdvisor, fromStore: StoreReads): Routes {
  const { store } = advisor
  return {
    '/equity': async (asked) => {
      const { since: given } = parameters(asked, ['since'])
      const { account, currency, startedAt } = advisor.status()
      const asOf = given === undefined ? null : moment('since', given)
      const { since, curve } = await fromStore(asked.signal, async () => {
        const from = asOf ?? timestamp(Math.min(startedAt, ...(await store.runs(account)).map((run) => run.startedAt)))
        return { since: from, curve: await store.equity(account, from) }
      })
      const points = asOf === null ? fromDeposit(curve) : curve
      return json({ currency, since, total: points.length, points: thinned(points, MAX_POINTS) })
    },
  }
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
