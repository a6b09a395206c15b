import { type Control, passed, refused } from '../gate.ts'
import { hasStarted } from '../in-play.ts'

/** Bets only on open markets, and once their event has started only for a strategy that bets in play. */
export const marketOpen: Control = {
  name: 'market-open',
  check({ view, now, oldestQuoteMs }) {
    if (view.status !== 'open') return refused(this.name, 'MARKET_NOT_OPEN', `the market is ${view.status}`)
    if (!hasStarted(view, now)) return passed(this.name, 'the market is open and the event has not started')
    return oldestQuoteMs === null
      ? refused(this.name, 'IN_PLAY', 'the event has started')
      : passed(this.name, 'the market is open, and the strategy bets in play')
  },
}
