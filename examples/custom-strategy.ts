// A strategy of your own: back the favourite where the market takes its time to follow the sharp price. pnpm example custom-strategy
import { DAY, fractionalKelly, HOUR, runBacktest, type Strategy, timestamp } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { power, sharpPrices } from '@betting-advisor/core/odds'
import { createFootballWorld, footballBacktestEvents } from '@betting-advisor/core/simulation'

const settings = defineSettings({})
const world = createFootballWorld({ seed: '2026' })
const sharp = sharpPrices(world.sharp, power)

const lateFavourites: Strategy = {
  name: 'late-favourites',
  version: '1',
  yardstick: sharp, // what CLV is measured by: the same bookmaker's prices at the close
  onMarket(market, desk) {
    if (market.market.event.startsAt - desk.now > 2 * HOUR) return
    const fair = sharp.fairMarket(market)
    if (fair === null) return
    const favourite = fair.probabilities.indexOf(Math.max(...fair.probabilities))
    const selection = market.market.selections[favourite]
    const fairProbability = fair.probabilities[favourite]
    if (selection === undefined || fairProbability === undefined) return
    for (const { venue } of market.all()) {
      if (venue === world.sharp) continue
      desk.signal({
        kind: 'value',
        market: market.market.id,
        selection: selection.id,
        venue,
        side: 'back',
        fairProbability,
        fairSource: fair.source,
        fairOverround: fair.overround,
        staking: fractionalKelly(0.1),
      })
    }
  },
}

const from = timestamp(Date.UTC(2026, 7, 1))
const { performance, rejections } = runBacktest({
  events: footballBacktestEvents(world, { from, to: timestamp(from + 60 * DAY) }),
  strategies: [lateFavourites],
  limits: settings.backtest.limits,
  currency: settings.account.currency,
  bankroll: settings.backtest.bankroll,
})
const { bets, clv } = performance
const beaten =
  clv === null ? 'none has a close' : `mean CLV ${(clv.mean * 100).toFixed(2)} % of ${clv.bets} with a close`
console.log(`${bets} bets, ${beaten}`, rejections)
