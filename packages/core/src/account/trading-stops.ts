import type { TradingCondition } from '../risk/gate.ts'

/**
 * Why nothing new may be ordered at a venue, or anywhere, beside the kill switch: it is being compared with the ledger, something is down, or a
 * person has paused it.
 */
export interface TradingStops {
  /** Why not at this venue; without one, why nowhere. `null` where nothing stands against it. */
  at(venue?: string): TradingCondition | null
  /** A venue and the ledger are being compared, for this reason; `null` when they agree. */
  setReconciling(venue: string, reason: string | null): void
  /** Nothing new may be ordered at a venue, or anywhere (`null`), for this reason; `null` when this cause is over. */
  setPaused(venue: string | null, cause: string, reason: string | null): void
}

interface VenueStops {
  reconciling: string | null
  readonly paused: Map<string, string>
}

/**
 * No venue has been compared yet.
 *
 * @param pausedByHand - Why a person has paused a venue; `null` where nobody has.
 */
export function createTradingStops(
  venues: readonly { readonly name: string }[],
  pausedByHand: (venue: string) => string | null,
): TradingStops {
  const everywhere = new Map<string, string>()
  const byVenue = new Map<string, VenueStops>()
  for (const { name } of venues) {
    byVenue.set(name, { reconciling: 'venue and ledger are being compared', paused: new Map() })
  }

  function atVenue(name: string, { reconciling, paused }: VenueStops): TradingCondition | null {
    if (reconciling !== null) return { tradingState: 'RECONCILING', stateReason: reconciling }
    const byHand = pausedByHand(name)
    if (paused.size + everywhere.size === 0 && byHand === null) return null
    const reasons = [...everywhere.values(), ...paused.values()]
    return { tradingState: 'PAUSED', stateReason: (byHand === null ? reasons : [byHand, ...reasons]).join('; ') }
  }

  /** Nowhere means at none of them. */
  function anywhere(): TradingCondition | null {
    if (byVenue.size === 0 && everywhere.size === 0) return null
    const reasons = new Set<string>(byVenue.size === 0 ? everywhere.values() : [])
    let isReconciling = byVenue.size > 0
    for (const [name, stops] of byVenue) {
      const stop = atVenue(name, stops)
      if (stop === null) return null
      if (stop.stateReason !== null) reasons.add(stop.stateReason)
      isReconciling &&= stop.tradingState === 'RECONCILING'
    }
    return { tradingState: isReconciling ? 'RECONCILING' : 'PAUSED', stateReason: [...reasons].join('; ') }
  }

  return {
    at(venue) {
      const stops = venue === undefined ? undefined : byVenue.get(venue)
      return venue === undefined || stops === undefined ? anywhere() : atVenue(venue, stops)
    },
    setReconciling(venue, reason) {
      const stops = byVenue.get(venue)
      if (stops !== undefined) stops.reconciling = reason
    },
    setPaused(venue, cause, reason) {
      const paused = venue === null ? everywhere : byVenue.get(venue)?.paused
      if (reason === null) paused?.delete(cause)
      else paused?.set(cause, reason)
    },
  }
}
