import type { Random } from '../chance/random.ts'
import { drawWord, normal, normals, uniform, wordAt } from '../chance/seeded-noise.ts'
import type { Price } from '../units/price.ts'
import { DAY, HOUR, MINUTE } from '../units/timestamp.ts'
import { type FootballBookmaker, shownPrices } from './football-bookmakers.ts'
import { stepAt, timeOfStep, uncertaintyAt } from './football-drift.ts'
import { type Expectation, expectedProbabilities } from './football-match.ts'
import type { HomeDrawAway } from './world.ts'

/** How often a bookmaker is seen, at a second of the minute of its own. */
const CADENCE = MINUTE
const STALL_BLOCK = 12 * HOUR
const WITHDRAWAL_BLOCK = 6 * HOUR
const WOBBLE_BLOCK = 6 * HOUR

/** When a bookmaker was last seen, as of a moment: each minute, unless its prices have stalled. */
export class QuoteTimes {
  readonly #phase: number
  readonly #key: number
  readonly #stalls: number

  constructor(random: Random, { stalls }: FootballBookmaker) {
    this.#phase = Math.floor(random() * CADENCE)
    this.#key = drawWord(random)
    this.#stalls = stalls
  }

  lastSeen(at: number): number {
    const seen = this.#tick(at)
    const block = Math.floor(seen / STALL_BLOCK)
    const word = wordAt(this.#key, block)
    if (uniform(word) >= this.#stalls) return seen
    const length = HOUR + 4 * HOUR * uniform(wordAt(word, 1))
    const from = block * STALL_BLOCK + (STALL_BLOCK - length) * uniform(wordAt(word, 2))
    return seen >= from && seen < from + length ? this.#tick(from) : seen
  }

  #tick(at: number): number {
    return Math.floor((at - this.#phase) / CADENCE) * CADENCE + this.#phase
  }
}

/** The prices of one bookmaker for one match. */
export class QuotePath {
  readonly #bookmaker: FootballBookmaker
  readonly #expectation: Expectation
  readonly #drift: Float64Array
  readonly #startsAt: number
  readonly #lag: number
  readonly #overround: number
  readonly #bias: number
  readonly #levelBias: number
  readonly #wobbleKey: number
  readonly #withdrawalKey: number
  #step = -1
  #prices: HomeDrawAway<Price> | null = null

  constructor(
    random: Random,
    bookmaker: FootballBookmaker,
    expectation: Expectation,
    drift: Float64Array,
    startsAt: number,
  ) {
    const next = normals(random)
    this.#bookmaker = bookmaker
    this.#expectation = expectation
    this.#drift = drift
    this.#startsAt = startsAt
    this.#lag = bookmaker.lag * (0.5 + random())
    this.#overround = bookmaker.overround * (0.9 + 0.2 * random())
    this.#bias = 0.5 * bookmaker.opinion * next()
    this.#levelBias = 0.6 * bookmaker.opinion * next()
    this.#wobbleKey = drawWord(random)
    this.#withdrawalKey = drawWord(random)
  }

  /** What it showed at `at`, one of its {@link QuoteTimes}; `null` before it opened, from the start on, and while withdrawn. */
  at(at: number): HomeDrawAway<Price | null> | null {
    const before = this.#startsAt - at
    if (before <= 0 || before > this.#bookmaker.opens) return null
    const withdrawn = this.#withdrawn(at)
    if (withdrawn === 'market') return null
    const step = stepAt(before + this.#lag)
    if (this.#prices === null || step !== this.#step) {
      this.#step = step
      this.#prices = this.#priced(step)
    }
    return withdrawn === 'draw' ? [this.#prices[0], null, this.#prices[2]] : this.#prices
  }

  #priced(step: number): HomeDrawAway<Price> {
    const { level, supremacy } = this.#expectation
    const { opinion, method, steps } = this.#bookmaker
    const before = timeOfStep(step)
    // Everyone comes nearer to the sharp view as the start does.
    const conviction = 0.6 + 0.4 * Math.min(1, before / DAY)
    const view = opinion === 0 ? 0 : conviction * (this.#bias + 0.85 * opinion * this.#wobble(before))
    const probabilities = expectedProbabilities(
      level + conviction * this.#levelBias,
      supremacy + (this.#drift[step] ?? 0) + view,
      uncertaintyAt(step),
    )
    return shownPrices(probabilities, this.#overround, method, steps)
  }

  /** A standard normal number that changes slowly: drawn for each edge of a block, weighed in between. */
  #wobble(before: number): number {
    const block = Math.floor(before / WOBBLE_BLOCK)
    const part = before / WOBBLE_BLOCK - block
    const edge = (index: number): number => {
      const word = wordAt(this.#wobbleKey, index)
      return normal(uniform(word), uniform(wordAt(word, index)))
    }
    return (edge(block) * (1 - part) + edge(block + 1) * part) / Math.sqrt((1 - part) ** 2 + part ** 2)
  }

  #withdrawn(at: number): 'market' | 'draw' | null {
    const block = Math.floor(at / WITHDRAWAL_BLOCK)
    const word = wordAt(this.#withdrawalKey, block)
    if (uniform(word) >= this.#bookmaker.withdraws) return null
    const length = (20 + 70 * uniform(wordAt(word, 1))) * MINUTE
    const from = block * WITHDRAWAL_BLOCK + (WITHDRAWAL_BLOCK - length) * uniform(wordAt(word, 2))
    if (at < from || at >= from + length) return null
    return uniform(wordAt(word, 3)) < 0.35 ? 'draw' : 'market'
  }
}
