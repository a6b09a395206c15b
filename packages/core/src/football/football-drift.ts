import type { Random } from '../chance/random.ts'
import { normals } from '../chance/seeded-noise.ts'
import { DAY, HOUR, MINUTE } from '../units/timestamp.ts'

/** When the sharp bookmaker opens a market, before the start. */
const OPENING = 7 * DAY

const EARLY_STEP = 30 * MINUTE
const LATE_STEP = 5 * MINUTE
const LATE = DAY
const EARLY_STEPS = (OPENING - LATE) / EARLY_STEP
const STEPS = EARLY_STEPS + LATE / LATE_STEP

/** How far the sharp view of a match moves from the opening to the close: a standard deviation of supremacy. */
const TOTAL_MOVE = 0.07

/** The share of that move's variance that falls into each stretch before the start: more and more as it nears, most when line-ups are out. */
const STRETCHES: readonly { readonly from: number; readonly to: number; readonly share: number }[] = [
  { from: OPENING, to: 3 * DAY, share: 0.15 },
  { from: 3 * DAY, to: DAY, share: 0.2 },
  { from: DAY, to: 6 * HOUR, share: 0.25 },
  { from: 6 * HOUR, to: 90 * MINUTE, share: 0.15 },
  { from: 90 * MINUTE, to: 0, share: 0.25 },
]

/** When a step begins, in milliseconds before the start. */
export function timeOfStep(step: number): number {
  return step < EARLY_STEPS ? OPENING - step * EARLY_STEP : LATE - (step - EARLY_STEPS) * LATE_STEP
}

/** The standard deviation of each step, and of all that is still to come from it on. */
function scheduled(): { readonly deviation: Float64Array; readonly remaining: Float64Array } {
  const deviation = new Float64Array(STEPS)
  const remaining = new Float64Array(STEPS + 1)
  for (let step = STEPS - 1; step >= 0; step--) {
    const before = timeOfStep(step)
    const length = before - timeOfStep(step + 1)
    const { from, to, share } = STRETCHES.find((stretch) => before > stretch.to) ?? { from: 1, to: 0, share: 0 }
    const variance = (TOTAL_MOVE ** 2 * share * length) / (from - to)
    deviation[step] = Math.sqrt(variance)
    remaining[step] = Math.sqrt((remaining[step + 1] ?? 0) ** 2 + variance)
  }
  return { deviation, remaining }
}

const schedule = /* @__PURE__ */ scheduled()

/** The last step of every drift: the close. */
export const CLOSE = STEPS

/** The step that holds `before` the start, in milliseconds; the first one before the opening, the last but one until the start itself. */
export function stepAt(before: number): number {
  if (before >= OPENING) return 0
  if (before <= 0) return CLOSE
  if (before > LATE) return Math.floor((OPENING - before) / EARLY_STEP)
  return EARLY_STEPS + Math.floor((LATE - before) / LATE_STEP)
}

/** How much is still unknown at a step: the standard deviation of the moves to come. */
export function uncertaintyAt(step: number): number {
  return schedule.remaining[step] ?? 0
}

/** The moves of one match's supremacy from its opening, step by step to the close: a random walk, so that at any time the close is as likely above as below. */
export function drawDrift(random: Random): Float64Array {
  const next = normals(random)
  const drift = new Float64Array(STEPS + 1)
  let moved = 0
  for (let step = 0; step < STEPS; step++) {
    moved += (schedule.deviation[step] ?? 0) * next()
    drift[step + 1] = moved
  }
  return drift
}
