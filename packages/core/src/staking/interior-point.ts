import { type ConcaveFunction, total } from './concave-function.ts'
import { constrainedStep, dot, type LinearConstraint } from './constrained-step.ts'

/** A concave function to be maximised over x ≥ 0 with Σx ≤ budget and, where there is a limit, limit(x) ≥ 0. */
export interface ConstrainedProblem {
  readonly target: ConcaveFunction
  /** Concave. */
  readonly limit: ConcaveFunction | null
  readonly budget: number
}

/** A place, and the multipliers there of the bounds x ≥ 0 and of the constraints. */
interface Iterate {
  readonly x: Float64Array
  readonly bounds: Float64Array
  /** In the order of the constraints: budget, limit. */
  readonly prices: readonly number[]
}

/** What the functions say at a place, and how they bend there with the limit at its price. */
interface View {
  readonly value: number
  /** What is left of each constraint. */
  readonly slacks: readonly number[]
  readonly gradient: Float64Array
  /** Of each constraint. */
  readonly normals: readonly Float64Array[]
  readonly curvature: Float64Array
}

/** Of values of the functions. */
const ROUNDING = 1e-12
const MOST_STEPS = 120
/** At most. */
const FIRST_BARRIER = 1e-3
const LAST_BARRIER = 1e-14
/** Steps in a row that bring nothing at the last barrier: what is left is rounding. */
const IDLE_STEPS = 3

/**
 * Maximises a concave function under all of its constraints at once, from a point strictly inside them.
 *
 * A primal-dual interior-point method with a line search on the barrier function (Wächter and Biegler 2006), whose last digits come from
 * Newton's method on the constraints found to bind. The number of steps is bounded and hardly grows with the size.
 *
 * @returns The maximum's place; stakes that do not pay are exactly 0.
 */
export function maximiseInside(problem: ConstrainedProblem, start: Float64Array): Float64Array {
  const slacks = slacksAt(problem, start)
  let barrier = firstBarrier(problem, start)
  let point: Iterate = {
    x: start,
    bounds: start.map((part) => barrier / part),
    prices: slacks.map((slack) => barrier / slack),
  }
  let view = viewAt(problem, start, point.prices[1] ?? 0, problem.target.value(start), slacks)
  let best = Number.POSITIVE_INFINITY
  let idle = 0
  for (let step = 0; step < MOST_STEPS && idle < IDLE_STEPS; step++) {
    while (residualOf(point, view, barrier) <= 10 * barrier && barrier > LAST_BARRIER) {
      barrier = Math.max(LAST_BARRIER, Math.min(barrier * 0.2, barrier ** 1.5))
    }
    const residual = residualOf(point, view, barrier)
    if (barrier === LAST_BARRIER && residual <= 10 * barrier) break
    idle = barrier > LAST_BARRIER || residual > 1e-9 || residual < best / 2 ? 0 : idle + 1
    if (barrier === LAST_BARRIER) best = Math.min(best, residual)
    const next = advance(problem, point, view, barrier)
    if (next === null) {
      if (barrier <= LAST_BARRIER) break
      barrier = Math.max(LAST_BARRIER, barrier * 0.1)
      continue
    }
    point = next
    view = viewAt(problem, point.x, point.prices[1] ?? 0, next.value, next.slacks)
  }
  return polished(problem, point, view)
}

/** In proportion to what there is to gain: above that a barrier pushes a small region's points to its middle and holds them there. */
function firstBarrier({ target }: ConstrainedProblem, start: Float64Array): number {
  const gradient = new Float64Array(target.size)
  target.gradient(start, gradient)
  return Math.min(FIRST_BARRIER, Math.max(LAST_BARRIER, Math.abs(dot(gradient, start))))
}

