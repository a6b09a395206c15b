import { createLeftOut, type LeftOut } from '@betting-advisor/adapter-kit'
import * as z from 'zod'
import {
  bookmakerSchema,
  eventSchema,
  marketSchema,
  oddsEventSchema,
  outcomeSchema,
  scoreEventSchema,
  sportSchema,
  type TheOddsBookmaker,
  type TheOddsEvent,
  type TheOddsMarket,
  type TheOddsOddsEvent,
  type TheOddsScoreEvent,
  type TheOddsSport,
} from './schemas.ts'

/** What could be read of a list, and what could not. */
export interface ReadList<Value> {
  readonly items: readonly Value[]
  readonly leftOut: LeftOut
}

/** Reads one item; `undefined` where it cannot be used. */
type Reader<Value> = (item: unknown, where: string, leftOut: LeftOut) => Value | undefined

function readAll<Value>(items: readonly unknown[], read: Reader<Value>, where: string, leftOut: LeftOut): Value[] {
  return items.flatMap((item, index) => read(item, `${where}[${index}]`, leftOut) ?? [])
}

function plain<Value>(schema: z.ZodType<Value>): Reader<Value> {
  return (item, where, leftOut) => {
    const { data, error } = schema.safeParse(item)
    if (error === undefined) return data
    const [issue] = error.issues
    leftOut.add([where, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'unreadable')
    return undefined
  }
}

const readOutcome = plain(outcomeSchema)
const readPlainMarket = plain(marketSchema)
const readPlainBookmaker = plain(bookmakerSchema)
const readPlainEvent = plain(oddsEventSchema)

const readMarket: Reader<TheOddsMarket> = (item, where, leftOut) => {
  const market = readPlainMarket(item, where, leftOut)
  return market && { ...market, outcomes: readAll(market.outcomes, readOutcome, `${where}.outcomes`, leftOut) }
}

const readBookmaker: Reader<TheOddsBookmaker> = (item, where, leftOut) => {
  const bookmaker = readPlainBookmaker(item, where, leftOut)
  return bookmaker && { ...bookmaker, markets: readAll(bookmaker.markets, readMarket, `${where}.markets`, leftOut) }
}

/** Reads an event with its prices; a bookmaker, market or outcome that is unreadable is left out of it. */
const readOddsEvent: Reader<TheOddsOddsEvent> = (item, where, leftOut) => {
  const event = readPlainEvent(item, where, leftOut)
  return event && { ...event, bookmakers: readAll(event.bookmakers, readBookmaker, `${where}.bookmakers`, leftOut) }
}

/** A list of which what is unreadable is left out; where nothing of it can be read it is no such list. */
function listOf<Value>(read: Reader<Value>): z.ZodType<ReadList<Value>> {
  return z.array(z.unknown()).transform((list, context) => {
    const leftOut = createLeftOut()
    const items = readAll(list, read, '', leftOut)
    if (items.length > 0 || list.length === 0) return { items, leftOut }
    context.addIssue({ code: 'custom', message: `nothing can be read, ${leftOut.examples[0]}` })
    return z.NEVER
  })
}

export const sportList: z.ZodType<ReadList<TheOddsSport>> = listOf(plain(sportSchema))
export const eventList: z.ZodType<ReadList<TheOddsEvent>> = listOf(plain(eventSchema))
export const oddsEventList: z.ZodType<ReadList<TheOddsOddsEvent>> = listOf(readOddsEvent)
export const scoreEventList: z.ZodType<ReadList<TheOddsScoreEvent>> = listOf(plain(scoreEventSchema))
