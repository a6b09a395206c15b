import type { Strategy } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { oldestQuotes } from '../../src/advisor/oldest-quote.ts'
import { after, SECOND } from '../../src/units/timestamp.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'
import { createSession } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const EVENS = { book: [2, 2] }
const at = (milliseconds: number) => after(NOON, milliseconds)
const inPlay = { maxQuoteAgeMs: 2 * SECOND }

function playing(rules: Pick<Strategy, 'inPlay'>, quoteAge = 0) {
  const session = createSession({ strategies: [backHome(1000, rules)] })
  const begun = { ...news(matchOdds(), at(quoteAge), EVENS, { inPlay: true }) }
  session.market({ ...begun, venues: begun.venues.map((venue) => ({ ...venue, quotedAt: NOON })) })
  return session
}

describe('a strategy', () => {
  it('bets on no event that has started, unless it says how', () => {
    expect(playing({}).rejections()).toEqual(['IN_PLAY'])
    expect(playing({ inPlay: 'never' }).rejections()).toEqual(['IN_PLAY'])
    expect(playing({ inPlay }).sent.length).toBe(1)
  })

  it('bets in play on quotes of the age that it says, however old the account lets them be before', () => {
    expect(playing({ inPlay }, 2 * SECOND).sent.length).toBe(1)
    expect(playing({ inPlay }, 2 * SECOND + 1).rejections()).toEqual(['QUOTE_STALE'])
    const patient = { inPlay: { maxQuoteAgeMs: Number.POSITIVE_INFINITY } }
    expect(playing(patient, 61 * SECOND).rejections()).toEqual(['QUOTE_STALE'])
  })

  it('that bets in play is held to it by the last look, after its event has started', () => {
    for (const [age, sent] of [
      [2 * SECOND, 1],
      [2 * SECOND + 1, 0],
    ] as const) {
      const session = createSession({ strategies: [backHome(1000, { inPlay })] })
      session.holdBack('begin')
      session.market(news(matchOdds(), NOON, EVENS))
      session.market({ ...news(matchOdds(), at(age), EVENS, { inPlay: true }) })
      session.release(at(age))
      expect(session.sent.length, `a quote ${age} ms old`).toBe(sent)
    }
  })

  it('has its orders held back at the moment of sending once their event has started', () => {
    const [never, plays] = [backHome(), backHome(1000, { name: 'plays', inPlay })]
    const session = createSession({ strategies: [never, plays] })
    session.market(news(matchOdds(), NOON, EVENS))
    const [first, second] = session.sent.map(({ intent }) => intent)
    if (first === undefined || second === undefined) throw new Error('two were sent')
    const oldest = oldestQuotes(session.engine, [never, plays], 60 * SECOND, () => at(1))
    expect([oldest(first), oldest(second)]).toEqual([60 * SECOND, 60 * SECOND])
    session.market(news(matchOdds(), at(1), {}, { inPlay: true }))
    expect([oldest(first), oldest(second)]).toEqual([null, 2 * SECOND])
  })

  it.each([[true], ['allowed'], [{}], [{ maxQuoteAgeMs: 0 }]])('is refused that says %j', (rules) => {
    const strategy: object = { ...backHome(), inPlay: rules }
    expect(() => createSession({ strategies: [strategy as Strategy] })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/INVALID_VALUE|UNKNOWN_OPTION/) }),
    )
  })
})
