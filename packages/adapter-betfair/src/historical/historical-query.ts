import type { Open } from '../api/wire/values.ts'
import { betfairError } from '../errors.ts'

/** Which files of history are meant: of what the account has bought, those that meet all that is said. */
export interface HistoricalQuery {
  /** As the exchange calls it, such as `Horse Racing` and `Soccer`. */
  readonly sport: string
  readonly plan: Open<'Basic Plan' | 'Advanced Plan' | 'Pro Plan'>
  /** The first and the last day, such as `2026-04-01`. */
  readonly from: string
  readonly to: string
  /** The exchange's number of one event. */
  readonly event?: string
  /** Words of the name of events. */
  readonly eventName?: string
  /** The exchange's codes, such as `WIN`. @default all */
  readonly marketTypes?: readonly string[]
  /** ISO 3166 codes of two letters; there is no choosing by competition. @default all */
  readonly countries?: readonly string[]
  /** Files of one market each, or of all markets of an event. @default both */
  readonly files?: readonly ('market' | 'event')[]
}

const KINDS = { market: 'M', event: 'E' } as const

/**
 * A query as the exchange wants it.
 *
 * @throws ApiError `INVALID_QUERY`
 */
export function historicalBody(query: HistoricalQuery): object {
  const { sport, plan, event, eventName, marketTypes = [], countries = [], files = [] } = query
  const [from, to] = [dayOf('from', query.from), dayOf('to', query.to)]
  if (from.at > to.at) throw invalid('from', 'lies behind to')
  if (sport.trim() === '') throw invalid('sport', 'is empty')
  return {
    ...{ sport, plan },
    ...{ fromDay: from.day, fromMonth: from.month, fromYear: from.year },
    ...{ toDay: to.day, toMonth: to.month, toYear: to.year },
    eventId: event ?? null,
    eventName: eventName ?? null,
    marketTypesCollection: marketTypes,
    countriesCollection: countries,
    fileTypeCollection: files.map((kind) => KINDS[kind]),
  }
}

function dayOf(name: string, text: string) {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number)
  const at = Date.parse(`${text}T00:00:00Z`)
  // A day that no month has would be taken for one of the next.
  if (year === undefined || month === undefined || day === undefined || new Date(at).getUTCDate() !== day)
    throw invalid(name, `is ${JSON.stringify(text.slice(0, 20))}`)
  return { year, month, day, at }
}

function invalid(name: string, what: string) {
  return betfairError({
    code: 'INVALID_QUERY',
    message: `In a query for historical data, ${name} ${what}.`,
    remedy: 'Days are written as 2026-04-01, and the first comes first.',
  })
}
