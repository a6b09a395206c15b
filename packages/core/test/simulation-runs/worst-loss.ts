import { money, type Order } from '@betting-advisor/core'
import type { EachWayTerms } from '@betting-advisor/core/venue'

/** A live order, as far as it can lose; worked out here by itself, by trying every outcome. */
export interface AtRisk {
  readonly market: string
  readonly venue: string
  readonly selection: string
  readonly side: 'back' | 'lay'
  readonly stake: number
  readonly price: number
  readonly matched: number
  /** Σ stake × price of what is matched, in ten-thousandths. */
  readonly matchedValue: number
  readonly open: boolean
  readonly netting: boolean
  /** What a winner is charged at the most. */
  readonly commission: number
  /** Where it is two bets of its stake: one to win and one for a place. */
  readonly eachWay: EachWayTerms | null
  /** Whether it is bet at the starting price and at no other. */
  readonly onClose: boolean
  /** The most that it can lose where that is what it is sized by; `null` where its stake is. */
  readonly most: number | null
}

/**
 * Orders of which one is open only where another is not any more: each of the ways in which they can be at once. Whoever takes the place of
 * another asks for no more than what is open of that by then.
 */
export function alternatives(orders: readonly Order[]): readonly [readonly Order[], readonly Order[]] {
  const open = new Map(orders.filter(({ state }) => OPEN.includes(state)).map((order) => [order.intent.key, order]))
  const before: Order[] = []
  const after: Order[] = []
  const replaced = new Set<Order>()
  for (const order of orders) {
    const { covers, replaces, stake } = order.intent
    const first = covers === undefined || replaces === null || order.covered === 0 ? undefined : open.get(replaces)
    if (first === undefined) {
      before.push(order)
      after.push(order)
      continue
    }
    replaced.add(first)
    const left = Math.max(order.matchedStake, (first.amendedStake ?? first.intent.stake) - first.matchedStake)
    after.push({ ...order, amendedStake: money(Math.min(order.amendedStake ?? stake, left)) })
  }
  return [before, after.map((order) => (replaced.has(order) ? { ...order, state: 'CANCELLED' } : order))]
}

const OPEN: readonly Order['state'][] = ['SENDING', 'PENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL', 'LATE_FOUND']

/** An order of the store as {@link AtRisk}; `null` when it can lose nothing any more. */
export function atRiskOf({ intent, state, matchedStake, matchedValue, amendedStake }: Order): AtRisk | null {
  const open = OPEN.includes(state)
  if (!open && !(['MATCHED', 'CANCELLED', 'LAPSED'].includes(state) && matchedStake > 0)) return null
  const { market, venue, selection, side, price, netting, commission, eachWay = null } = intent
  const stake = amendedStake ?? intent.stake
  const { terms, liability } = intent
  const onClose = terms.kind !== 'limit'
  const isSized = onClose || (side === 'lay' && terms.persistence === 'market-on-close')
  return {
    market,
    venue,
    selection,
    side,
    stake,
    price,
    matched: matchedStake,
    matchedValue,
    open,
    netting,
    commission,
    eachWay,
    onClose,
    most: isSized ? liability : null,
  }
}

const times = (stake: number, price: number) => (stake * (price - 10_000)) / 10_000

function lossWhere(order: AtRisk, wins: boolean): number {
  const waiting = order.open && !order.onClose ? Math.max(0, order.stake - order.matched) : 0
  const won = order.matchedValue / 10_000 - order.matched
  const kept = 1 - order.commission
  // Until the starting price is known, what waits for it may lose all that it was asked for, and gains nothing.
  const atStart = order.open && order.onClose ? (order.most ?? 0) : 0
  if (order.eachWay !== null) {
    if (order.side === 'lay') throw new Error('nobody here lays each way')
    return wins ? -won * (1 + 1 / order.eachWay.divisor) * kept : 2 * (order.matched + waiting)
  }
  if (order.side === 'back') return wins ? -won * kept : Math.max(order.matched + waiting, atStart)
  if (!wins) return -order.matched * kept
  const lost = won + times(waiting, order.price)
  if (order.onClose) return Math.max(lost, atStart)
  return order.most === null ? lost : Math.min(lost, Math.max(order.most, won))
}

/** The most that orders can lose together, in minor units: per market, and per venue where it nets, the worst of all outcomes. */
export function worstLoss(orders: readonly AtRisk[], selectionsOf: (market: string) => readonly string[]): number {
  const markets = new Map<string, AtRisk[]>()
  for (const [index, order] of orders.entries()) {
    const key = order.netting ? `${order.market}|${order.venue}` : String(index)
    const together = markets.get(key)
    if (together === undefined) markets.set(key, [order])
    else together.push(order)
  }
  let total = 0
  for (const together of markets.values()) {
    const [{ market } = { market: '' }] = together
    const losses = selectionsOf(market).map((winner) =>
      together.reduce((sum, order) => sum + lossWhere(order, order.selection === winner), 0),
    )
    total += Math.max(0, ...losses)
  }
  return total
}

/** Whether an order at a venue that nets costs nothing more while it is open, and less once everything on its market is matched. */
export function takesRiskAway(
  order: AtRisk,
  others: readonly AtRisk[],
  selectionsOf: (market: string) => readonly string[],
): boolean {
  if (!order.netting) return false
  const costs = (orders: readonly AtRisk[]) => worstLoss(orders, selectionsOf)
  const filled = (orders: readonly AtRisk[]) => costs(orders.map(whenMatched))
  // Stores round each order against the bettor.
  return costs([...others, order]) <= costs(others) + 1 && filled([...others, order]) < filled(others) + 1
}

function whenMatched(order: AtRisk): AtRisk {
  if (order.onClose) return order
  const waiting = order.open ? Math.max(0, order.stake - order.matched) : 0
  const matchedValue = order.matchedValue + waiting * order.price
  return { ...order, matched: order.matched + waiting, matchedValue, open: false }
}
