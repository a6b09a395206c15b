import type { AdvisorStatus, RiskLimits } from '@betting-advisor/core'
import type { BetfairAddress } from '../betfair/protocol.ts'
import type { Constants } from '../constants.ts'
import type { FailurePlan } from './failpoints.ts'
import type { Mutation } from './mutations.ts'

/** What an engine tells whoever started it: that it has begun to trade, and whether it may bet. */
export type EngineMessage = 'trading' | { readonly state: AdvisorStatus['tradingState'] }

/** How a process of an engine is started. */
export interface EngineConfig {
  readonly database: string
  /** The name of the account that all of them share. */
  readonly account: string
  readonly exchangePort: number
  /** Where it is, if it is the emulated Betfair. @default it is not */
  readonly betfair?: BetfairAddress | null
  readonly constants: Constants
  /** By which reference the exchange shows what takes the place of an order. */
  readonly replaces: 'own' | 'former'
  /** How long after its decision an order may leave, by the engines' clock. */
  readonly sendDeadlineMs: number
  /** Limits of its risk other than those of a world in which nothing stops a bet but what all engines share. */
  readonly risk?: Partial<RiskLimits>
  /** The most that all its orders may be able to lose. */
  readonly limit: number
  /** One after the other. */
  readonly plans: readonly FailurePlan[]
  /** Whether it believes that nobody lives but itself and the leader, and so shares markets with nobody else. */
  readonly alone: boolean
  readonly mutation: Mutation | null
  /** How fast the engines' clocks run, and since when. */
  readonly speed: number
  readonly epoch: number
}
