import { type Control, passed, refused } from '../gate.ts'

/** No new bets while halted, reducing, or before venue and ledger agree. */
export const tradingState: Control = {
  name: 'trading-state',
  check({ account }) {
    if (account.tradingState === 'ACTIVE') return passed(this.name, 'trading is active')
    return refused(
      this.name,
      account.tradingState,
      account.stateReason ?? `trading is ${account.tradingState.toLowerCase()}`,
    )
  },
}
