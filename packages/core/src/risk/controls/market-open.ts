import { type Control, passed, refused } from '../gate.ts'

/** Bets only where there are prices, the market is open and the selection runs, and once its event has started only for a strategy that bets in play. */
export const marketOpen: Control = {
  name: 'market-open',
  check({ view, venue: { condition, runner }, oldestQuoteMs }) {
    if (view.market.betting === 'line') {
      return refused(this.name, 'LINE_MARKET', 'what is shown are values of a line, not prices')
    }
    if (condition.status !== 'open') return refused(this.name, 'MARKET_NOT_OPEN', `the market is ${condition.status}`)
    if (runner !== 'active') return refused(this.name, 'SELECTION_WITHDRAWN', `the selection is ${runner} at the venue`)
    return oldestQuoteMs === null
      ? refused(this.name, 'IN_PLAY', 'the event has started')
      : passed(this.name, 'the market is open, and the event has not started or the strategy bets in play')
  },
}
