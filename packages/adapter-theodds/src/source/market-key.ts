import { type MarketId, marketId } from '@betting-advisor/core'

/** A market of The Odds API that a source can follow. */
export type MarketKey = 'h2h' | 'spreads' | 'totals' | 'outrights'

export const MARKET_KEYS: readonly MarketKey[] = ['h2h', 'spreads', 'totals', 'outrights']

const PREFIX = 'theodds'

/** Which market a {@link MarketId} of this source names. */
export interface MarketName {
  readonly event: string
  readonly key: string
  readonly line: number | null
}

/** The id of a market, such as `theodds:4f0c…:h2h` or `theodds:4f0c…:totals:2.5`. */
export function toMarketId({ event, key, line }: MarketName): MarketId {
  return marketId(`${PREFIX}:${event}:${key}${line === null ? '' : `:${line}`}`)
}

/** Reads a market's id; `null` when it is another source's. */
export function fromMarketId(id: MarketId): MarketName | null {
  const [prefix, event, key, line] = id.split(':')
  if (prefix !== PREFIX || event === undefined || key === undefined) return null
  return { event, key, line: line === undefined ? null : Number(line) }
}
