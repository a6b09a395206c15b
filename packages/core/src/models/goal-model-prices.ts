import type { FairPrices } from '../ports/fair-prices.ts'
import { checkInteger, checkPositive } from '../units/check.ts'
import { DAY, type Timestamp, timestamp } from '../units/timestamp.ts'
import { expectedGoals, fitGoalModel, type GoalModel, type GoalModelSettings } from './fit-goal-model.ts'
import { gridBook } from './market-book.ts'
import type { MatchResult } from './match-result.ts'
import { createResultLog } from './result-log.ts'
import { dixonColesGrid, rhoRange } from './score-grid.ts'

/** Fair prices that go on learning. */
export interface LearningFairPrices extends FairPrices {
  /**
   * Takes in a result; nothing dated before it is priced with it.
   *
   * @throws InvalidValueError `INVALID_VALUE` when a field is out of range.
   */
  learn(result: MatchResult): void
}

/** How a goal model gives prices. */
export interface GoalModelPricesSettings extends Omit<GoalModelSettings, 'at'> {
  /** Past results, in any order. */
  readonly results?: Iterable<MatchResult>
  /** A fit serves for this long, in milliseconds, above 0; a day by default. */
  readonly refitEvery?: number
  /** No prices before so many results are known; 100 by default, at least 1. */
  readonly minResults?: number
  /** Results older than this many milliseconds are left out, above 0; two years by default. */
  readonly memory?: number
}

/** A fit and what it rests on. */
interface Fit {
  readonly at: number
  readonly count: number
  readonly revision: number
  readonly model: GoalModel | null
}

/**
 * Fair prices of football markets from a Dixon-Coles model that is fitted, again and again, to the results known by then.
 *
 * Prices results, totals and handicaps on half lines and both sides scoring, before the start only: a market that is in play knows more
 * than past matches tell. A market is priced with what was known when its last news arrived and before it started, and at the start of the fit's period, so
 * a backtest can be handed all results at once and still never looks ahead.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting or a result is out of range.
 * @example
 * ```ts
 * const fairPrices = createGoalModelPrices({ results, decay: 0.0019, shrinkage: 2 })
 * fairPrices.fairBook(desk.market)?.probabilities
 * ```
 */
export function createGoalModelPrices(settings: GoalModelPricesSettings = {}): LearningFairPrices {
  const refitEvery = checkPositive('refitEvery', settings.refitEvery ?? DAY)
  const minResults = checkInteger('minResults', settings.minResults ?? 100, 1)
  const memory = checkPositive('memory', settings.memory ?? 730 * DAY)
  const fitSettings = {
    decay: settings.decay ?? 0,
    shrinkage: settings.shrinkage ?? 1,
    dependence: settings.dependence ?? true,
  }
  const log = createResultLog(settings.results)
  let fitted: Fit = { at: Number.NaN, count: 0, revision: 0, model: null }

  function modelAt(at: Timestamp): GoalModel | null {
    const period = Math.floor(at / refitEvery) * refitEvery
    const moment = timestamp(Math.ceil(period))
    const count = log.countAt(moment)
    if (fitted.at === period && fitted.count === count && fitted.revision === log.revision) return fitted.model
    const oldest = log.countAt(timestamp(Math.max(-8.64e15, Math.floor(period - memory))))
    const known = log.slice(oldest, count)
    const model = known.length < minResults ? null : fitGoalModel(known, { ...fitSettings, at: moment })
    fitted = { at: period, count, revision: log.revision, model }
    return model
  }

  const name = fitSettings.dependence ? 'Dixon-Coles' : 'Poisson'
  // Settings are wrong now or never, not when the first market comes.
  fitGoalModel([{ at: timestamp(0), home: 'a', away: 'b', homeGoals: 1, awayGoals: 1 }], {
    ...fitSettings,
    shrinkage: fitSettings.shrinkage || 1,
  })
  return {
    name,
    learn: (result) => log.add(result),
    fairBook(view) {
      const { home, away, startsAt } = view.market.event
      if (home === null || away === null || view.inPlay) return null
      const model = modelAt(timestamp(Math.min(view.receivedAt, startsAt)))
      const goals = model === null ? null : expectedGoals(model, home, away)
      if (model === null || goals === null) return null
      const [least, most] = rhoRange(goals.home, goals.away)
      const grid = dixonColesGrid({
        home: Math.min(goals.home, 100),
        away: Math.min(goals.away, 100),
        rho: Math.min(Math.max(model.rho, least), most),
        maxGoals: 25,
      })
      const probabilities = gridBook(view.market, grid)
      if (probabilities === null) return null
      return {
        probabilities,
        source: `${name}, ${model.matches} results, expects ${goals.home.toFixed(2)}–${goals.away.toFixed(2)}`,
        overround: null,
      }
    },
  }
}
