import type { BetOutcome } from './order.ts'

const outcomes: Readonly<Record<BetOutcome, true>> = {
  won: true,
  lost: true,
  void: true,
  placed: true,
  'half-won': true,
  'half-lost': true,
  push: true,
  'dead-heat': true,
}

/** All of them. */
export const betOutcomes = Object.keys(outcomes)

/** Whether a text is how a bet can end. */
export function isBetOutcome(text: unknown): text is BetOutcome {
  return typeof text === 'string' && Object.hasOwn(outcomes, text)
}
