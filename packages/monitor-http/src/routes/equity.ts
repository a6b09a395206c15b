import { type AccountKey, type Timestamp, timestamp } from '@betting-advisor/core'
import { peakCurve } from '@betting-advisor/core/report'
import type { EquityPoint } from '@betting-advisor/core/store'
import { json } from '../http/answer.ts'
import { moment, parameters } from '../http/query.ts'
import type { Routes } from '../http/routes.ts'
import type { StoreReads } from '../http/store-reads.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

const MAX_POINTS = 2_000

/** An equity curve whose points know the peak that their drawdown is measured from. */
type Curve = ReturnType<typeof peakCurve<EquityPoint>>

/** The equity curve since a moment, or since the account began. */
export function equityRoutes(advisor: MonitoredAdvisor, fromStore: StoreReads): Routes {
  const { store } = advisor
  return {
    '/equity': async (asked) => {
      const { since: given } = parameters(asked, ['since'])
      const { account, currency, startedAt } = advisor.status()
      const since = given === undefined ? null : moment('since', given)
      const { beginning, curve } = await fromStore(asked.signal, async () => {
        const runs = await store.runs(account)
        const from = timestamp(Math.min(startedAt, ...runs.map((run) => run.startedAt)))
        return { beginning: from, curve: await wholeCurve(account, from) }
      })
      const points = since === null ? fromDeposit(curve) : curve.filter(({ at }) => at >= since)
      const from = since ?? beginning
      return json({ currency, since: from, total: points.length, points: thinned(points, MAX_POINTS) })
    },
  }

  /** All of it: a peak may lie before the part that is asked for. */
  async function wholeCurve(account: AccountKey, from: Timestamp): Promise<Curve> {
    const { now, peakLookbackMs } = advisor.status()
    const [points, records, locks] = await Promise.all([
      store.equity(account, from),
      store.accountRecords(account),
      store.locks(account),
    ])
    const ends = locks.flatMap(({ kind, until }) => (kind === 'drawdown' && until !== null ? [until] : []))
    return peakCurve(points, {
      lookbackMs: peakLookbackMs,
      capital: records.flatMap((record) => (record.kind === 'capital' ? [record] : [])),
      restarts: ends.filter((at) => at <= now).sort((a, b) => a - b),
    })
  }
}

/** Just before its first deposit an account holds nothing, which is no part of how it fared. */
function fromDeposit(points: Curve): Curve {
  const deposit = points.findIndex(({ equity }) => equity !== 0)
  return points.slice(Math.max(0, deposit))
}

/** At most `max` points of a curve with its ends, and the lowest and highest of each stretch between: no peak or drawdown is lost. */
export function thinned<Point extends EquityPoint>(points: readonly Point[], max: number): readonly Point[] {
  if (points.length <= max) return points
  const stretches = Math.floor((max - 2) / 2)
  const kept: Point[] = points.slice(0, 1)
  const inner = points.length - 2
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * inner) / stretches)
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches)
    kept.push(...extremes(points.slice(from, to)))
  }
  kept.push(...points.slice(-1))
  return kept
}

function extremes<Point extends EquityPoint>(points: readonly Point[]): readonly Point[] {
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
