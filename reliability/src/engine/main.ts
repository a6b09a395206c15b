import { createExchangeClient } from '../client/exchange-client.ts'
import { createClosingSender } from './closing-sender.ts'
import type { EngineConfig } from './config.ts'
import { createPriceFeed, createResultFeed } from './price-feed.ts'
import { runEngine } from './run-engine.ts'
import { scriptedStrategy } from './scripted-strategy.ts'

const config: EngineConfig = JSON.parse(process.argv[2] ?? '')
const { exchangePort, constants, speed, mutation, replaces } = config

await runEngine(config, ({ clock, hit, trading }) => ({
  sources: [createPriceFeed(exchangePort, clock, trading)],
  results: [createResultFeed(exchangePort)],
  venue: createExchangeClient({
    port: exchangePort,
    constants,
    clock,
    speed,
    replaces,
    ...(mutation === 'close-instead-of-reset' && { sender: createClosingSender(exchangePort, clock) }),
    hooks: {
      midWrite: () => hit('mid-write'),
      afterWrite: () => hit('after-write'),
      beforeParse: () => hit('before-parse'),
    },
  }),
  strategy: scriptedStrategy(),
}))
