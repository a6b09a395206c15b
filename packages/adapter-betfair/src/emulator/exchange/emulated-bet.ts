import type { MatchedOrder, MatchedPart } from '@betting-advisor/core/simulation'

export type BetSide = 'BACK' | 'LAY'
export type BetType = 'LIMIT' | 'LIMIT_ON_CLOSE' | 'MARKET_ON_CLOSE'
export type BetPersistence = 'LAPSE' | 'PERSIST' | 'MARKET_ON_CLOSE'

/** What of a bet never changes. */
export interface BetTerms {
  readonly id: string
  /** The name of the account. */
  readonly account: string
  readonly marketId: string
  readonly selectionId: number
  readonly handicap: number
  readonly side: BetSide
  readonly type: BetType
  /** 0 where none is named. */
  readonly price: number
  /** Pence; 0 of a bet on close. */
  readonly size: number
  /** Pence; 0 of a limit bet. */
  readonly liability: number
  readonly placedAt: number
  readonly orderRef: string | null
  readonly strategyRef: string | null
  readonly isFillOrKill: boolean
}

/** What a bet came to when its market was settled. */
export interface BetResult {
  readonly settledAt: number
  /** Pence, before commission. */
  readonly profit: number
  readonly outcome: 'WON' | 'LOST' | 'PLACE'
}

/** A bet of the emulated exchange, as it stands. Sizes are pence. */
export class EmulatedBet {
  readonly terms: BetTerms
  persistence: BetPersistence
  matched = 0
  remaining: number
  lapsed = 0
  cancelled = 0
  voided = 0
  fills: readonly MatchedPart[] = []
  isComplete: boolean
  /** Whether a fill or kill was killed. */
  isExpired: boolean
  /** Whether a removal has reduced its price. */
  isReduced: boolean
  matchedAt: number | null = null
  cancelledAt: number | null = null
  lapsedAt: number | null = null
  voidedAt: number | null = null
  lapseCode: string | null = null
  result: BetResult | null = null
  /** From when listings show it. */
  shownAt: number

  constructor(terms: BetTerms, persistence: BetPersistence) {
    this.terms = terms
    this.persistence = persistence
    this.remaining = terms.size
    this.isComplete = false
    this.isExpired = false
    this.isReduced = false
    this.shownAt = terms.placedAt
  }

  /** Σ stake × price, in ten-thousandths of a penny. */
  get value(): number {
    return this.fills.reduce((sum, { value }) => sum + value, 0)
  }

  /** Volume-weighted, as a double; 0 where nothing is matched. */
  get averagePrice(): number {
    return this.matched === 0 ? 0 : this.value / this.matched / 10_000
  }

  /** Takes in how the order stands. */
  follow(order: MatchedOrder, at: number, lapseCode: string | null): void {
    // The venue's word about a void is final, whatever was matched before.
    if (this.voidedAt !== null && this.isComplete) return
    const { matchedStake, voidedStake, cancelledStake, lapsedStake, fills, state } = order
    const sum = this.value
    if (matchedStake > this.matched) this.matchedAt = at
    if (voidedStake > this.voided) this.voidedAt = at
    if (cancelledStake > this.cancelled) this.cancelledAt = at
    const hasLapsed = lapsedStake > this.lapsed || (state === 'lapsed' && !this.isComplete && voidedStake === 0)
    if (hasLapsed) {
      this.lapsedAt = at
      this.lapseCode = lapseCode
    }
    this.fills = [...fills]
    if (matchedStake === this.matched && this.matched > 0 && this.value !== sum) this.isReduced = true
    this.matched = matchedStake
    this.voided = voidedStake
    this.cancelled = cancelledStake
    this.lapsed = lapsedStake
    this.isComplete = state !== 'open'
    this.remaining = this.isComplete || this.terms.type !== 'LIMIT' ? 0 : order.open
  }

  /** The venue takes back what was matched, as it does for errors or after a video referee's word. */
  void(at: number): void {
    this.voided += this.matched
    this.lapsed += this.remaining
    if (this.matched > 0) this.voidedAt = at
    if (this.remaining > 0) this.lapsedAt = at
    this.matched = 0
    this.remaining = 0
    this.fills = []
    this.isComplete = true
    this.voidedAt ??= at
  }
}