function viewAt(
  problem: ConstrainedProblem,
  x: Float64Array,
  limitPrice: number,
  value = problem.target.value(x),
  slacks = slacksAt(problem, x),
): View {
  const { target, limit } = problem
  const n = target.size
  const all = Int32Array.from(x, (_, i) => i)
  const gradient = new Float64Array(n)
  const curvature = new Float64Array(n * n)
  // Both functions may keep what their last gradient left in one place: each is asked to its end before the other.
  target.gradient(x, gradient)
  target.curvature(all, n, curvature)
  const normals = [new Float64Array(n).fill(-1)]
  if (limit !== null) {
    const normal = new Float64Array(n)
    const bend = new Float64Array(n * n)
    limit.gradient(x, normal)
    limit.curvature(all, n, bend)
    for (let cell = 0; cell < n * n; cell++) curvature[cell] = (curvature[cell] ?? 0) + limitPrice * (bend[cell] ?? 0)
    normals.push(normal)
  }
  return { value, slacks, gradient, normals, curvature }
}

/** How far the conditions of the barrier's maximum are from being met. */
function residualOf({ x, bounds, prices }: Iterate, view: View, barrier: number): number {
  let worst = 0
  const slope = slopeOf(view, prices)
  for (const [i, part] of x.entries()) {
    const bound = bounds[i] ?? 0
    worst = Math.max(worst, Math.abs((slope[i] ?? 0) + bound), Math.abs(part * bound - barrier))
  }
  for (const [index, slack] of view.slacks.entries()) {
    worst = Math.max(worst, Math.abs(slack * (prices[index] ?? 0) - barrier))
  }
  return worst
}

/** The gradient of the Lagrangian, without the bounds. */
function slopeOf({ gradient, normals }: View, prices: readonly number[]): Float64Array {
  return gradient.map((slope, i) =>
    normals.reduce((sum, normal, index) => sum + (prices[index] ?? 0) * (normal[i] ?? 0), slope),
  )
}

/** Where a step led, with the values found there. */
interface Advance extends Iterate {
  readonly value: number
  readonly slacks: readonly number[]
}

/** A step towards the maximum of the barrier function; `null` where none rises any more. */
function advance(problem: ConstrainedProblem, point: Iterate, view: View, barrier: number): Advance | null {
  const { x, bounds, prices } = point
  const n = x.length
  const matrix = Float64Array.from(view.curvature)
  const slope = slopeOf(view, prices)
  for (let i = 0; i < n; i++) matrix[i * n + i] = (matrix[i * n + i] ?? 0) + (bounds[i] ?? 0) / (x[i] ?? 1)
  const residual = slope.map((value, i) => value + barrier / (x[i] ?? 1))
  const constraints = view.slacks.map((slack, index): LinearConstraint => {
    const price = prices[index] ?? 1
    const gradient = view.normals[index] ?? new Float64Array(n)
    return { gradient, compliance: slack / price, wanted: barrier / price - slack }
  })
  const { direction, multipliers } = constrainedStep(matrix, residual, constraints, n)
  const merit = (place: Float64Array, slacks: readonly number[], value: number) => {
    let sum = value
    for (const part of place) sum += barrier * Math.log(part)
    for (const slack of slacks) sum += barrier * Math.log(slack)
    return sum
  }
  const before = merit(x, view.slacks, view.value)
  let rise = dot(view.gradient, direction)
  for (const [i, part] of x.entries()) rise += (barrier / part) * (direction[i] ?? 0)
  for (const [index, slack] of view.slacks.entries()) {
    rise += (barrier / slack) * dot(view.normals[index] ?? direction, direction)
  }
  const keep = Math.max(0.99, 1 - barrier)
  let length = within(x, direction, keep)
  for (let halving = 0; halving < 50; halving++, length /= 2) {
    const place = x.map((part, i) => part + length * (direction[i] ?? 0))
    const slacks = slacksAt(problem, place)
    if (slacks.some((slack, index) => !(slack > (1 - keep) * (view.slacks[index] ?? 0)))) continue
    const value = problem.target.value(place)
    // Differences below the rounding of the values say nothing, while Newton's step is still good.
    if (!(merit(place, slacks, value) >= before + 1e-4 * length * rise - 1e-13)) continue
    const rates = bounds.map((bound, i) => {
      const part = x[i] ?? 1
      return barrier / part - bound - (bound / part) * (direction[i] ?? 0)
    })
    const dual = Math.min(within(bounds, rates, keep), within(prices, multipliers, keep))
    return {
      value,
      slacks,
      x: place,
      bounds: bounds.map((bound, i) => near(bound + dual * (rates[i] ?? 0), barrier / (place[i] ?? 1))),
      prices: prices.map((price, index) =>
        near(price + dual * (multipliers[index] ?? 0), barrier / (slacks[index] ?? 1)),
      ),
    }
  }
  return null
}

