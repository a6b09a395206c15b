/** What is true of the exchange, in its own time; `scale` of them is what everybody works with. */
const FULL_SCALE = {
  dedupeWindowMs: 60_000,
  lateAcceptMs: 15_000,
  visibilityLagMs: 2_000,
  lateAnswerMs: 12_000,
  clientTimeoutMs: 10_000,
  /** How long an order of a process that is gone may still arrive. */
  orphanDeliveryMs: 100_000,
  /** How long an order can be held on its way, and how long the link is down at most, and how often. */
  heldFromMs: 30_000,
  heldToMs: 90_000,
  linkDownMs: 30_000,
  linkEveryMs: 90_000,
  marketEveryMs: 3_000,
  marketLifeMs: 60_000,
  settleAfterMs: 10_000,
  liquidityEveryMs: 8_000,
  /** How long the longest stall of a process lasts. */
  longestStallMs: 60_000,
} as const

/** Times that venue, client and tests share, in milliseconds. */
export type Constants = { readonly [Name in keyof typeof FULL_SCALE]: number }

/** The constants divided by `scale`: 20 in continuous integration, 1 at full scale. */
export function constantsAt(scale: number): Constants {
  const scaled = Object.entries(FULL_SCALE).map(([name, value]) => [name, Math.ceil(value / scale)])
  return Object.fromEntries(scaled)
}

/** How often requests go wrong at the exchange, and how: about a third do. */
export const FAULTS = {
  drop: 0.06,
  loseAnswer: 0.08,
  lateAnswer: 0.05,
  lateAccept: 0.06,
  timeout: 0.03,
  reject: 0.03,
  protect: 0,
  lookupFail: 0.02,
  lookupTruncate: 0.02,
  newsGap: 0.002,
} as const

/** How many orders are held on their way: what waits in a queue or a kernel arrives, unless its connection is reset meanwhile. */
export const HELD = 0.05

/** How long after its decision an order may leave, by the engines' clock, unless a suite says otherwise. */
export const SEND_DEADLINE_MS = 1_000
