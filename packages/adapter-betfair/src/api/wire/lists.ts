import * as z from 'zod'
import { eventSchema, named } from './market-catalogue.ts'
import { integer, loosely, name } from './values.ts'

const marketCount = loosely(integer)

export const eventTypeResultSchema = z.object({ eventType: named, marketCount })
export const competitionResultSchema = z.object({ competition: named, marketCount, competitionRegion: loosely(name) })
export const eventResultSchema = z.object({ event: eventSchema, marketCount })
export const marketTypeResultSchema = z.object({ marketType: name, marketCount })
export const countryResultSchema = z.object({ countryCode: name, marketCount })
export const venueResultSchema = z.object({ venue: name, marketCount })

export type EventTypeResult = z.output<typeof eventTypeResultSchema>
export type CompetitionResult = z.output<typeof competitionResultSchema>
export type EventResult = z.output<typeof eventResultSchema>
export type MarketTypeResult = z.output<typeof marketTypeResultSchema>
export type CountryResult = z.output<typeof countryResultSchema>
export type VenueResult = z.output<typeof venueResultSchema>
