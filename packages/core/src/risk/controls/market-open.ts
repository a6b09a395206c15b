import { type Control, passed, refused } from '../gate.ts'

/** Bets only on open markets of events that have not started. */
export const marketOpen: Control = {
  name: 'market-open',
  check({ view, now }) {
    if (view.status !== 'open') return refused(this.name, 'MARKET_NOT_OPEN', `the market is ${view.status}`)
    if (view.inPlay || now >= view.market.event.startsAt) return refused(this.name, 'IN_PLAY', 'the event has started')
    return passed(this.name, 'the market is open and the event has not started')
  },
}
