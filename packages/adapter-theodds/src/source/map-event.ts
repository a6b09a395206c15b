import { MOST_SELECTIONS, type ReadingContext, type ShownMarket, shownPrice } from '@betting-advisor/adapter-kit'
import {
  type Currency,
  eventId,
  type Market,
  type MarketId,
  type Money,
  money,
  type OutcomeKind,
  type Price,
  type Selection,
  type Side,
  type SportEvent,
  type Timestamp,
  type VenuePrices,
  venueId,
} from '@betting-advisor/core'
import type { VenueTerms } from '@betting-advisor/core/venue'
import type { TheOddsBookmaker, TheOddsOddsEvent, TheOddsOutcome } from '../api/schemas.ts'
import { type MarketKey, toMarketId } from './market-key.ts'
import { tokenOf } from './price-token.ts'
import { DRAW, drawn, hasDraw, named, ofHandicap, ofTotal } from './selections.ts'

/** One outcome at one bookmaker. */
interface Shown {
  readonly bookmaker: string
  readonly side: Side
  readonly quotedAt: Timestamp
  readonly name: string
  readonly price: Price | null
  readonly maxStake: Money | null
  readonly token: string | null
}

type MarketDraft = { readonly key: MarketKey; readonly line: number | null; readonly shown: Shown[] }

const KEYS: Readonly<Record<string, { readonly key: MarketKey; readonly side: Side }>> = {
  h2h: { key: 'h2h', side: 'back' },
  h2h_lay: { key: 'h2h', side: 'lay' },
  spreads: { key: 'spreads', side: 'back' },
  totals: { key: 'totals', side: 'back' },
  outrights: { key: 'outrights', side: 'back' },
  outrights_lay: { key: 'outrights', side: 'lay' },
}

const OUTCOMES: Readonly<Record<MarketKey, OutcomeKind>> = {
  h2h: 'winner',
  spreads: 'handicap',
  totals: 'total',
  outrights: 'winner',
}

/** An event of the feed as core knows it. */
function toSportEvent(event: Omit<TheOddsOddsEvent, 'bookmakers'>): SportEvent {
  const home = event.home_team ?? null
  const away = event.away_team ?? null
  return {
    id: eventId(`theodds:${event.id}`),
    competition: event.sport_key,
    name: home !== null && away !== null ? `${home} v ${away}` : (event.sport_title ?? event.sport_key),
    home,
    away,
    startsAt: event.commence_time,
  }
}

/** What an answer is read with. */
export interface EventContext extends ReadingContext {
  /** What was asked for. */
  readonly sport: string
  /** What each bookmaker takes and keeps, where that is known. */
  readonly terms: (bookmaker: string) => VenueTerms | undefined
  /** That of what may be staked; where there is none it is not looked at. */
  readonly betLimitCurrency?: Currency | undefined
}

/**
 * The markets of all events that can be used: not those of another sport than was asked for, of teams that cannot be told from each other
 * or from the draw, or that are in the answer already.
 */
export function shownIn(events: readonly TheOddsOddsEvent[], context: EventContext): ShownMarket[] {
  const seen = new Set<string>()
  return events.flatMap((event, index) => {
    const doubt = seen.has(event.id) ? 'an event that came before' : doubtIn(event, context.sport)
    seen.add(event.id)
    if (doubt === null) return marketsOf(event, context)
    context.leftOut.add(`event ${index}`, doubt)
    return []
  })
}

/** Why an event cannot be used; `null` where it can. */
function doubtIn({ sport_key, home_team, away_team }: TheOddsOddsEvent, sport: string): string | null {
  if (sport_key !== sport) return `an event of ${sport_key}, which was not asked for`
  if (home_team === DRAW || away_team === DRAW) return 'a team that is called as the draw'
  if (typeof home_team === 'string' && home_team === away_team) return 'two teams of one name'
  return null
}

/**
 * The markets of an event: one for each line, outcomes matched by name and never by order, the same selections as `known` as long
 * as nothing new is offered.
 *
 * A price of 1, which the feed shows in play, is no price; nor is one that a bookmaker gives twice, differently. Where the feed does
 * not say when it saw a bookmaker, the moment of the answer counts.
 */
function marketsOf(event: TheOddsOddsEvent, context: EventContext): ShownMarket[] {
  const { known, leftOut, terms } = context
  const sportEvent = toSportEvent(event)
  return [...draftsOf(event, context)].flatMap(([id, draft]) => {
    const old = known(id)
    const selections = selectionsOf(draft, sportEvent, old?.selections)
    if (selections.length > MOST_SELECTIONS) {
      leftOut.add(id, `${selections.length} selections`)
      return []
    }
    const market: Market = {
      id,
      event: sportEvent,
      kind: draft.key,
      outcome: OUTCOMES[draft.key],
      selections,
      winners: 1,
      line: draft.line,
    }
    return [{ market, venues: venuesOf(draft.shown, selections, terms) }]
  })
}

