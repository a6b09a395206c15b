/** Whether an account may take new risk: freely, only to reduce it, not at all, or not before venue and ledger agree. */
export type TradingState = 'ACTIVE' | 'REDUCING' | 'HALTED' | 'RECONCILING'
