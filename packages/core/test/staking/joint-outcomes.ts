import fc from 'fast-check'
import type { KellyMarket } from '../../src/staking/kelly-market.ts'

/** A joint outcome of several markets: its probability and, for each bet, the net return per unit staked. */
export interface JointOutcome {
  readonly probability: number
  readonly base: number
  readonly returns: readonly number[]
}

/** Every joint outcome, listed one by one: the slow reference that the product of transforms is measured against. */
export function jointOutcomes(markets: readonly KellyMarket[]): readonly JointOutcome[] {
  let joint: JointOutcome[] = [{ probability: 1, base: 1, returns: [] }]
  for (const { prices, probabilities, positions, commission = 0 } of markets) {
    const rest = 1 - probabilities.reduce((sum, p) => sum + p, 0)
    const outcomes = [...probabilities.entries()].map(([index, probability]) => ({ index, probability }))
    if (rest > 1e-9) outcomes.push({ index: -1, probability: rest })
    joint = joint.flatMap((state) =>
      outcomes.map(({ index, probability }) => ({
        probability: state.probability * probability,
        base: state.base + (positions?.[index] ?? 0),
        returns: [
          ...state.returns,
          ...prices.map((price, own) => (own === index && price !== null ? (price - 1) * (1 - commission) : -1)),
        ],
      })),
    )
  }
  return joint.filter(({ probability }) => probability > 0)
}

export function expectedGrowth(joint: readonly JointOutcome[], stakes: readonly number[]): number {
  return joint.reduce((sum, state) => sum + state.probability * Math.log(wealth(state, stakes)), 0)
}

/** dE ln(wealth)/d stake of each bet. */
export function slopes(joint: readonly JointOutcome[], stakes: readonly number[]): readonly number[] {
  return stakes.map((_, bet) =>
    joint.reduce((sum, state) => sum + (state.probability * (state.returns[bet] ?? 0)) / wealth(state, stakes), 0),
  )
}

export function wealth({ base, returns }: JointOutcome, stakes: readonly number[]): number {
  return returns.reduce((sum, value, bet) => sum + value * (stakes[bet] ?? 0), base)
}

/** A market of 1 to `most` outcomes priced around its probabilities, sometimes with a field that cannot be backed. */
export function anyMarket(most: number): fc.Arbitrary<KellyMarket> {
  return fc
    .array(fc.tuple(fc.double({ min: 0.05, max: 1, noNaN: true }), fc.double({ min: 0.7, max: 1.25, noNaN: true })), {
      minLength: 1,
      maxLength: most,
    })
    .chain((outcomes) =>
      fc.double({ min: 0.02, max: 0.5, noNaN: true }).map((field): KellyMarket => {
        const total =
          outcomes.reduce((sum, [weight]) => sum + weight, 0) + (outcomes.length === 1 ? 0.5 + field : field)
        const probabilities = outcomes.map(([weight]) => weight / total)
        const prices = outcomes.map(([, error], index) => Math.max(1.01, error / (probabilities[index] ?? 1)))
        return { prices, probabilities }
      }),
    )
}