function draftsOf(event: TheOddsOddsEvent, { receivedAt, betLimitCurrency }: EventContext): Map<MarketId, MarketDraft> {
  const drafts = new Map<MarketId, MarketDraft>()
  for (const bookmaker of latestOfEach(event.bookmakers)) {
    for (const market of bookmaker.markets) {
      const kind = KEYS[market.key]
      if (kind === undefined) continue
      const quotedAt = market.last_update ?? bookmaker.last_update ?? receivedAt
      for (const outcome of market.outcomes) {
        const line = lineOf(kind.key, outcome, event.away_team)
        if (line === undefined) continue
        const id = toMarketId({ event: event.id, key: kind.key, line })
        let draft = drafts.get(id)
        if (draft === undefined) {
          draft = { key: kind.key, line, shown: [] }
          drafts.set(id, draft)
        }
        const price = shownPrice(outcome.price)
        draft.shown.push({
          bookmaker: bookmaker.key,
          side: kind.side,
          quotedAt,
          name: outcome.name,
          price,
          maxStake: maxStakeOf(outcome, betLimitCurrency),
          token: tokenOf(bookmaker, market, outcome),
        })
      }
    }
  }
  return drafts
}

/** The most that may be staked, in minor units, rounded down; what is more than can be counted is no limit. */
function maxStakeOf({ bet_limit: limit }: TheOddsOutcome, currency: Currency | undefined): Money | null {
  if (currency === undefined || limit === null || limit === undefined) return null
  // A tiny bit up, so that 0.29 is 29 hundredths.
  const minor = Math.floor(limit * 10 ** currency.exponent + 1e-6)
  return Number.isSafeInteger(minor) ? money(minor) : null
}

/** A bookmaker of two regions comes twice: the later word counts. */
function latestOfEach(bookmakers: readonly TheOddsBookmaker[]): Iterable<TheOddsBookmaker> {
  const latest = new Map<string, TheOddsBookmaker>()
  for (const bookmaker of bookmakers) {
    const other = latest.get(bookmaker.key)
    if (other === undefined || seenAt(bookmaker) > seenAt(other)) latest.set(bookmaker.key, bookmaker)
  }
  return latest.values()
}

/** The market's own moment is the one to come: the bookmaker's is called deprecated. */
function seenAt({ last_update, markets }: TheOddsBookmaker): number {
  return Math.max(last_update ?? 0, ...markets.map((market) => market.last_update ?? 0))
}

/** The line of the market that an outcome belongs to: a handicap is the home team's. `undefined` where the feed leaves it out. */
function lineOf(
  key: MarketKey,
  { name, point }: TheOddsOutcome,
  away: string | null | undefined,
): number | null | undefined {
  if (key !== 'spreads' && key !== 'totals') return null
  if (point === undefined || point === null) return undefined
  return key === 'spreads' && name === away ? 0 - point : point
}

function selectionsOf(
  draft: MarketDraft,
  event: SportEvent,
  old: readonly Selection[] | undefined,
): readonly Selection[] {
  const selections = wantedSelections(draft, event, old)
  const isSame = old?.length === selections.length && old.every((selection, at) => selection.id === selections[at]?.id)
  return isSame ? old : selections
}

function wantedSelections(
  { key, line, shown }: MarketDraft,
  { home, away, competition }: SportEvent,
  old: readonly Selection[] = [],
): Selection[] {
  if (key === 'totals' && line !== null) return [ofTotal('over', line), ofTotal('under', line)]
  if (home !== null && away !== null && home !== away && key !== 'outrights') {
    if (line !== null) return [ofHandicap(home, 'home', line), ofHandicap(away, 'away', 0 - line)]
    const [first, second] = [named(home, 'home'), named(away, 'away')]
    const isDrawOffered = [...old, ...shown].some(({ name }) => name === DRAW)
    return isDrawOffered || hasDraw(competition) ? [first, drawn, second] : [first, second]
  }
  const names = new Set([...old.map(({ name }) => name), ...shown.map(({ name }) => name)])
  return [...names].map((name) => named(name, null))
}

function venuesOf(
  shown: readonly Shown[],
  selections: readonly Selection[],
  termsOf: EventContext['terms'],
): VenuePrices[] {
  const places = new Map(selections.map(({ name }, index) => [name, index]))
  const venues = new Map<string, { readonly first: Shown; readonly offers: (Offer | null)[] }>()
  for (const outcome of shown) {
    const index = places.get(outcome.name)
    if (index === undefined) continue
    const key = `${outcome.side}:${outcome.bookmaker}`
    let venue = venues.get(key)
    if (venue === undefined) {
      venue = { first: outcome, offers: selections.map(() => null) }
      venues.set(key, venue)
    }
    const before = venue.offers[index] ?? outcome
    venue.offers[index] = before.price === outcome.price ? outcome : CONTRADICTED
  }
  return [...venues.values()].map(({ first, offers }) => {
    const { bookmaker, side, quotedAt } = first
    const terms = termsOf(bookmaker)
    const maxStakes = offers.map((offer) => offer?.maxStake ?? null)
    const tokens = offers.map((offer) => offer?.token ?? null)
    return {
      venue: venueId(bookmaker),
      side,
      quotedAt,
      freshness: 'live',
      prices: offers.map((offer) => offer?.price ?? null),
      ...(maxStakes.some((most) => most !== null) ? { maxStakes } : {}),
      ...(tokens.some((token) => token !== null) ? { tokens } : {}),
      ...(terms === undefined ? {} : { terms }),
    }
  })
}

type Offer = Pick<Shown, 'price' | 'maxStake' | 'token'>

const CONTRADICTED: Offer = { price: null, maxStake: null, token: null }
