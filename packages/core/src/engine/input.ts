import type { MarketResult, MarketUpdate } from '../market/market-update.ts'
import type { AdvanceResult, BeginResult, Restored } from '../ports/store.ts'
import type { PlaceOutcome } from '../ports/venue.ts'
import type { DecisionKey, RunId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What a person, or the shell on a person's behalf, tells an engine. */
export type EngineCommand =
  | { readonly kind: 'halt'; readonly reason: string }
  | { readonly kind: 'resume'; readonly reason: string }
  | { readonly kind: 'lift-lock'; readonly id: string }

/** Everything an engine ever hears; given the same inputs in the same order, it decides the same. */
export type EngineInput =
  /** The first input of every run: what the store holds. */
  | { readonly type: 'restored'; readonly at: Timestamp; readonly run: RunId; readonly restored: Restored }
  /** Venue and ledger agree: bets may be placed. */
  | { readonly type: 'reconciled'; readonly at: Timestamp }
  | { readonly type: 'market'; readonly at: Timestamp; readonly update: MarketUpdate }
  /** Closing prices, for CLV alone: no strategy sees them. */
  | { readonly type: 'closing'; readonly at: Timestamp; readonly update: MarketUpdate }
  | { readonly type: 'result'; readonly at: Timestamp; readonly result: MarketResult }
  /** The store's answer to a `begin` effect. */
  | { readonly type: 'begun'; readonly at: Timestamp; readonly key: DecisionKey; readonly result: BeginResult }
  /** What came of a `place` effect, or what a lookup found later. */
  | { readonly type: 'placed'; readonly at: Timestamp; readonly key: DecisionKey; readonly outcome: PlaceOutcome }
  /** A venue has proven that it never had an order. */
  | { readonly type: 'absent'; readonly at: Timestamp; readonly key: DecisionKey; readonly proof: string }
  /** The store's answer to an `advance` effect. */
  | { readonly type: 'advanced'; readonly at: Timestamp; readonly key: DecisionKey; readonly result: AdvanceResult }
  | { readonly type: 'command'; readonly at: Timestamp; readonly command: EngineCommand }
