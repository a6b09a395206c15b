import { type Control, passed, refused } from '../gate.ts'

/** No new bets while halted or before venue and ledger agree, and none that add to what can be lost while reducing. */
export const tradingState: Control = {
  name: 'trading-state',
  check({ account, exposure }) {
    const { tradingState: state, stateReason } = account
    if (state === 'ACTIVE') return passed(this.name, 'trading is active')
    const why = stateReason ?? `trading is ${state.toLowerCase()}`
    if (state === 'REDUCING' && exposure().change <= 0) {
      return passed(this.name, `${why}; the order adds nothing to what can be lost`)
    }
    return refused(this.name, state, why)
  },
}
