import type { ApiError } from '@betting-advisor/adapter-kit'
import {
  type BetOutcome,
  type Currency,
  type Money,
  moneyFromMajor,
  type Timestamp,
  type VenueId,
  ZERO,
} from '@betting-advisor/core'
import type { Cleared, ClearedMarket, ClearedOrder, KnownWords, OrderRef } from '@betting-advisor/core/venue'
import type { BetfairClient } from '../api/client.ts'
import { inParts } from '../api/data-weight.ts'
import type { ClearedOrderRow } from '../api/wire/cleared-order.ts'
import type { ClearedOrdersRequest } from '../api/wire/requests.ts'
import { betfairError } from '../errors.ts'
import { exchangeMarket } from '../markets/names.ts'
import { readClearedParts } from '../orders/cleared-parts.ts'
import { type ClearedParts, matchedOfCleared } from '../orders/known-orders.ts'
import { createWordMemory } from './word-memory.ts'

/** Whose words, in what. */
export interface ClearedContext {
  readonly client: BetfairClient
  readonly venue: VenueId
  readonly currency: Currency
  /** Ours by its form; `null` of a bet that this software did not place. */
  readonly refOf: (given: string | null) => OrderRef | null
}

const OUTCOMES: Readonly<Record<string, BetOutcome>> = {
  WON: 'won',
  WIN: 'won',
  LOST: 'lost',
  LOSE: 'lost',
  PLACE: 'placed',
  PLACED: 'placed',
}

/** Tells what the exchange has settled, or settled again, since. */
export type ClearedReader = (since: Timestamp, signal: AbortSignal, known?: KnownWords) => Promise<Cleared>

type Parts = ReadonlyMap<string, ClearedParts>
type Unversioned<Word> = Omit<Word, 'version'>

const ENDED = ['SETTLED', 'VOIDED'] as const
/** The most markets that are named in one request for cleared bets. */
const MOST_MARKETS = 250

/**
 * Reads bets by both lists that can have a part of them, and markets by their commission. It remembers what it has said, and asks for what
 * was said before its process began, since a word may change without a new date.
 */
export function createClearedReader(context: ClearedContext): ClearedReader {
  const { client, venue, currency } = context
  const memory = createWordMemory()
  /** Of each bet of the last reading: what was said of it, and all its parts. */
  let known: ReadonlyMap<string, { readonly said: string; readonly parts: ClearedParts }> = new Map()

  async function chargesOf(
    asked: Pick<ClearedOrdersRequest, 'settledDateRange' | 'marketIds'>,
    signal: AbortSignal,
  ): Promise<readonly ClearedOrderRow[]> {
    const { rows, complete } = await client.listClearedOrders(
      { ...asked, betStatus: 'SETTLED', groupBy: 'MARKET' },
      signal,
    )
    if (!complete) throw incomplete()
    return rows
  }

  /** All parts of bets: one may have been settled or voided before. Only those are asked for of which something new was said. */
  async function wholeOf(recent: Parts, signal: AbortSignal): Promise<Parts> {
    const saidOf = new Map([...recent].map(([betId, parts]) => [betId, JSON.stringify(parts)]))
    const next = new Map([...known].filter(([betId, { said }]) => saidOf.get(betId) === said))
    const betIds = [...saidOf.keys()].filter((betId) => !next.has(betId))
    if (betIds.length > 0) {
      const read = await readClearedParts(client, { betIds, groupBy: 'BET' }, signal, ENDED)
      if (!read.complete) throw incomplete()
      for (const [betId, parts] of read.bets) next.set(betId, { said: saidOf.get(betId) ?? '', parts })
    }
    known = next
    return new Map([...next].map(([betId, { parts }]) => [betId, parts]))
  }

  return async (since, signal, stored) => {
    const settledDateRange = { from: new Date(since).toISOString() }
    const recent = await readClearedParts(client, { settledDateRange, groupBy: 'BET' }, signal, ENDED)
    if (!recent.complete) throw incomplete()
    const charges = await chargesOf({ settledDateRange }, signal)
    const whole = await wholeOf(recent.bets, signal)
    const dates = datesOf(whole)
    const charged = new Map<string, number | null>(
      charges.flatMap(({ marketId, commission }) => (marketId === null ? [] : [[marketId, commission]])),
    )
    // A market that was voided after it was settled is in no list of settled ones: whether any bet of it still is, has to be asked.
    const voided = [...dates.keys()].filter((id) => !charged.has(id))
    const others: ClearedOrderRow[] = []
    for (const marketIds of inParts(voided, MOST_MARKETS)) others.push(...(await chargesOf({ marketIds }, signal)))
    // What a market with bets that are settled is charged is told later where it is not told yet.
    const settled = settledIn(whole)
    for (const id of voided) if (!settled.has(id)) charged.set(id, 0)
    const rows = [...charges, ...others]
    for (const { marketId, commission } of rows) if (marketId !== null) charged.set(marketId, commission)
    for (const { marketId, settledDate } of rows)
      if (marketId !== null) dates.set(marketId, Math.max(dates.get(marketId) ?? 0, settledDate ?? 0))
    memory.forgetBefore(since)
    const orders: ClearedOrder[] = []
    for (const [betId, parts] of whole) {
      const word = wordOf(betId, parts, context)
      if (word === null) continue
      const before = stored === undefined ? undefined : () => stored.order(word)
      orders.push({ ...word, version: await memory.versionOf(`bet ${betId}`, dateOf(parts), word, before) })
    }
    const markets: ClearedMarket[] = []
    for (const [id, commission] of charged) {
      if (commission === null) continue
      const word = { venue, market: exchangeMarket(id), commission: moneyFromMajor(commission, currency) }
      const before = stored === undefined ? undefined : () => stored.market(word)
      markets.push({ ...word, version: await memory.versionOf(`market ${id}`, dates.get(id) ?? 0, word, before) })
    }
    return { orders, markets }
  }
}

