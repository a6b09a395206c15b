import { checkInteger } from '../units/check.ts'

/** Tests whether a mean return is above 0 by resampling whole clusters, in one pass and bounded memory. */
export interface ClusterBootstrap {
  add(cluster: string, value: number): void
  /** One-sided p-value of the mean being above 0, in (0, 1]; `null` while empty. */
  pValue(): number | null
}

/** Cumulative distribution of Poisson(1) in 32-bit words: the weight of a cluster is how many of these its word reaches. */
const POISSON_WORDS = /* @__PURE__ */ poissonWords()

/**
 * Starts a Poisson bootstrap over clusters (Chamandy et al. 2012; clusters as in Cameron, Gelbach and Miller 2008).
 *
 * In resample b every cluster weighs Poisson(1), drawn by hashing (seed, cluster, b), so bets of one market, which win and lose
 * together, enter a resample together, whenever they come. The test centres the resampled means on the observed one and
 * counts (1 + those at least as high) / (resamples + 1).
 *
 * @param settings - `seed`: any text; `resamples`: 1 to 100 000, 999 by default.
 * @throws InvalidValueError `INVALID_VALUE` when `resamples` is out of range.
 * @example
 * ```ts
 * const bootstrap = createClusterBootstrap({ seed: '2026' })
 * bootstrap.add('market 1', 0.9)
 * bootstrap.add('market 2', -1)
 * bootstrap.pValue()
 * ```
 */
export function createClusterBootstrap(settings: {
  readonly seed: string
  readonly resamples?: number
}): ClusterBootstrap {
  const resamples = checkInteger('resamples', settings.resamples ?? 999, 1, 100_000)
  const seed = hash(0x811c9dc5, settings.seed)
  const weights = new Float64Array(resamples)
  const sums = new Float64Array(resamples)
  let count = 0
  let total = 0
  return {
    add(cluster, value) {
      const key = hash(seed, cluster)
      count += 1
      total += value
      for (let resample = 0; resample < resamples; resample++) {
        const weight = poissonWeight(mix(key + Math.imul(resample + 1, 0x9e3779b9)))
        if (weight === 0) continue
        weights[resample] = (weights[resample] ?? 0) + weight
        sums[resample] = (sums[resample] ?? 0) + weight * value
      }
    },
    pValue() {
      if (count === 0) return null
      const mean = total / count
      let atLeast = 1
      for (let resample = 0; resample < resamples; resample++) {
        const weight = weights[resample] ?? 0
        // An empty resample says nothing, and counts against the bets.
        if (weight === 0 || (sums[resample] ?? 0) / weight - mean >= mean) atLeast += 1
      }
      return atLeast / (resamples + 1)
    },
  }
}

/** FNV-1a over the text's code units. */
function hash(start: number, text: string): number {
  let word = start
  for (let index = 0; index < text.length; index++) word = Math.imul(word ^ text.charCodeAt(index), 0x01000193)
  return mix(word)
}

/** The finaliser of MurmurHash3. */
function mix(input: number): number {
  let word = input | 0
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}

function poissonWeight(word: number): number {
  let weight = 0
  for (const threshold of POISSON_WORDS) {
    if (word < threshold) break
    weight += 1
  }
  return weight
}

function poissonWords(): readonly number[] {
  const thresholds: number[] = []
  let term = Math.exp(-1)
  let cumulative = 0
  for (let k = 0; k < 12; k++) {
    cumulative += term
    term /= k + 1
    thresholds.push(cumulative * 2 ** 32)
  }
  return thresholds
}
