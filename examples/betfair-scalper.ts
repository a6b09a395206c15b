// A scalper on paper: pnpm example betfair-scalper [how many round trips]. With BETFAIR_APP_KEY at the prices of Betfair, which sees none of it.
import {
  createAdvisor,
  createMemoryStore,
  type Desk,
  formatMoney,
  fromPriceUnits,
  isPrice,
  type MarketView,
  money,
  type Order,
  type Strategy,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { greenUp } from '@betting-advisor/core/value'
import { openExchange } from './betfair/exchange.ts'

const STAKE = money(1000)
/** How long an order waits in the queue before its place is given up, in milliseconds. */
const PATIENCE_MS = 5_000
/** Nothing is opened this close to the start, in milliseconds: what is matched must be closed before. */
const LAST_ENTRY_MS = 20_000

/**
 * Asks to back the favourite at the price that layers want, where its bet waits in the queue, and takes the other side as soon as it is
 * matched. It earns a step of the ladder where the price stays, and loses some where it moves: it shows how it is done, and is no way to win.
 */
const scalper: Strategy = {
  name: 'scalper',
  version: '1',
  maxEntriesPerMarket: 1_000,
  onMarket(view, desk) {
    const { market, status, inPlay, book } = view
    if (status !== 'open' || inPlay || book === null || market.winners !== 1) return
    const { selections } = desk.position(market.id)
    if (selections.some(({ open }) => open.back > 0 || open.lay > 0)) {
      for (const { intent } of desk.orders(market.id)) {
        if (desk.now - intent.decidedAt > PATIENCE_MS) desk.cancel(intent.key)
      }
      return
    }
    if (closes(view, desk) || market.event.startsAt - desk.now < LAST_ENTRY_MS) return
    const [favourite] = Array.from({ length: book.runners }, (_, runner) => runner)
      .filter((runner) => book.bestLay(runner) !== null && book.bestBack(runner) !== null)
      .toSorted((one, other) => (book.bestLay(one) ?? 0) - (book.bestLay(other) ?? 0))
    const price = favourite === undefined ? null : book.bestLay(favourite)
    if (favourite === undefined || price === null || !isPrice(price)) return
    const selection = book.selection(favourite)
    desk.signal({ kind: 'order', market: market.id, selection, venue: book.venue, side: 'back', stake: STAKE, price })
  },
  onOrder: report,
}

/** Levels what is matched at the prices that can be had now; whether there was anything to level. */
function closes({ market, book }: MarketView, desk: Desk): boolean {
  if (book === null) return false
  for (const { selection, ifWin, ifLose } of desk.position(market.id).selections) {
    const runner = book.runner(selection)
    const [back, lay] = runner === -1 ? [null, null] : [book.bestBack(runner), book.bestLay(runner)]
    if (back === null || lay === null) continue
    const { side, stake } = greenUp({ ifWin, ifLose }, { back, lay })
    // What is less than the exchange takes stays open.
    if (stake < 100) continue
    desk.signal({
      kind: 'order',
      market: market.id,
      selection,
      venue: book.venue,
      side,
      stake: money(Math.round(stake)),
    })
    return true
  }
  return false
}

let trips = 0

/** Says what was matched, and what a market comes to once it is level. */
function report(order: Order, desk: Desk): void {
  const { intent, state, matchedStake, averagePrice } = order
  if (state === 'CANCELLED' && matchedStake === 0)
    console.log(`${intent.selectionName}: cancelled after ${PATIENCE_MS / 1000} s`)
  if (state !== 'MATCHED') return
  console.log(
    `${intent.selectionName}: ${intent.side} ${pounds(matchedStake)} matched at ${averagePrice === null ? '–' : fromPriceUnits(averagePrice)}`,
  )
  const position = desk.position(intent.market).selections.find(({ selection }) => selection === intent.selection)
  if (position === undefined || Math.abs(position.ifWin - position.ifLose) >= 100) return
  console.log(
    `${intent.selectionName}: level, ${pounds(position.ifLose)} if it loses, ${pounds(position.ifWin)} if it wins`,
  )
  trips += 1
  if (trips >= most) void advisor.stop('enough round trips for an example')
}

const pounds = (amount: number): string => formatMoney(money(Math.round(amount)), settings.account.currency)

const most = Number(process.argv[2] ?? Number.POSITIVE_INFINITY)
const settings = defineSettings({ risk: { rateLimit: { orders: 120 } } })
const exchange = await openExchange({ sport: 'horse-racing', types: ['WIN'], withinHours: 24, inPlay: false })
const { clock, feed, venue } = exchange
const advisor = await createAdvisor({
  settings,
  clock,
  sources: [],
  books: [feed],
  results: [feed.results],
  venues: [venue],
  store: createMemoryStore(),
  strategies: [scalper],
})
process.once('SIGINT', () => void advisor.stop('interrupted'))
await advisor.run()
await advisor[Symbol.asyncDispose]()
await exchange.close()
