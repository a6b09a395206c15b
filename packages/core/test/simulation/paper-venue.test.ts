import { after, createPaperVenue, HOUR, MINUTE, money, venueId } from '@betting-advisor/core'
import { createSteppedClock, type PaperLimits } from '@betting-advisor/core/simulation'
import { SAMPLE_TIME, sampleIntent } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { createPaperBookmaker } from '../../src/simulation/paper-bookmaker.ts'
import { matchOdds, news, type Shown, shownBy } from '../support/markets.ts'
import { attempt, placeOne } from '../support/placing.ts'

const at = (milliseconds: number) => after(SAMPLE_TIME, milliseconds)
const market = matchOdds('market', { startsAt: at(HOUR) })
const NEVER = new AbortController().signal

/** A bookmaker that shows 2.1 on Home, unless told otherwise. */
function bookmakerWith(limits: PaperLimits = {}, shown: Shown = { bookmaker: [2.1, 1.8] }) {
  const bookmaker = createPaperBookmaker(limits)
  bookmaker.observe(news(market, SAMPLE_TIME, shown))
  return bookmaker
}

const code = (outcome: ReturnType<ReturnType<typeof createPaperBookmaker>['decide']>) =>
  outcome.kind === 'rejected' ? outcome.reason.code : outcome.kind

describe('a simulated bookmaker', () => {
  it('matches a bet in full at the price asked when it shows that or a better one', () => {
    for (const price of [21_000, 20_000]) {
      const intent = sampleIntent({ price })
      expect(bookmakerWith().decide(intent, SAMPLE_TIME)).toEqual({
        kind: 'accepted',
        venueOrderId: `paper-${intent.ref.slice(0, 12)}`,
        matchedStake: 1000,
        averagePrice: price,
        matchedValue: 1000 * price,
      })
    }
  })

  it('gives the same bet the same answer, whatever it shows by then', () => {
    const bookmaker = bookmakerWith()
    const intent = sampleIntent()
    const first = bookmaker.decide(intent, SAMPLE_TIME)
    bookmaker.observe(news(market, at(1), { bookmaker: [1.5, 1.8] }))
    expect(bookmaker.decide(intent, at(2))).toEqual(first)
    expect(bookmaker.find(intent.ref)).toMatchObject({ matchedStake: 1000 })
    expect(bookmaker.find(sampleIntent({ market: 'other' }).ref)).toBeUndefined()
  })

  it.each([
    ['PRICE_CHANGED', bookmakerWith(), sampleIntent({ price: 21_001 }), 0],
    ['PRICE_CHANGED', bookmakerWith({}, { bookmaker: [1.00001, 2] }), sampleIntent(), 0],
    ['SELECTION_WITHDRAWN', bookmakerWith({}, { bookmaker: [null, 1.8] }), sampleIntent(), 0],
    ['SELECTION_WITHDRAWN', bookmakerWith({}, { someone: [2.1, 1.8] }), sampleIntent(), 0],
    ['STAKE_TOO_SMALL', bookmakerWith({ minStake: money(1001) }), sampleIntent(), 0],
    ['STAKE_TOO_LARGE', bookmakerWith({ maxStake: money(999) }), sampleIntent(), 0],
    ['SIDE_NOT_OFFERED', bookmakerWith(), sampleIntent({ side: 'lay' }), 0],
    ['MARKET_SUSPENDED', bookmakerWith(), sampleIntent({ market: 'unknown' }), 0],
    ['MARKET_SUSPENDED', bookmakerWith(), sampleIntent(), HOUR],
  ])('refuses with %s', (reason, bookmaker, intent, wait) => {
    expect(code(bookmaker.decide(intent, at(wait)))).toBe(reason)
    expect(bookmaker.find(intent.ref)).toBeUndefined()
  })

  it.each([
    ['suspended', news(market, at(1), {}, { status: 'suspended' })],
    ['in play', news(market, at(1), {}, { inPlay: true })],
    ['closed', news(market, at(1), {}, { status: 'closed' })],
    ['started', news(market, at(HOUR), { bookmaker: [9, 9] })],
  ])('takes nothing in a market that is %s', (_, update) => {
    const bookmaker = bookmakerWith()
    bookmaker.observe(update)
    expect(code(bookmaker.decide(sampleIntent(), update.receivedAt))).toBe('MARKET_SUSPENDED')
  })

  it('takes nothing in a market that is over', () => {
    const bookmaker = bookmakerWith()
    bookmaker.close(market.id, SAMPLE_TIME)
    expect(code(bookmaker.decide(sampleIntent(), SAMPLE_TIME))).toBe('MARKET_SUSPENDED')
  })
})

describe('a venue on paper', () => {
  it('takes bets for its bookmakers, or for all', () => {
    const clock = createSteppedClock({ start: SAMPLE_TIME })
    expect(createPaperVenue({ clock }).takes(venueId('any'))).toBe(true)
    const some = createPaperVenue({ clock, bookmakers: [venueId('bookmaker')] })
    expect([some.takes(venueId('bookmaker')), some.takes(venueId('any'))]).toEqual([true, false])
    expect(some.traits).toMatchObject({ origin: 'simulated', sides: ['back'], minStake: 10, lateAcceptMs: 0 })
  })

  it('looks at once, and finds what it took', async () => {
    const clock = createSteppedClock({ start: SAMPLE_TIME })
    const venue = createPaperVenue({ clock })
    venue.observe(news(market, SAMPLE_TIME, { bookmaker: [2.1, 1.8] }))
    const intent = sampleIntent()
    expect(await placeOne(venue, intent)).toMatchObject({ kind: 'accepted' })
    const lookup = await venue.lookup([intent.ref, sampleIntent({ market: 'other' }).ref], NEVER)
    expect(lookup).toMatchObject({ complete: true, orders: [{ ref: intent.ref, matchedStake: 1000 }] })
  })

  it('looks after its delay at what is shown then', async () => {
    const clock = createSteppedClock({ start: SAMPLE_TIME })
    const venue = createPaperVenue({ clock, delayMs: MINUTE })
    expect(venue.traits.lateAcceptMs).toBe(MINUTE)
    venue.observe(news(market, SAMPLE_TIME, { bookmaker: [2.1, 1.8] }))
    const placing = placeOne(venue, sampleIntent())
    venue.observe({ ...news(market, SAMPLE_TIME, {}), venues: [shownBy('bookmaker', [2, 1.8], SAMPLE_TIME)] })
    expect(await placing).toMatchObject({ kind: 'rejected', reason: { code: 'PRICE_CHANGED' } })
    expect(clock.now()).toBe(SAMPLE_TIME + MINUTE)
  })

  it('has not sent what is withdrawn before it looked', async () => {
    const clock = createSteppedClock({ start: SAMPLE_TIME })
    const venue = createPaperVenue({ clock, delayMs: MINUTE })
    const aborting = new AbortController()
    const placing = placeOne(venue, sampleIntent(), attempt({ signal: aborting.signal }))
    aborting.abort()
    expect(await placing).toMatchObject({ kind: 'not-sent', reason: { code: 'ABORTED' } })
  })
})
