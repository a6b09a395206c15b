import { type Timestamp, timestamp } from '@betting-advisor/core'
import * as z from 'zod'

/** A moment in either of the service's two formats: ISO 8601 text, or whole seconds since 1970. */
const moment = z.union([z.string(), z.number()]).transform((value, context): Timestamp => {
  const milliseconds = typeof value === 'number' ? value * 1000 : Date.parse(value)
  if (Number.isInteger(milliseconds) && Math.abs(milliseconds) <= 8.64e15) return timestamp(milliseconds)
  context.addIssue({ code: 'custom', message: `not a moment: ${JSON.stringify(value).slice(0, 40)}` })
  return z.NEVER
})

/** The fields of an event that every endpoint gives. Outrights have no teams. */
const event = {
  id: z.string().min(1),
  sport_key: z.string().min(1),
  sport_title: z.string().nullish(),
  commence_time: moment,
  home_team: z.string().nullish(),
  away_team: z.string().nullish(),
}

const outcome = z.object({
  name: z.string(),
  /** As it comes: 1 and 1000 occur in play, and are not always meant. */
  price: z.number().nullable(),
  point: z.number().nullish(),
  description: z.string().nullish(),
})

const market = z.object({
  key: z.string(),
  last_update: moment.nullish(),
  outcomes: z.array(outcome),
})

const bookmaker = z.object({
  key: z.string().min(1),
  title: z.string().nullish(),
  last_update: moment.nullish(),
  markets: z.array(market),
})

export const sportSchema = z.object({
  key: z.string().min(1),
  group: z.string().nullish(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  active: z.boolean().nullish(),
  has_outrights: z.boolean().nullish(),
})

export const eventSchema = z.object(event)

export const oddsEventSchema = z.object({ ...event, bookmakers: z.array(bookmaker).default([]) })

export const scoreEventSchema = z.object({
  ...event,
  completed: z.boolean(),
  scores: z.array(z.object({ name: z.string(), score: z.union([z.string(), z.number()]).nullable() })).nullish(),
  last_update: moment.nullish(),
})

/** What the service says with an error. Its edge sometimes says less. */
export const errorSchema = z.object({ message: z.string().optional(), error_code: z.string().optional() })

/** A sport or competition. */
export type TheOddsSport = z.output<typeof sportSchema>
/** An event without prices. */
export type TheOddsEvent = z.output<typeof eventSchema>
/** An event with the prices of bookmakers. */
export type TheOddsOddsEvent = z.output<typeof oddsEventSchema>
/** What a bookmaker shows for an event. */
export type TheOddsBookmaker = z.output<typeof bookmaker>
/** One market of one bookmaker. */
export type TheOddsMarket = z.output<typeof market>
/** An event with its score. */
export type TheOddsScoreEvent = z.output<typeof scoreEventSchema>
