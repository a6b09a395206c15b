import { addOverround } from '../odds/add-overround.ts'
import { additive } from '../odds/overround/additive.ts'
import { multiplicative } from '../odds/overround/multiplicative.ts'
import { OverroundError } from '../odds/overround/overround-error.ts'
import type { OverroundFormula } from '../odds/overround/overround-formula.ts'
import { power } from '../odds/overround/power.ts'
import { venueId } from '../units/ids.ts'
import { type Price, price } from '../units/price.ts'
import { HOUR, MINUTE } from '../units/timestamp.ts'
import type { HomeDrawAway, WorldBookmaker } from './world.ts'

/** A bookmaker of a football world, with its habits. */
export interface FootballBookmaker extends WorldBookmaker {
  /** How it spreads its overround over the outcomes: what this method would remove. */
  readonly method: OverroundFormula
  /** How far its own view of a match strays from what the sharp one thought, as a standard deviation of supremacy (log goals). */
  readonly opinion: number
  /** The steps its prices move in: hundredths, or the round numbers of a shop window. */
  readonly steps: 'fine' | 'coarse'
  /** When it opens a market, in milliseconds before the start. */
  readonly opens: number
  /** The chance that within twelve hours its prices stop being refreshed for one to five hours. */
  readonly stalls: number
  /** The chance that within six hours it takes a market, or the draw in it, off for a while. */
  readonly withdraws: number
}

/** The bookmakers of a football world unless you bring your own: invented, the sharp one first. */
export const footballBookmakers: readonly FootballBookmaker[] = [
  /* @__PURE__ */ bookmaker('keenline', 'Keenline', 0.022, 0, power, 0, 'fine', 168),
  /* @__PURE__ */ bookmaker('ottobet', 'Ottobet', 0.03, 8 * MINUTE, power, 0.007, 'fine', 160),
  /* @__PURE__ */ bookmaker('fairhurst', 'Fairhurst', 0.037, 20 * MINUTE, multiplicative, 0.009, 'fine', 144),
  /* @__PURE__ */ bookmaker('bellbird', 'Bellbird', 0.045, 40 * MINUTE, power, 0.012, 'fine', 132),
  /* @__PURE__ */ bookmaker('copperbet', 'Copperbet', 0.053, 75 * MINUTE, additive, 0.014, 'coarse', 120),
  /* @__PURE__ */ bookmaker('larkspur', 'Larkspur Sports', 0.06, 2 * HOUR, multiplicative, 0.012, 'fine', 120),
  /* @__PURE__ */ bookmaker('tidewater', 'Tidewater', 0.07, 3 * HOUR, power, 0.018, 'coarse', 108),
  /* @__PURE__ */ bookmaker('millrace', 'Millrace', 0.08, 5 * HOUR, additive, 0.021, 'coarse', 96),
]

function bookmaker(
  key: string,
  title: string,
  overround: number,
  lag: number,
  method: OverroundFormula,
  opinion: number,
  steps: FootballBookmaker['steps'],
  hours: number,
): FootballBookmaker {
  const isSharp = lag === 0
  return {
    key: venueId(key),
    title,
    overround,
    lag,
    method,
    opinion,
    steps,
    opens: hours * HOUR,
    stalls: isSharp ? 0 : 0.02,
    withdraws: isSharp ? 0.002 : 0.015,
  }
}

/** Bounds below which, and steps in which, prices are shown; in hundredths. */
const FINE: readonly (readonly [below: number, step: number])[] = [
  [1000, 1],
  [2000, 10],
  [5000, 50],
  [Number.POSITIVE_INFINITY, 100],
]
const COARSE: readonly (readonly [below: number, step: number])[] = [
  [200, 1],
  [300, 5],
  [500, 10],
  [1000, 25],
  [2000, 50],
  [Number.POSITIVE_INFINITY, 100],
]

/** The prices a bookmaker makes of what it thinks: with its overround on, each at the nearest step from 1.01 to 501. */
export function shownPrices(
  probabilities: HomeDrawAway<number>,
  overround: number,
  method: OverroundFormula,
  steps: FootballBookmaker['steps'],
): HomeDrawAway<Price> {
  const [home = 0, draw = 0, away = 0] = pricesFor(probabilities, overround, method)
  return [shownPrice(home, steps), shownPrice(draw, steps), shownPrice(away, steps)]
}

function pricesFor(
  probabilities: HomeDrawAway<number>,
  overround: number,
  method: OverroundFormula,
): readonly number[] {
  try {
    return addOverround(probabilities, overround, method).prices
  } catch (error) {
    if (!(error instanceof OverroundError)) throw error
    // Some methods would price a near certainty at 1 or below; power can price anything.
    return addOverround(probabilities, overround, power).prices
  }
}

function shownPrice(exact: number, steps: FootballBookmaker['steps']): Price {
  const hundredths = Math.min(Math.max(100 * exact, 101), 50_100)
  const table = steps === 'fine' ? FINE : COARSE
  const step = table.find(([below]) => hundredths < below)?.[1] ?? 1
  return price((Math.round(hundredths / step) * step) / 100)
}
