import type { Order } from '../order/order.ts'
import { MOST_STEPS, type OrderStep } from '../ports/store/orders.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import type { EngineEffect } from './effect.ts'

type Advance = Extract<EngineEffect, { readonly type: 'advance' }>

/**
 * Makes one step of the store of what one input settles on a market: where its bets hedge each other, nobody is to see what is available in
 * between. It is done where the last of them was to be, and nothing else of these orders comes after.
 */
export function settledTogether(
  effects: readonly EngineEffect[],
  orderOf: (key: DecisionKey) => Pick<Order, 'intent'> | undefined,
): readonly EngineEffect[] {
  if (effects.length < 2) return effects
  let settling = 0
  for (const effect of effects) if (isSettling(effect)) settling += 1
  if (settling < 2) return effects
  const ofMarkets = new Map<MarketId, [OrderStep, ...OrderStep[]][]>()
  const last = new Map<EngineEffect, MarketId>()
  const kept = new Set<EngineEffect>()
  for (const [market, advances] of Map.groupBy(effects.filter(isAdvance), ({ key }) => orderOf(key)?.intent.market)) {
    if (market === undefined || advances.length < 2 || !advances.some(isSettling)) continue
    ofMarkets.set(market, inBatches(advances))
    for (const effect of advances) kept.add(effect)
    const end = advances.at(-1)
    if (end !== undefined) last.set(end, market)
  }
  return effects.flatMap((effect): readonly EngineEffect[] => {
    if (!kept.has(effect)) return [effect]
    const market = last.get(effect)
    const batches = market === undefined ? [] : (ofMarkets.get(market) ?? [])
    return batches.map((steps) => ({ type: 'advance-all', steps }))
  })
}

function inBatches(advances: readonly Advance[]): [OrderStep, ...OrderStep[]][] {
  const batches: [OrderStep, ...OrderStep[]][] = []
  for (const { key, events } of advances) {
    const batch = batches.at(-1)
    if (batch === undefined || batch.length === MOST_STEPS) batches.push([{ key, events }])
    else batch.push({ key, events })
  }
  return batches
}

function isAdvance(effect: EngineEffect): effect is Advance {
  return effect.type === 'advance'
}

function isSettling(effect: EngineEffect): boolean {
  return (
    isAdvance(effect) &&
    effect.events.some(({ type }) => type === 'settled' || type === 'voided' || type === 'corrected')
  )
}
