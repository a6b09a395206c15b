/**
 * What a control of your own sees and says, and the controls that every decision passes anyway.
 *
 * @module @betting-advisor/core/risk
 */

export type { AccountView } from './account/account.ts'
export type { Condition } from './market/condition.ts'
export type { Verdict } from './order/rejection.ts'
export type {
  AccountRisk,
  Control,
  EntriesRisk,
  ExposureRisk,
  GateRequest,
  ScopeRisk,
  SizeRisk,
  VenueRisk,
} from './risk/gate.ts'
export type { InPlay, InPlayRules } from './risk/in-play.ts'
export { pauseLock } from './risk/protections.ts'
export { standardControls } from './risk/standard-controls.ts'
