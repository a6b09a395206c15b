import { money, price, type Strategy, venueId } from '@betting-advisor/core'

const VENUE = venueId('betfair')
const LONGEST_ODDS = 5

/**
 * Bets once on every market, whoever runs it and as often as it is started: on its favourite, for a stake and with terms that follow from
 * the market's name.
 */
export function scriptedStrategy(): Strategy {
  return {
    name: 'scripted',
    version: '1',
    maxEntriesPerMarket: 1,
    onMarket({ market, status, inPlay, book }, desk) {
      if (status !== 'open' || inPlay || book === null || desk.orders(market.id).length > 0) return
      const number = Math.floor(Number(market.id.split('.')[1]) / 10)
      let favourite: { readonly runner: number; readonly back: number; readonly lay: number } | null = null
      for (let runner = 0; runner < book.runners; runner += 1) {
        const back = book.bestBack(runner)
        const lay = book.bestLay(runner)
        if (back !== null && lay !== null && lay < (favourite?.lay ?? LONGEST_ODDS)) favourite = { runner, back, lay }
      }
      if (favourite === null) return
      const { runner, back, lay } = favourite
      const isLay = number % 5 === 0
      // Some wait for a better price than is there, and of these some stay when the race begins.
      const waits = number % 3 === 0
      desk.signal({
        kind: 'order',
        market: market.id,
        selection: book.selection(runner),
        venue: VENUE,
        side: isLay ? 'lay' : 'back',
        stake: money(200 + ((number * 37) % 300)),
        ...(waits && { price: price(isLay ? back : lay), persistence: number % 2 === 0 ? 'persist' : 'lapse' }),
      })
    },
  }
}
