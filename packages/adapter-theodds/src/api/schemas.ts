import { isSoundText } from '@betting-advisor/adapter-kit'
import { type Timestamp, timestamp } from '@betting-advisor/core'
import * as z from 'zod'

/** ISO 8601 with its zone: without one it would be read by that of this machine. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

/** A moment in either of the service's two formats: ISO 8601 text, or whole seconds since 1970. */
const moment = z.union([z.string(), z.number()]).transform((value, context): Timestamp => {
  const milliseconds = typeof value === 'number' ? value * 1000 : ISO.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isInteger(milliseconds) && Math.abs(milliseconds) <= 8.64e15) return timestamp(milliseconds)
  context.addIssue({ code: 'custom', message: `not a moment: ${JSON.stringify(value).slice(0, 40)}` })
  return z.NEVER
})

/** A key or id of the service: what is built of it is taken apart again at its colons. */
const key = z.string().regex(/^[\w.-]{1,64}$/, 'not a key')

/** A name. */
const name = z.string().refine((text) => isSoundText(text), 'not a name: blank, too long, or of more than one line')

/** Text for people that nothing depends on. */
const title = name.nullish().catch(null)

/** The fields of an event that every endpoint gives. Outrights have no teams. */
const event = {
  id: key,
  sport_key: key,
  sport_title: title,
  commence_time: moment,
  home_team: name.nullish(),
  away_team: name.nullish(),
}

/** What a bookmaker calls something, and where that is on its site: nothing depends on either. */
const own = { sid: title, link: title }

/** The highest line, handicap or total that is one. */
const HIGHEST_LINE = 100_000

export const outcomeSchema = z.object({
  name,
  /** As it comes: 1 and 1000 occur in play, and are not always meant. */
  price: z.number().nullable(),
  point: z.number().min(-HIGHEST_LINE).max(HIGHEST_LINE).nullish(),
  description: title,
  ...own,
  /** The most that may be staked, in major units of a currency that the feed does not tell. */
  bet_limit: z.number().nonnegative().nullish().catch(null),
})

export const marketSchema = z.object({
  key,
  ...own,
  last_update: moment.nullish(),
  outcomes: z.array(z.unknown()),
})

export const bookmakerSchema = z.object({
  key,
  title,
  ...own,
  last_update: moment.nullish(),
  markets: z.array(z.unknown()),
})

export const sportSchema = z.object({
  key,
  group: title,
  title,
  description: title,
  active: z.boolean().nullish(),
  has_outrights: z.boolean().nullish(),
})

export const eventSchema = z.object(event)

export const oddsEventSchema = z.object({ ...event, bookmakers: z.array(z.unknown()).default([]) })

export const scoreEventSchema = z.object({
  ...event,
  completed: z.boolean(),
  scores: z.array(z.object({ name, score: z.union([z.string().max(200), z.number()]).nullable() })).nullish(),
  last_update: moment.nullish(),
})

/** What the service says with an error. Its edge sometimes says less. */
export const errorSchema = z.object({ message: z.string().optional(), error_code: z.string().optional() })

/** A sport or competition. */
export type TheOddsSport = z.output<typeof sportSchema>
/** An event without prices. */
export type TheOddsEvent = z.output<typeof eventSchema>
/** One outcome of a market. */
export type TheOddsOutcome = z.output<typeof outcomeSchema>
/** One market of one bookmaker. */
export type TheOddsMarket = Omit<z.output<typeof marketSchema>, 'outcomes'> & { readonly outcomes: TheOddsOutcome[] }
/** What a bookmaker shows for an event. */
export type TheOddsBookmaker = Omit<z.output<typeof bookmakerSchema>, 'markets'> & { readonly markets: TheOddsMarket[] }
/** An event with the prices of bookmakers. */
export type TheOddsOddsEvent = TheOddsEvent & { readonly bookmakers: TheOddsBookmaker[] }
/** An event with its score. */
export type TheOddsScoreEvent = z.output<typeof scoreEventSchema>