function incomplete(): ApiError {
  return betfairError({
    code: 'INCOMPLETE',
    message: 'The exchange told only a part of what it has settled.',
    isRetryable: true,
    isServiceFault: true,
  })
}

/** When the last part of a bet was settled or voided. */
function dateOf({ settled, voided }: ClearedParts): number {
  return Math.max(settled?.settledDate ?? 0, voided?.settledDate ?? 0)
}

/** When bets of each market were last settled or voided: the row of a market tells of the settled ones alone. */
function datesOf(bets: Parts): Map<string, number> {
  const dates = new Map<string, number>()
  for (const parts of bets.values()) {
    const id = (parts.settled ?? parts.voided)?.marketId ?? null
    if (id !== null) dates.set(id, Math.max(dates.get(id) ?? 0, dateOf(parts)))
  }
  return dates
}

/** The markets of bets of which a part is settled. */
function settledIn(bets: Parts): ReadonlySet<string> {
  return new Set([...bets.values()].flatMap(({ settled }) => settled?.marketId ?? []))
}

function wordOf(
  betId: string,
  parts: ClearedParts,
  { currency, refOf }: ClearedContext,
): Unversioned<ClearedOrder> | null {
  const row = parts.settled ?? parts.voided
  if (row === null || row.marketId === null) return null
  const profit = parts.settled === null ? ZERO : moneyFromMajor(parts.settled.profit ?? 0, currency)
  const matched = matchedOfCleared(parts, currency)
  return {
    ref: refOf(row.customerOrderRef),
    venueOrderId: betId,
    market: exchangeMarket(row.marketId),
    outcome: outcomeOf(parts.settled, profit, matched.matchedStake),
    profit,
    ...matched,
  }
}

/** How a bet ended: on a line, halves are told by what was paid alone. */
function outcomeOf(row: ClearedOrderRow | null, profit: Money, stake: Money): BetOutcome {
  if (row === null || stake === ZERO) return 'void'
  const { betOutcome, handicap, side, priceMatched } = row
  const outcome = OUTCOMES[betOutcome ?? ''] ?? (profit > 0 ? 'won' : profit < 0 ? 'lost' : 'push')
  if (handicap === null || handicap === 0 || priceMatched === null) return outcome
  if (profit === ZERO) return 'push'
  const win = side === 'LAY' ? stake : stake * (priceMatched - 1)
  const loss = side === 'LAY' ? stake * (priceMatched - 1) : stake
  const isHalf = Math.abs(profit) < 0.75 * (profit > 0 ? win : loss)
  if (profit > 0) return isHalf ? 'half-won' : 'won'
  return isHalf ? 'half-lost' : 'lost'
}
