/**
 * Models and ratings that give fair prices.
 *
 * @module @betting-advisor/core/models
 */
export { type EloSettings, createEloRatings, eloExpectation, eloUpdate } from './models/elo.ts'
export { type GoalModel, type GoalModelSettings, expectedGoals, fitGoalModel } from './models/fit-goal-model.ts'
export { type Glicko2Game, type Glicko2Rating, type Glicko2Settings, createGlicko2Ratings, glicko2Update } from './models/glicko2.ts'
export { type GoalExpectancy, type GoalExpectancySettings, goalExpectancy } from './models/goal-expectancy.ts'
export { type GoalModelPricesSettings, type LearningFairPrices, createGoalModelPrices } from './models/goal-model-prices.ts'
export { gridBook, outcomeBook } from './models/market-book.ts'
export type { MatchResult } from './models/match-result.ts'
export { type OrderedLogit, type RatedResult, fitOrderedLogit, orderedLogit } from './models/ordered-logit.ts'
export { type PiRating, type PiSettings, createPiRatings, piExpectation, piUpdate } from './models/pi-ratings.ts'
export { type RatingPricesSettings, createRatingPrices } from './models/rating-prices.ts'
export { type BivariatePoissonGoals, type DixonColesGoals, type PoissonGoals, type ScoreGrid, type ScoreGridSettings, bivariatePoissonGrid, dixonColesGrid, poissonGrid, rhoRange, scoreGrid } from './models/score-grid.ts'
export { type MatchOutcome, bothScore, correctScore, homeHandicap, matchOutcome, mirrored, overTotal } from './models/score-markets.ts'
export type { TeamRatings } from './models/team-ratings.ts'
