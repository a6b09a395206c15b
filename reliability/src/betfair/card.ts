import { setTimeout as sleep } from 'node:timers/promises'
import { type BetfairWorld, createBetfairCard, type WorldChange } from '@betting-advisor/adapter-betfair/emulator'
import type { Constants } from '../constants.ts'

/** Races that begin one after the other until nobody wants more. */
export interface Card {
  readonly world: BetfairWorld
  /** No market opens any more; resolves when the last one is settled for good. */
  close(): Promise<void>
}

/** What a card is made by; `now` is the exchange's time. */
export interface CardSettings {
  readonly seed: string
  readonly constants: Constants
  readonly speed: number
  readonly now: () => number
}

const TICKS = 12

/** Makes a card of short races, in the times of the exchange's clock. */
export function createCard({ seed, constants, speed, now }: CardSettings): Card {
  const { marketEveryMs, marketLifeMs, settleAfterMs } = constants
  const lifeMs = marketLifeMs * speed
  const runningMs = settleAfterMs * speed
  const settlesAfterMs = settleAfterMs * speed
  /** A market that is settled wrongly at first is settled again. */
  const longestMs = lifeMs + runningMs + 3 * settlesAfterMs
  const card = createBetfairCard({
    seed,
    matches: null,
    tickMs: lifeMs / TICKS,
    races: {
      everyMs: marketEveryMs * speed,
      opensBeforeMs: lifeMs,
      runningMs,
      settlesAfterMs,
      runners: 4,
      markets: ['WIN'],
      removals: 0.1,
      resettled: 0.1,
      abandoned: 0.05,
    },
  })
  const opened = new Set<string>()
  let closedAt = Number.POSITIVE_INFINITY

  function isKnown({ markets, at }: WorldChange): boolean {
    if (at < closedAt) for (const { id } of markets) opened.add(id)
    return markets.every(({ id }) => opened.has(id))
  }

  return {
    world: {
      *changes(from) {
        for (const change of card.changes(from)) {
          if (change.at > closedAt + longestMs) return
          if (isKnown(change)) yield change
        }
      },
    },
    async close() {
      closedAt = now()
      await sleep(longestMs / speed)
    },
  }
}
