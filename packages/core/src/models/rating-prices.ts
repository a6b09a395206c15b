import { checkInteger } from '../units/check.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import type { LearningFairPrices } from './goal-model-prices.ts'
import { outcomeBook } from './market-book.ts'
import type { MatchResult } from './match-result.ts'
import { fitOrderedLogit, type OrderedLogit, orderedLogit, type RatedResult } from './ordered-logit.ts'
import { createResultLog } from './result-log.ts'
import type { TeamRatings } from './team-ratings.ts'

/** How ratings give prices. */
export interface RatingPricesSettings {
  /** Starts the ratings afresh, such as `() => createEloRatings()`. */
  readonly ratings: () => TeamRatings
  /** Past results, in any order. */
  readonly results?: Iterable<MatchResult>
  /** No prices before so many results are known; 100 by default, at least 1. */
  readonly minResults?: number
  /** Probabilities are fitted again after so many further results; 50 by default, at least 1. */
  readonly refitEvery?: number
}

/**
 * Fair prices of match results from ratings of the teams.
 *
 * A rating only says who is stronger. What a difference is worth in wins and draws is learnt from past matches and the ratings the teams had *before*
 * them, by an ordered logit. A market is priced with the results known when its last news arrived and before it started, so a backtest
 * can be handed all results at once and still never looks ahead. In play there are no prices.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting or a result is out of range.
 * @example
 * ```ts
 * const fairPrices = createRatingPrices({ ratings: () => createEloRatings(), results })
 * fairPrices.fairBook(desk.market)?.probabilities
 * ```
 */
export function createRatingPrices(settings: RatingPricesSettings): LearningFairPrices {
  const minResults = checkInteger('minResults', settings.minResults ?? 100, 1)
  const refitEvery = checkInteger('refitEvery', settings.refitEvery ?? 50, 1)
  const log = createResultLog(settings.results)
  let state = start()

  function start() {
    return {
      ratings: settings.ratings(),
      revision: log.revision,
      seen: new Set<string>(),
      rated: [] as RatedResult[],
      logit: null as OrderedLogit | null,
      fittedOn: 0,
    }
  }

  function advanceTo(at: Timestamp): void {
    const count = log.countAt(at)
    // Going back in time, or learning of something older, starts anew: ratings cannot forget.
    if (count < state.rated.length || state.revision !== log.revision) state = start()
    for (const result of log.slice(state.rated.length, count)) {
      const difference = state.ratings.difference(result.home, result.away)
      const sign = Math.sign(result.homeGoals - result.awayGoals)
      state.rated.push({ difference, outcome: sign > 0 ? 2 : sign < 0 ? 0 : 1 })
      state.ratings.update(result)
      state.seen.add(result.home)
      state.seen.add(result.away)
      const beyond = state.rated.length - minResults
      if (beyond >= 0 && beyond % refitEvery === 0) refit()
    }
  }

  function refit(): void {
    state.logit = fitOrderedLogit(state.rated)
    state.fittedOn = state.rated.length
  }

  const { name } = state.ratings
  return {
    name,
    learn: (result) => log.add(result),
    fairBook(view) {
      const { home, away, startsAt } = view.market.event
      if (home === null || away === null || view.inPlay) return null
      advanceTo(timestamp(Math.min(view.receivedAt, startsAt)))
      const { logit, seen, ratings, fittedOn } = state
      if (logit === null || !seen.has(home) || !seen.has(away)) return null
      const difference = ratings.difference(home, away)
      const probabilities = outcomeBook(view.market, orderedLogit(logit, difference))
      if (probabilities === null) return null
      return {
        probabilities,
        source: `${name}, difference ${difference.toFixed(2)}, fitted on ${fittedOn} results`,
        overround: null,
      }
    },
  }
}
