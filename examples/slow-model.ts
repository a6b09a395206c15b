// A strategy with a slow model, which works in a thread of its own. node --conditions=@betting-advisor/source examples/slow-model.ts
import { Worker } from 'node:worker_threads'
import { matchOdds, pollingSource } from '@betting-advisor/adapter-kit'
import {
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  DAY,
  type FairPrices,
  fractionalKelly,
  type MarketId,
  MINUTE,
  type Timestamp,
  timestamp,
  valueBetting,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import type { Answer, Question } from './slow-model-worker.ts'

/** Fair prices by a model in a worker: its latest answer, or nothing while there is none that is young enough. */
function slowPrices(worker: Worker, maxAgeMs: number): FairPrices {
  const answers = new Map<MarketId, Answer>()
  const asked = new Map<MarketId, Timestamp>()
  worker.on('message', (answer: Answer) => answers.set(answer.market, answer))
  return {
    name: 'slow-model',
    fairMarket({ market, receivedAt }) {
      const { id, event, selections } = market
      // Asked again when half of its time is over, so that the next answer is there before the last one is too old.
      if (receivedAt - (asked.get(id) ?? Number.NEGATIVE_INFINITY) > maxAgeMs / 2) {
        asked.set(id, receivedAt)
        worker.postMessage({ market: id, at: receivedAt, home: event.home, away: event.away } satisfies Question)
      }
      const answer = answers.get(id)
      if (answer === undefined || receivedAt - answer.at > maxAgeMs) return null
      if (answer.probabilities.length !== selections.length) return null
      return { probabilities: answer.probabilities, source: 'slow model', overround: null }
    },
  }
}

const worker = new Worker(new URL('./slow-model-worker.ts', import.meta.url))
const startsAt = timestamp(Date.now() + DAY)
const source = pollingSource({
  name: 'example',
  origin: 'emulator', // 'venue' when it shows the real world
  pollSeconds: 1,
  read: () => [
    matchOdds({
      id: '1',
      home: 'Harbour',
      away: 'Mill Lane',
      competition: 'soccer_friendlies',
      startsAt,
      prices: { shop: [2.2, 3.3, 3.6] },
    }),
  ],
})
const advisor = await createAdvisor({
  settings: defineSettings(),
  sources: [source],
  venue: createPaperVenue(),
  store: createMemoryStore(),
  strategies: [
    valueBetting({ fairPrices: slowPrices(worker, 10 * MINUTE), minEdge: 0.02, staking: fractionalKelly(0.2) }),
  ],
})
worker.once('error', (error) => {
  console.error(error)
  void advisor.stop('the model failed')
})
advisor.on('advice', ({ summary, fairSource }) => {
  console.log(`${summary} (${fairSource})`)
  void advisor.stop('one advice is enough for an example')
})
await advisor.run()
await advisor[Symbol.asyncDispose]()
await worker.terminate()