function slacksAt({ limit, budget }: ConstrainedProblem, x: Float64Array): readonly number[] {
  const left = budget - total(x)
  return limit === null ? [left] : [left, left > 0 ? limit.value(x) : Number.NEGATIVE_INFINITY]
}

/** The longest step, at most 1, that keeps a part of every positive number. */
function within(values: ArrayLike<number>, changes: ArrayLike<number>, keep: number): number {
  let length = 1
  for (let i = 0; i < values.length; i++) {
    const change = changes[i] ?? 0
    if (change < 0) length = Math.min(length, (-keep * (values[i] ?? 0)) / change)
  }
  return length
}

/** A multiplier held within ten orders of magnitude of the barrier's own, without which the line search may stall. */
function near(multiplier: number, central: number): number {
  return Math.max(central * 1e-10, Math.min(central * 1e10, multiplier))
}

/** Takes the constraints that bind as equalities and lets Newton's method find the last digits; the place as it was where that fails. */
function polished(problem: ConstrainedProblem, { x, bounds, prices }: Iterate, last: View): Float64Array {
  const binding = last.slacks.map((slack, index) => slack < (prices[index] ?? 0))
  // A stake is one that pays if it outweighs the price of its bound, both in the unit in which the function bends by one.
  const members = [...x.keys()].filter((i) => (x[i] ?? 0) * (last.curvature[i * x.length + i] ?? 0) > (bounds[i] ?? 0))
  const paying = new Set(members)
  let place = x.map((part, i) => (paying.has(i) ? part : 0))
  const keeps = (point: Float64Array) => problem.limit === null || problem.limit.value(point) >= -ROUNDING
  const rough = keeps(place) ? place : x
  let rates = prices.map((price, index) => (binding[index] === true ? price : 0))
  let smallest = Number.POSITIVE_INFINITY
  for (let step = 0; step < 8 && members.length > 0; step++) {
    const view = viewAt(problem, place, rates[1] ?? 0)
    const slope = slopeOf(view, rates)
    const n = members.length
    const pick = (values: Float64Array) => Float64Array.from(members, (i) => values[i] ?? 0)
    const matrix = new Float64Array(n * n)
    for (const [a, i] of members.entries()) {
      for (const [b, j] of members.entries()) {
        if (b <= a) matrix[a * n + b] = view.curvature[i * x.length + j] ?? 0
      }
    }
    const held = [...binding.keys()].filter((index) => binding[index] === true)
    const constraints = held.map((index): LinearConstraint => {
      const normal = view.normals[index] ?? slope
      return { gradient: pick(normal), compliance: 0, wanted: -(view.slacks[index] ?? 0) }
    })
    const { direction, multipliers } = constrainedStep(matrix, pick(slope), constraints, n)
    const moved = direction.reduce((most, change) => Math.max(most, Math.abs(change)), 0)
    if (!(moved < smallest / 2)) break
    smallest = moved
    const next = Float64Array.from(place)
    for (const [a, i] of members.entries()) next[i] = (place[i] ?? 0) + (direction[a] ?? 0)
    if (next.some((part) => !(part >= 0))) return rough
    place = next
    rates = rates.map((rate, index) => {
      const position = held.indexOf(index)
      return position < 0 ? rate : rate + (multipliers[position] ?? 0)
    })
  }
  const excess = total(place) / problem.budget
  if (excess > 1) place = place.map((part) => part / excess)
  return keeps(place) && problem.target.value(place) >= problem.target.value(rough) - ROUNDING ? place : rough
}
