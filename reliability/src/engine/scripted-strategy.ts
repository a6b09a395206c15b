import { money, price, type Side, type Strategy, venueId } from '@betting-advisor/core'

/**
 * Bets once on every market, whoever runs it and as often as it is started: side and stake follow from the market's name. On every other
 * one, what is open of its order after a while is replaced once, at a price that is sooner matched.
 */
export function scriptedStrategy(): Strategy {
  return {
    name: 'scripted',
    version: '1',
    maxEntriesPerMarket: 1,
    onMarket({ market, status, inPlay }, desk) {
      if (status !== 'open' || inPlay) return
      const number = Number(market.id.split('-')[1])
      const [order, ...others] = desk.orders(market.id)
      if (order !== undefined) {
        const { intent } = order
        const isOpen = order.state === 'ACCEPTED' || order.state === 'PARTIAL'
        if (number % 2 === 1 || !isOpen || others.length > 0 || intent.replaces !== null) return
        const [asked, sooner] = [intent.price / 10_000, intent.side === 'back' ? 0.98 : 1.02]
        desk.replace(intent.key, { price: price(Math.max(1.01, Math.round(asked * sooner * 100) / 100)) })
        return
      }
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
