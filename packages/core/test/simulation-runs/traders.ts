import {
  type MarketView,
  type Money,
  money,
  type Order,
  price,
  type Strategy,
  type VenueId,
} from '@betting-advisor/core'

/** A number in [0, 1) that is the same wherever the same is asked: strategies of several processes must decide the same. */
function chanceOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296
}

function shownOf(view: MarketView, venue: VenueId, side: 'back' | 'lay'): string {
  return `${view.market.id} ${venue} ${side} ${view.prices(venue, side)?.quotedAt}`
}

/** Backs at bookmakers whatever chance points at, at the price that is shown. */
export function backer(name: string, bookmakers: readonly VenueId[], entries: number, eagerness: number): Strategy {
  return {
    name,
    version: '1',
    maxEntriesPerMarket: entries,
    onMarket(view, desk) {
      for (const venue of bookmakers) {
        const drawn = chanceOf(`${name} ${shownOf(view, venue, 'back')}`)
        if (drawn > eagerness) continue
        const selection = view.market.selections[Math.floor((drawn / eagerness) * view.market.selections.length)]
        if (selection === undefined || view.prices(venue) === undefined) continue
        const stake = money(200 + Math.floor(chanceOf(`${name} ${drawn}`) * 1800))
        const least = chanceOf(`least ${drawn}`)
        const fill =
          least < 0.15 ? { fillOrKill: true } : least < 0.3 ? { minFill: money(Math.ceil(stake * least)) } : {}
        desk.signal({
          kind: 'order',
          market: view.market.id,
          selection: selection.id,
          venue,
          side: 'back',
          stake,
          ...fill,
        })
      }
    },
  }
}

/** Backs two selections, each with another bookmaker, or one and lays it at the exchange: as one decision, of which nothing is to be had in part. */
export function arbitrageur(
  name: string,
  [first, second]: readonly [VenueId, VenueId],
  exchange: VenueId,
  entries: number,
  eagerness: number,
): Strategy {
  return {
    name,
    version: '1',
    maxEntriesPerMarket: entries,
    onMarket(view, desk) {
      const drawn = chanceOf(`${name} ${shownOf(view, first, 'back')} ${shownOf(view, second, 'back')}`)
      if (drawn > eagerness) return
      const { selections, id: market } = view.market
      const at = Math.floor((drawn / eagerness) * selections.length)
      const [one, other] = [selections[at], selections[(at + 1) % selections.length]]
      if (one === undefined || other === undefined) return
      const stake = (leg: string) => money(200 + Math.floor(chanceOf(`${name} ${drawn} ${leg}`) * 900))
      const leg = (venue: VenueId, selection: typeof one, side: 'back' | 'lay' = 'back') =>
        ({
          kind: 'order',
          market,
          selection: selection.id,
          venue,
          side,
          stake: stake(`${venue} ${selection.id}`),
        }) as const
      const how = chanceOf(`how ${drawn}`)
      if (how < 0.4) desk.signalTogether([leg(first, one), leg(second, other)])
      else if (how < 0.7) desk.signalTogether([leg(first, one), leg(exchange, one, 'lay')])
      else desk.signalTogether([leg(second, one), leg(second, other), leg(exchange, other)])
    },
  }
}

/** Asks an exchange for what lasts beyond the start: orders that stay, or that are bet at the starting price. */
export function closer(name: string, exchange: VenueId, entries: number, eagerness: number): Strategy {
  return {
    name,
    version: '1',
    maxEntriesPerMarket: entries,
    onMarket(view, desk) {
      for (const side of ['back', 'lay'] as const) {
        const drawn = chanceOf(`${name} ${shownOf(view, exchange, side)}`)
        if (drawn > eagerness) continue
        const selection = view.market.selections[Math.floor((drawn / eagerness) * view.market.selections.length)]
        if (selection === undefined || view.prices(exchange, side) === undefined) continue
        const base = { kind: 'order', market: view.market.id, selection: selection.id, venue: exchange, side } as const
        const amount = money(200 + Math.floor(chanceOf(`${name} ${drawn}`) * 1500))
        const own = price(1.5 + Math.floor(chanceOf(`own ${drawn}`) * 300) / 100)
        const how = chanceOf(`how ${drawn}`)
        if (how < 0.3) desk.signal({ ...base, stake: amount, price: own, persistence: 'persist' })
        else if (how < 0.6) desk.signal({ ...base, stake: amount, price: own, persistence: 'market-on-close' })
        else if (how < 0.8) desk.signal({ ...base, order: 'limit-on-close', liability: amount, price: own })
        else desk.signal({ ...base, order: 'market-on-close', liability: amount })
      }
    },
  }
}

/** A stake between what is matched of an order and what it asks for. */
function smaller({ intent, amendedStake, matchedStake }: Order, drawn: number): Money {
  return money(matchedStake + Math.ceil(((amendedStake ?? intent.stake) - matchedStake) * (drawn - 0.4)))
}

/** Backs and lays at an exchange at prices of its own; what waits too long it cancels, replaces or makes smaller. */
export function trader(name: string, exchange: VenueId, entries: number, eagerness: number): Strategy {
  const waits = ({ state }: Order) => state === 'ACCEPTED' || state === 'PARTIAL'
  return {
    name,
    version: '1',
    maxEntriesPerMarket: entries,
    onMarket(view, desk) {
      for (const order of desk.orders(view.market.id)) {
        if (!waits(order) || desk.now - order.intent.decidedAt < 1500) continue
        const drawn = chanceOf(`${name} ${order.intent.key} ${order.matchedStake}`)
        if (drawn < 0.4) desk.cancel(order.intent.key)
        else if (drawn < 0.65) desk.replace(order.intent.key, { price: price(2 + Math.floor(drawn * 100) / 100) })
        else if (drawn < 0.85) desk.amend(order.intent.key, { stake: smaller(order, drawn) })
      }
      for (const side of ['back', 'lay'] as const) {
        const drawn = chanceOf(`${name} ${shownOf(view, exchange, side)}`)
        if (drawn > eagerness) continue
        const selection = view.market.selections[Math.floor((drawn / eagerness) * view.market.selections.length)]
        if (selection === undefined || view.prices(exchange, side) === undefined) continue
        const stake = money(200 + Math.floor(chanceOf(`${name} ${drawn}`) * 1500))
        const own = chanceOf(`own ${drawn}`)
        desk.signal({
          kind: 'order',
          market: view.market.id,
          selection: selection.id,
          venue: exchange,
          side,
          stake,
          ...(own < 0.6 ? { price: price(1.5 + Math.floor(own * 300) / 100) } : {}),
        })
      }
    },
  }
}
