import { isPrice, money, type Strategy } from '@betting-advisor/core'

const STAKE = money(200)
/** Longer prices are too rarely matched to show anything. */
const LONGEST = 6

/**
 * Asks once in each market, before it starts, to back its favourite at the price that layers are asked for: the bet waits in the queue
 * there. It shows how an exchange is played, and is no way to win.
 */
export function joinTheQueue(): Strategy {
  return {
    name: 'join-the-queue',
    version: '1',
    maxEntriesPerMarket: 1,
    onMarket({ market, status, inPlay, book }, desk) {
      if (status !== 'open' || inPlay || book === null || market.winners !== 1) return
      if (desk.orders(market.id).length > 0) return
      let favourite: { readonly runner: number; readonly price: number } | null = null
      for (let runner = 0; runner < book.runners; runner += 1) {
        const price = book.bestLay(runner)
        if (price !== null && price < (favourite?.price ?? LONGEST)) favourite = { runner, price }
      }
      if (favourite === null || !isPrice(favourite.price)) return
      desk.signal({
        kind: 'order',
        market: market.id,
        selection: book.selection(favourite.runner),
        venue: book.venue,
        side: 'back',
        stake: STAKE,
        price: favourite.price,
      })
    },
  }
}
