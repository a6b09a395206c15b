import * as z from 'zod'
import type { BetDelayModel, BettingType, LadderType } from './enums.ts'
import { double, finite, id, integer, loosely, maybe, moment, name, openEnum, text } from './values.ts'

/** A sport, a competition, or whatever else has an id and a name. */
export const named = z.object({ id, name })

export const eventSchema = z.object({
  id,
  name,
  countryCode: loosely(name),
  timezone: loosely(name),
  venue: loosely(name),
  openDate: loosely(moment),
})

const lineRangeSchema = z.object({
  minUnitValue: finite,
  maxUnitValue: finite,
  interval: finite,
  marketUnit: loosely(name),
})

const marketDescriptionSchema = z.object({
  persistenceEnabled: z.boolean(),
  bspMarket: z.boolean(),
  marketTime: moment,
  suspendTime: loosely(moment),
  settleTime: loosely(moment),
  bettingType: openEnum<BettingType>(),
  turnInPlayEnabled: z.boolean(),
  marketType: name,
  regulator: loosely(name),
  /** In percent. */
  marketBaseRate: z.number().min(0).max(99),
  discountAllowed: loosely(z.boolean()),
  wallet: loosely(name),
  rules: loosely(text),
  clarifications: loosely(text),
  eachWayDivisor: maybe(finite),
  lineRangeInfo: maybe(lineRangeSchema),
  raceType: loosely(name),
  priceLadderDescription: maybe(z.object({ type: openEnum<LadderType>() })),
  betDelayModels: loosely(z.array(openEnum<BetDelayModel>())),
})

const runnerCatalogSchema = z.object({
  selectionId: integer,
  runnerName: name,
  handicap: maybe(finite),
  sortPriority: loosely(integer),
  metadata: loosely(z.record(z.string(), text.nullable())),
})

/** A market as listMarketCatalogue tells of it: what was not projected is `null`. */
export const marketCatalogueSchema = z.object({
  marketId: id,
  marketName: name,
  marketStartTime: maybe(moment),
  description: maybe(marketDescriptionSchema),
  totalMatched: loosely(double),
  runners: maybe(z.array(runnerCatalogSchema)),
  eventType: maybe(named),
  competition: maybe(named),
  event: maybe(eventSchema),
})

export type LineRangeInfo = z.output<typeof lineRangeSchema>
export type MarketDescription = z.output<typeof marketDescriptionSchema>
export type RunnerCatalog = z.output<typeof runnerCatalogSchema>
export type MarketCatalogue = z.output<typeof marketCatalogueSchema>
