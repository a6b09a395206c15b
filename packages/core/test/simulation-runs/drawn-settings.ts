import { type Money, money } from '@betting-advisor/core'
import { defineSettings, type Settings } from '@betting-advisor/core/config'
import { type RemoteVenuesSettings, walletAt } from './remote-venues.ts'
import type { Sabotage } from './sabotage.ts'
import type { Simulator } from './simulator.ts'
import { BOOKMAKERS, EXCHANGE, STARTING } from './world-market.ts'

export const MAX_QUOTE_AGE_MS = 4000
const BANKROLL = 100_000

/** Settings of an engine. Each limit can bind; wider ones are as large as those within them. */
export function drawSettings(simulator: Simulator, sabotage: Sabotage | null): Settings {
  let least = simulator.between(800, 3000)
  const wider = () => {
    least += simulator.between(0, 4000)
    return simulator.chance(0.6) ? money(least) : null
  }
  const [selection, market, event] = [wider(), wider(), wider()]
  const [strategy, venue] = [wider(), wider()]
  const account = money(least + simulator.between(0, 15_000))
  return defineSettings({
    // Nothing here is on its way for longer, whoever dies meanwhile.
    orders: { orphanDeliveryMs: 1_000 },
    account: { name: 'simulated', bankroll: money(BANKROLL) },
    risk: {
      maxQuoteAgeMs: MAX_QUOTE_AGE_MS * (sabotage === 'old quotes are taken for fresh' ? 3 : 1),
      maxOpenBets: simulator.between(2, 20),
      rateLimit: { orders: simulator.between(3, 60), windowMs: 10_000 },
      dailyLossLimit: money(simulator.between(3000, 60_000)),
      exposure: { selection, market, event, strategy, venue, account },
      consecutiveLossLimit: simulator.between(3, 10),
      consecutiveLossWarn: 0,
    },
  })
}

/** How much of the bankroll is at each venue; at some it may be too little for what is wanted there. */
export function drawFunds(
  simulator: Simulator,
  { apart }: Pick<RemoteVenuesSettings, 'apart'>,
): Readonly<Record<string, Money>> {
  const names = [EXCHANGE, ...BOOKMAKERS, STARTING].map((venue) => walletAt(venue, { apart }))
  let left = BANKROLL
  const funds: Record<string, Money> = {}
  for (const name of new Set(names)) {
    const share = apart ? Math.floor(BANKROLL * simulator.pick([0.03, 0.15, 0.3])) : BANKROLL
    funds[name] = money(Math.min(left, share))
    left -= funds[name]
  }
  return funds
}
