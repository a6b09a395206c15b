import { money, type Side, type Strategy, venueId } from '@betting-advisor/core'

/** Bets once on every market, whoever runs it and as often as it is started: side and stake follow from the market's name. */
export function scriptedStrategy(): Strategy {
  return {
    name: 'scripted',
    version: '1',
    maxEntriesPerMarket: 1,
    onMarket({ market, status, inPlay }, desk) {
      if (status !== 'open' || inPlay || desk.orders(market.id).length > 0) return
      const number = Number(market.id.split('-')[1])
      const selection = market.selections[number % market.selections.length]
      if (selection === undefined) return
      const side: Side = number % 5 === 0 ? 'lay' : 'back'
      const stake = money(200 + ((number * 37) % 300))
      desk.signal({
        kind: 'order',
        market: market.id,
        selection: selection.id,
        venue: venueId('exchange'),
        side,
        stake,
      })
    },
  }
}
