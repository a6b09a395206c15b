import {
  eventId,
  type Market,
  type MarketId,
  marketId,
  type Selection,
  selectionId,
  type Timestamp,
  timestamp,
  type VenuePrices,
  venueId,
} from '@betting-advisor/core'
import type { MarketOffer, Moment, OfferedPrices } from './market-offer.ts'
import { MOST_SELECTIONS, type ReadingContext, type ShownMarket } from './shown-market.ts'
import { shownPrice } from './shown-price.ts'
import { isSoundText } from './sound-text.ts'

/** What offers are read with. */
export interface OfferContext extends ReadingContext {
  /** Names the feed, and begins every id. */
  readonly feed: string
}

const OUTCOMES: ReadonlySet<string> = new Set(['winner', 'total', 'handicap', 'other'])
const ROLES: ReadonlySet<string> = new Set(['home', 'draw', 'away', 'over', 'under', 'yes', 'no'])
const ZONED = /(Z|[+-]\d\d:?\d\d)$/

/** The markets that can be used of what a feed shows; what cannot is left out, and the rest is used. */
export function readOffers(offers: readonly MarketOffer[], context: OfferContext): ShownMarket[] {
  const seen = new Set<MarketId>()
  return offers.flatMap((offer, index) => {
    // What was written without types, or read from somewhere, can be anything.
    const shown = attempt(() => readOffer(offer, index, context))
    const doubt = typeof shown === 'string' ? shown : seen.has(shown.market.id) ? 'a market that came before' : null
    if (doubt === null && typeof shown !== 'string') {
      seen.add(shown.market.id)
      return [shown]
    }
    context.leftOut.add(`[${index}]`, doubt ?? '')
    return []
  })
}

function attempt(read: () => ShownMarket | string): ShownMarket | string {
  try {
    return read()
  } catch (error) {
    if (error instanceof TypeError) return 'not a market'
    throw error
  }
}

/** One market, or what is wrong with it. */
function readOffer(offer: MarketOffer, index: number, context: OfferContext): ShownMarket | string {
  const { event, kind, line, winners, outcome } = offer
  const startsAt = readMoment(event.startsAt)
  if (startsAt === null) return 'event.startsAt is no moment'
  const texts = { id: event.id, competition: event.competition, name: event.name, home: event.home, away: event.away }
  for (const [name, text] of Object.entries({ ...texts, kind })) {
    const isAbsent = text === null && (name === 'home' || name === 'away')
    if (!isAbsent && !isName(text)) return `${name} is blank, too long, or not of one line`
  }
  if (!OUTCOMES.has(outcome)) return 'outcome is none of winner, total, handicap, other'
  if (line !== null && !Number.isFinite(line)) return 'line is no number'
  if (!offer.selections.every(({ id, name }) => isName(id) && isName(name))) return 'a selection has no name'
  if (!offer.selections.every(({ role = null }) => role === null || ROLES.has(role))) {
    return `a role is none of ${[...ROLES].join(', ')}`
  }
  if (new Set(offer.selections.map(({ id }) => id)).size !== offer.selections.length) return 'a selection comes twice'
  if (!(Number.isInteger(winners) && winners >= 1)) return 'winners is no whole number above 0'

  const id = marketId(`${context.feed}:${event.id}:${kind}${line === null ? '' : `:${line}`}`)
  const old = context.known(id)
  const selections = alike(offer, old?.selections)
  if (selections.length > MOST_SELECTIONS) return `${selections.length} selections are too many`
  const market: Market = {
    id,
    event: { ...texts, id: eventId(`${context.feed}:${event.id}`), startsAt },
    kind,
    outcome,
    selections,
    winners,
    line,
  }
  const venues = offer.prices.flatMap((shown, at) => {
    const read = readPrices(shown, offer, selections, context.receivedAt)
    if (typeof read !== 'string') return [read]
    context.leftOut.add(`[${index}].prices[${at}]`, read)
    return []
  })
  return { market, venues }
}

function isName(text: unknown): text is string {
  return typeof text === 'string' && isSoundText(text)
}

/** The selections as they were told before, new ones at the end: whoever holds prices has them in this order. */
function alike({ selections }: MarketOffer, old: readonly Selection[] = []): readonly Selection[] {
  const known = new Set<string>(old.map(({ id }) => id))
  const added = selections.filter(({ id }) => !known.has(id))
  if (added.length === 0) return old
  return [...old, ...added.map(({ id, name, role = null, line }) => ({ id: selectionId(id), name, role, line }))]
}

function readPrices(
  { venue, prices, side = 'back', quotedAt }: OfferedPrices,
  offer: MarketOffer,
  selections: readonly Selection[],
  receivedAt: Timestamp,
): VenuePrices | string {
  if (!isName(venue)) return 'the venue has no name'
  if (side !== 'back' && side !== 'lay') return 'side is neither back nor lay'
  if (prices.length !== offer.selections.length)
    return `${prices.length} prices for ${offer.selections.length} selections`
  if (!prices.every((price) => price === null || typeof price === 'number')) return 'a price is no number'
  const seenAt = quotedAt === undefined ? receivedAt : readMoment(quotedAt)
  if (seenAt === null) return 'quotedAt is no moment'
  const byId = new Map<string, number | null>(offer.selections.map(({ id }, at) => [id, prices[at] ?? null]))
  return {
    venue: venueId(venue),
    side,
    quotedAt: seenAt,
    freshness: 'live',
    prices: selections.map(({ id }) => shownPrice(byId.get(id) ?? null)),
  }
}

function readMoment(moment: Moment): Timestamp | null {
  if (typeof moment === 'string' && !ZONED.test(moment)) return null
  const milliseconds = typeof moment === 'string' ? Date.parse(moment) : Number(moment)
  return Number.isInteger(milliseconds) && Math.abs(milliseconds) <= 8.64e15 ? timestamp(milliseconds) : null
}
