/**
 * Models and ratings that give fair prices.
 *
 * @module @betting-advisor/core/models
 */
export { createEloRatings, type EloSettings, eloExpectation, eloUpdate } from './models/elo.ts'
export { expectedGoals, fitGoalModel, type GoalModel, type GoalModelSettings } from './models/fit-goal-model.ts'
export {
  createGlicko2Ratings,
  type Glicko2Game,
  type Glicko2Rating,
  type Glicko2Settings,
  glicko2Update,
} from './models/glicko2.ts'
export { type GoalExpectancy, type GoalExpectancySettings, goalExpectancy } from './models/goal-expectancy.ts'
export {
  createGoalModelPrices,
  type GoalModelPricesSettings,
  type LearningFairPrices,
} from './models/goal-model-prices.ts'
export { gridBook, outcomeBook } from './models/market-book.ts'
export type { MatchResult } from './models/match-result.ts'
export { fitOrderedLogit, type OrderedLogit, orderedLogit, type RatedResult } from './models/ordered-logit.ts'
export { createPiRatings, type PiRating, type PiSettings, piExpectation, piUpdate } from './models/pi-ratings.ts'
export { createRatingPrices, type RatingPricesSettings } from './models/rating-prices.ts'
export {
  type BivariatePoissonGoals,
  bivariatePoissonGrid,
  type DixonColesGoals,
  dixonColesGrid,
  type PoissonGoals,
  poissonGrid,
  rhoRange,
  type ScoreGrid,
  type ScoreGridSettings,
  scoreGrid,
} from './models/score-grid.ts'
export {
  bothScore,
  correctScore,
  homeHandicap,
  type MatchOutcome,
  matchOutcome,
  mirrored,
  overTotal,
} from './models/score-markets.ts'
export type { TeamRatings } from './models/team-ratings.ts'
