import type { PriceLadder } from '@betting-advisor/core/odds'
import type { Random } from '@betting-advisor/core/simulation'
import type { MarketChange, MarketDefinition, RunnerChange, RunnerDefinition } from '../../stream/wire.ts'
import { Offers } from './offers.ts'

/** A runner of a market, named. */
export interface CourseRunner {
  readonly id: number
  readonly hc: number
  readonly name: string
}

/** What of a definition differs between markets and never changes. */
export type FixedDefinition = Pick<MarketDefinition, 'bettingType' | 'marketType' | 'eventId' | 'eventTypeId'> &
  Omit<MarketDefinition, 'runners' | 'version' | 'status'>

/** One market of a generated card, as it goes on. */
export class MarketCourse {
  readonly id: string
  readonly runners: readonly CourseRunner[]
  readonly #random: Random
  readonly #offers: readonly Offers[]
  #definition: MarketDefinition
  #isTold: boolean

  constructor(
    id: string,
    runners: readonly CourseRunner[],
    fixed: FixedDefinition,
    { ladder, random, version, scale }: { ladder: PriceLadder; random: Random; version: number; scale: number },
  ) {
    this.id = id
    this.#isTold = false
    this.runners = runners
    this.#random = random
    this.#offers = runners.map(() => new Offers(ladder, scale))
    this.#definition = {
      betDelay: 0,
      bspReconciled: false,
      complete: true,
      crossMatching: false,
      discountAllowed: true,
      inPlay: false,
      marketBaseRate: 5,
      numberOfWinners: 1,
      persistenceEnabled: true,
      priceLadderDefinition: { type: ladder.name },
      regulators: ['MR_INT'],
      runnersVoidable: false,
      timezone: 'GMT',
      ...fixed,
      status: 'OPEN',
      version,
      numberOfActiveRunners: runners.length,
      runners: runners.map(({ id: runner, hc, name }, index) => ({
        id: runner,
        ...(hc === 0 ? {} : { hc }),
        sortPriority: index + 1,
        status: 'ACTIVE',
        name,
      })),
    }
  }

  get definition(): MarketDefinition {
    return this.#definition
  }

  isActive(index: number): boolean {
    return this.#definition.runners[index]?.status === 'ACTIVE'
  }

  /** Tells the whole definition, changed; its version rises. */
  define(
    changed: Partial<MarketDefinition>,
    runner: (definition: RunnerDefinition, index: number) => RunnerDefinition = (same) => same,
  ): MarketChange {
    const runners = this.#definition.runners.map(runner)
    // Why bets were stopped is told for as long as they are.
    const { suspendReason: _, ...before } = this.#definition
    this.#definition = {
      ...before,
      ...changed,
      version: (this.#definition.version ?? 0) + (this.#isTold ? 1 : 0),
      numberOfActiveRunners: runners.filter(({ status }) => status === 'ACTIVE').length,
      runners,
    }
    const cleared = this.#definition.status === 'OPEN' ? [] : this.#clear()
    const isFirst = !this.#isTold
    this.#isTold = true
    return {
      id: this.id,
      ...(isFirst && { img: true }),
      marketDefinition: this.#definition,
      ...(cleared.length > 0 && { rc: cleared }),
    }
  }

  /** Lets a moment pass on so many runners, drawn; fair prices by runner. `null` where nothing happens. */
  step(fair: readonly number[], count: number, extra?: (index: number) => Partial<RunnerChange>): MarketChange | null {
    const drawn = new Set<number>()
    for (let draw = 0; draw < count; draw += 1) drawn.add(Math.floor(this.#random() * this.runners.length))
    if (count >= this.runners.length) for (const index of this.runners.keys()) drawn.add(index)
    const rc: RunnerChange[] = []
    for (const index of drawn) {
      const runner = this.runners[index]
      if (runner === undefined || !this.isActive(index)) continue
      const change = this.#offers[index]?.step(fair[index] ?? 2, this.#random)
      if (change !== undefined) rc.push({ ...change, ...extra?.(index), ...identity(runner) })
    }
    return rc.length === 0 ? null : { id: this.id, tv: this.#matched(), rc }
  }

  #clear(): RunnerChange[] {
    return this.runners.flatMap((runner, index) => {
      const change = this.#offers[index]?.clear()
      return change === undefined ? [] : [{ ...change, ...identity(runner) }]
    })
  }

  #matched(): number {
    return this.#offers.reduce((sum, { matched }) => sum + matched, 0) / 100
  }
}

function identity({ id, hc }: CourseRunner): Pick<RunnerChange, 'id' | 'hc'> {
  return hc === 0 ? { id } : { id, hc }
}
