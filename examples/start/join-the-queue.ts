import { isPrice, type Money, type Strategy } from '@betting-advisor/core'

/** Longer prices are too rarely matched to show anything. */
const LONGEST = 6

/**
 * Asks once in each market, before it starts, to back its favourite at the price that layers are asked for: the bet waits in the queue
 * there. It shows how an exchange is played, and is no way to win.
 *
 * @param stake - In minor units of the account's currency.
 */
export function joinTheQueue(stake: Money): Strategy {
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
        stake,
        price: favourite.price,
      })
    },
  }
}
