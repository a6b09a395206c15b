import type { TheOddsBookmaker, TheOddsMarket, TheOddsOutcome } from '../api/schemas.ts'

/** By what a bookmaker knows a price, as far as the feed tells. */
export interface TheOddsToken {
  /** The bookmaker's ids of the event, the market and the selection. */
  readonly eventSid: string | null
  readonly marketSid: string | null
  readonly sid: string | null
  /** Where to bet on it: its betslip, else its market's or its event's page. */
  readonly link: string | null
}

/** The longest token that core takes. */
const LONGEST = 1000

/** The token of a price; `null` where the feed tells nothing of the kind. A link that would make it too long is left out. */
export function tokenOf(bookmaker: TheOddsBookmaker, market: TheOddsMarket, outcome: TheOddsOutcome): string | null {
  const sids = { eventSid: bookmaker.sid ?? null, marketSid: market.sid ?? null, sid: outcome.sid ?? null }
  const link = outcome.link ?? market.link ?? bookmaker.link ?? null
  if (link !== null) {
    const token = JSON.stringify({ ...sids, link })
    if (token.length <= LONGEST) return token
  }
  return Object.values(sids).every((sid) => sid === null) ? null : JSON.stringify({ ...sids, link: null })
}

/**
 * What the token of a quote, or of an order's `execution`, says; nothing where there is none, or it is another source's.
 *
 * @example
 * ```ts
 * readTheOddsToken('{"eventSid":"e","marketSid":"m","sid":"s","link":null}').sid // 's'
 * readTheOddsToken(null).link // null
 * ```
 */
export function readTheOddsToken(token: string | null): TheOddsToken {
  const read = fieldsOf(token)
  const field = (name: keyof TheOddsToken) => {
    const value = read.get(name)
    return typeof value === 'string' ? value : null
  }
  return { eventSid: field('eventSid'), marketSid: field('marketSid'), sid: field('sid'), link: field('link') }
}

function fieldsOf(token: string | null): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(token ?? 'null')
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  } catch {
    return new Map()
  }
}
