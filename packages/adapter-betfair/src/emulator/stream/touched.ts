import type { SelectionId } from '@betting-advisor/core'
import { exchangeSelection } from '../../markets/names.ts'
import type { MarketChange, RunnerChange } from '../../stream/wire.ts'

/** Lists of prices and sizes of a runner. */
export const PRICED = ['atb', 'atl', 'trd', 'spb', 'spl'] as const
export type Priced = (typeof PRICED)[number]

/** What of a runner is to be told. */
export interface TouchedRunner {
  readonly id: number
  readonly hc: number
  readonly prices: Readonly<Record<Priced, Set<number>>>
  readonly figures: Set<'tv' | 'ltp' | 'spn' | 'spf'>
}

/** What of a market is to be told: that it is, not what it is, so that what is told late is told as it is by then. */
export interface TouchedMarket {
  isImage: boolean
  definition: boolean
  tv: boolean
  readonly runners: Map<SelectionId, TouchedRunner>
  /** How many changes it stands for. */
  changes: number
}

export type Touched = Map<string, TouchedMarket>

/** Adds what a change touches. */
export function touch(touched: Touched, change: MarketChange): void {
  let market = touched.get(change.id)
  if (market === undefined) {
    market = { isImage: false, definition: false, tv: false, runners: new Map(), changes: 0 }
    touched.set(change.id, market)
  }
  market.changes += 1
  if (change.img === true) market.isImage = true
  if (change.marketDefinition !== undefined) market.definition = true
  if (change.tv !== undefined) market.tv = true
  for (const runner of change.rc ?? []) touchRunner(market, runner)
}

function touchRunner(market: TouchedMarket, change: RunnerChange): void {
  const key = exchangeSelection(change.id, change.hc)
  const there = market.runners.get(key)
  const runner = there ?? {
    id: Number(change.id),
    hc: change.hc ?? 0,
    prices: { atb: new Set(), atl: new Set(), trd: new Set(), spb: new Set(), spl: new Set() },
    figures: new Set(),
  }
  if (there === undefined) market.runners.set(key, runner)
  for (const name of PRICED) for (const [price] of change[name] ?? []) runner.prices[name].add(price)
  for (const name of ['tv', 'ltp', 'spn', 'spf'] as const) if (change[name] !== undefined) runner.figures.add(name)
}
