// The model of slow-model.ts: it plays each match many times over, which takes a while.
import { parentPort } from 'node:worker_threads'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import type { Answer, Question } from './slow-model-answer.ts'

const MATCHES = 200_000
/** Goals of each team; your model would know them. */
const STRENGTHS: Readonly<Record<string, number>> = { Harbour: 1.7, 'Mill Lane': 1.2 }

function play({ market, at, home, away }: Question): Answer {
  const random = createSeededRandom(`${home} v ${away}`)
  const goals = (team: string | null) => {
    const mean = STRENGTHS[team ?? ''] ?? 1.4
    let count = 0
    for (let left = Math.exp(-mean), product = random(); product > left; product *= random()) count += 1
    return count
  }
  const wins = [0, 0, 0]
  for (let match = 0; match < MATCHES; match++) {
    const index = 1 - Math.sign(goals(home) - goals(away))
    wins[index] = (wins[index] ?? 0) + 1
  }
  return { market, at, probabilities: wins.map((count) => count / MATCHES) }
}

parentPort?.on('message', (question: Question) => parentPort?.postMessage(play(question)))
