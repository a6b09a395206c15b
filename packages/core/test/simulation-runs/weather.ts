import type { Exchange, ExchangeFaults } from '@betting-advisor/core/simulation'
import { type Bookmaker, NO_FAULTS } from './bookmaker.ts'
import { HEALED_AT } from './calendar.ts'
import type { StoreWeather } from './remote-store.ts'
import type { Simulator } from './simulator.ts'

const NO_EXCHANGE_FAULTS: ExchangeFaults = {
  drop: 0,
  loseAnswer: 0,
  lateAnswer: 0,
  lateAccept: 0,
  timeout: 0,
  reject: 0,
  refuseNamed: 0,
  protect: 0,
  lookupFail: 0,
  lookupTruncate: 0,
  newsGap: 0,
}

/** Whom the weather reaches. */
export interface WeatherParts {
  readonly simulator: Simulator
  readonly bookmakers: readonly Bookmaker[]
  readonly exchange: Exchange
  readonly weather: StoreWeather
}

/** Plans the faults of venues, store and clocks, and their end. */
export function planWeather({ simulator, bookmakers, exchange, weather }: WeatherParts): void {
  const chance = (most: number) => (simulator.chance(0.5) ? most * simulator.random() : 0)
  for (const bookmaker of bookmakers) {
    bookmaker.faults = {
      reject: chance(0.2),
      lostRequest: chance(0.15),
      lostAnswer: chance(0.15),
      late: chance(0.15),
      unclear: chance(0.1),
    }
  }
  exchange.disturb({
    drop: chance(0.1),
    loseAnswer: chance(0.1),
    lateAnswer: chance(0.1),
    lateAccept: chance(0.1),
    timeout: chance(0.1),
    reject: chance(0.1),
    refuseNamed: chance(0.05),
    protect: simulator.chance(0.05) ? 0.05 : 0,
    lookupFail: chance(0.2),
    lookupTruncate: chance(0.2),
    newsGap: chance(0.2),
  })
  simulator.plan(HEALED_AT, 'the venues heal', () => {
    for (const bookmaker of bookmakers) bookmaker.faults = NO_FAULTS
    exchange.disturb(NO_EXCHANGE_FAULTS)
  })
  weather.lost = chance(0.02)
  weather.slow = chance(0.2)
  weather.slowMs = simulator.between(50, 1600)
  for (let outages = simulator.chance(0.3) ? simulator.between(1, 2) : 0; outages > 0; outages -= 1) {
    const at = simulator.between(1000, HEALED_AT - 4000)
    simulator.plan(at, 'the store goes down', () => {
      weather.down = true
    })
    simulator.plan(at + simulator.between(100, 3000), 'the store comes back', () => {
      weather.down = false
    })
  }
  // Clocks of machines are put right now and then.
  for (let jumps = simulator.chance(0.25) ? simulator.between(1, 2) : 0; jumps > 0; jumps -= 1) {
    const by = simulator.between(-2000, 2000)
    simulator.plan(simulator.between(1000, HEALED_AT), `clocks are ${by} ms wrong`, () => {
      simulator.skew = by
    })
  }
  simulator.plan(HEALED_AT, 'the store heals', () => {
    weather.down = false
    weather.lost = 0
    weather.slow = 0.02
  })
}
