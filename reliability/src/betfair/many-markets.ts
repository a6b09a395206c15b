import { SCALE } from '../harness/sizes.ts'

/** Many at once, each for as long as it takes from a start to a bet on a busy machine. */
const MANY_MARKETS = {
  marketEveryMs: 400,
  marketLifeMs: 8_000,
  settleAfterMs: 500,
  // Longer than the exchange takes to say that it does not know.
  clientTimeoutMs: 1_500,
  lateAnswerMs: 1_800,
  lateAcceptMs: 1_500,
  visibilityLagMs: 40,
  orphanDeliveryMs: 900,
  heldFromMs: 200,
  heldToMs: 600,
  linkDownMs: 120,
  linkEveryMs: 2_000,
}
/** In which a process that has just started gets an order out, at that speed too. */
const SEND_DEADLINE_MS = 6_000

/** What worlds at the emulated Betfair have in common whose constants are shortened. */
export const SHORT_BETFAIR_WORLD = {
  scale: 20,
  speed: 4,
  constants: MANY_MARKETS,
  sendDeadlineMs: SEND_DEADLINE_MS,
}

/** The same, or at full scale. */
export const BETFAIR_WORLD = SCALE > 1 ? { ...SHORT_BETFAIR_WORLD, scale: SCALE } : { scale: SCALE }

/** How long a process trades that does not get to its failpoint. */
export const PATIENCE_MS = SCALE > 1 ? 8_000 : 60_000
