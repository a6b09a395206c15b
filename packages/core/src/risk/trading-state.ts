/**
 * Whether an account may take new risk: freely, only to reduce it, not at all, not before venue and ledger agree, or not before something
 * works again that orders need.
 */
export type TradingState = 'ACTIVE' | 'REDUCING' | 'HALTED' | 'RECONCILING' | 'PAUSED'
