// What slow-model.ts asks its worker, and what that answers.
import type { Message } from '@betting-advisor/core'

/** What the model is asked. */
export interface Question {
  readonly market: string
  /** When it was asked. */
  readonly at: number
  readonly home: string | null
  readonly away: string | null
}

/** What it answers, in the order of the selections: home, draw, away. */
export type Answer = Pick<Question, 'market' | 'at'> & {
  readonly probabilities: readonly number[]
}

/** Whether a message is an answer: anybody may tell a strategy anything. */
export function isAnswer(message: Message): message is Answer {
  if (typeof message !== 'object' || message === null || !('market' in message)) return false
  const { market, at, probabilities } = message
  if (typeof market !== 'string' || typeof at !== 'number' || !Array.isArray(probabilities)) return false
  return probabilities.every((probability: unknown) => typeof probability === 'number')
}
