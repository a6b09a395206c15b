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
  MINUTE,
  type Strategy,
  type Timestamp,
  timestamp,
  valueBetting,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { type Answer, isAnswer, type Question } from './slow-model-answer.ts'

/** Bets by a model that thinks elsewhere: by what it was told last, or not at all while there is nothing that is young enough. */
function slowModel(ask: (question: Question) => void, maxAgeMs: number): Strategy {
  const answers = new Map<string, Answer>()
  const asked = new Map<string, Timestamp>()
  const fairPrices: FairPrices = {
    name: 'slow-model',
    fairMarket({ market, receivedAt }) {
      const { id, event, selections } = market
      // Asked again when half of its time is over, so that the next answer is there before the last one is too old.
      if (receivedAt - (asked.get(id) ?? Number.NEGATIVE_INFINITY) > maxAgeMs / 2) {
        asked.set(id, receivedAt)
        ask({ market: id, at: receivedAt, home: event.home, away: event.away })
      }
      const answer = answers.get(id)
      if (answer === undefined || receivedAt - answer.at > maxAgeMs) return null
      if (answer.probabilities.length !== selections.length) return null
      return { probabilities: answer.probabilities, source: 'slow model', overround: null }
    },
  }
  return {
    ...valueBetting({ name: 'slow-model', fairPrices, minEdge: 0.02, staking: fractionalKelly(0.2) }),
    onMessage(message) {
      if (isAnswer(message)) answers.set(message.market, message)
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
  venues: [createPaperVenue()],
  store: createMemoryStore(),
  strategies: [slowModel((question) => worker.postMessage(question), 10 * MINUTE)],
})
worker.on('message', (answer: Answer) => advisor.tell('slow-model', answer))
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
