// A strategy of your own, first over the past and then on paper. node --conditions=@betting-advisor/source examples/own-strategy.ts
import { matchOdds, pollingSource } from '@betting-advisor/adapter-kit'
import {
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  DAY,
  type FairPrices,
  formatMoney,
  fractionalKelly,
  type Money,
  moneyFromMajor,
  runBacktest,
  type StakingPlan,
  timestamp,
  valueBetting,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { consensus, multiplicative } from '@betting-advisor/core/odds'
import { createFootballWorld, footballBacktestEvents } from '@betting-advisor/core/simulation'

const settings = defineSettings()
const { account, backtest } = settings

/** What all bookmakers together think: the average of their prices without overround. */
const everyone: FairPrices = {
  name: 'everyone',
  fairMarket(view) {
    const { selections, winners } = view.market
    if (winners !== 1) return null
    const books = [...view.all()].flatMap(({ side, prices }) => {
      const shown = prices.filter((price) => price !== null)
      return side === 'back' && shown.length === selections.length ? [{ prices: shown }] : []
    })
    if (books.length < 3) return null // too few to be believed
    const { probabilities, removals } = consensus(books, multiplicative)
    const overround = Math.min(...removals.map((removal) => removal.overround))
    return { probabilities, source: `${books.length} bookmakers`, overround }
  },
}

/** A plan, and never more than `most` on one bet. */
function atMost(most: Money, plan: StakingPlan): StakingPlan {
  const limit = `at most ${formatMoney(most, account.currency)}`
  return {
    name: `${plan.name}, ${limit}`,
    stake(opportunity) {
      const proposal = plan.stake(opportunity)
      if (proposal.stake <= most) return proposal
      return { ...proposal, stake: most, steps: [...proposal.steps, limit] }
    },
  }
}

const strategy = valueBetting({
  name: 'against-the-crowd',
  fairPrices: everyone,
  minEdge: 0.02,
  staking: atMost(moneyFromMajor(8, account.currency), fractionalKelly(0.25)),
})

const from = timestamp(Date.UTC(2026, 7, 1))
const world = createFootballWorld({ seed: '2026' })
const { performance, rejections } = runBacktest({
  events: footballBacktestEvents(world, { from, to: timestamp(from + 60 * DAY) }),
  strategies: [strategy],
  limits: backtest.limits,
  currency: account.currency,
  bankroll: backtest.bankroll,
})
const { bets, clv } = performance
console.log(`the past: ${bets} bets, mean CLV ${clv === null ? '–' : `${(clv.mean * 100).toFixed(2)} %`}`, rejections)

const source = pollingSource({
  name: 'example',
  origin: 'emulator', // 'venue' when it shows the real world
  read: ({ now }) => [
    matchOdds({
      id: '1',
      home: 'Harbour',
      away: 'Mill Lane',
      competition: 'soccer_friendlies',
      startsAt: now + DAY,
      prices: { one: [2.0, 3.5, 4.1], two: [2.02, 3.4, 4.0], three: [2.3, 3.3, 3.4] },
    }),
  ],
})
const advisor = await createAdvisor({
  settings,
  sources: [source],
  venues: [createPaperVenue()],
  store: createMemoryStore(),
  strategies: [strategy],
})
advisor.on('advice', ({ summary }) => {
  console.log(`on paper: ${summary}`)
  void advisor.stop('one advice is enough for an example')
})
await advisor.run()
await advisor[Symbol.asyncDispose]()
