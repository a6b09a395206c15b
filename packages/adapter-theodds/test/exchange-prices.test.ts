import { flatStake, money, timestamp, valueBetting } from '@betting-advisor/core'
import { shin } from '@betting-advisor/core/odds'
import { describe, expect, test } from 'vitest'
import { createSession } from '../../core/test/support/session.ts'
import { oddsEventList } from '../src/api/read-list.ts'
import { type ExchangeCommission, termsOnBoard } from '../src/source/exchange-terms.ts'
import { shownIn } from '../src/source/map-event.ts'

const NOON = timestamp(Date.UTC(2026, 7, 1, 12))

/** The edge of a bet on Home at 2.12 with this bookmaker, beside a sharp book of 2.00, 3.50 and 4.00. */
function edgeAt(key: string, commission: ExchangeCommission = 0.05): number {
  const quoted = (name: string, [home, draw, away]: readonly [number, number, number]) => ({
    key: name,
    title: name,
    last_update: '2026-08-01T12:00:00Z',
    markets: [
      {
        key: 'h2h',
        outcomes: [
          { name: 'Home', price: home },
          { name: 'Draw', price: draw },
          { name: 'Away', price: away },
        ],
      },
    ],
  })
  const event = {
    id: 'e1',
    sport_key: 'soccer_epl',
    sport_title: 'EPL',
    commence_time: '2026-08-01T15:00:00Z',
    home_team: 'Home',
    away_team: 'Away',
    bookmakers: [quoted('pinnacle', [2, 3.5, 4]), quoted(key, [2.12, 3.2, 3.8])],
  }
  const { items, leftOut } = oddsEventList.parse([event])
  const staking = flatStake(money(1000))
  const session = createSession({
    strategies: [valueBetting({ sharp: 'pinnacle', overround: shin, minEdge: 0, staking })],
    startedAt: NOON,
  })
  const context = {
    sport: 'soccer_epl',
    receivedAt: NOON,
    known: () => undefined,
    leftOut,
    terms: termsOnBoard(commission),
  }
  for (const shown of shownIn(items, context)) {
    session.market({ ...shown, status: 'open', inPlay: false, receivedAt: NOON })
  }
  const [advice] = session.advice()
  return advice?.edge ?? Number.NaN
}

describe('a bet on an odds board', () => {
  test('at a bookmaker has the edge of its price', () => {
    expect(edgeAt('williamhill')).toBeCloseTo(0.0319, 4)
  })

  // A fair probability of 0.48673: 0.48673 × 1.12 × 0.95 − 0.51327.
  test.each(['betfair_ex_eu', 'betfair_ex_uk', 'matchbook', 'smarkets', 'novig'])(
    'at an exchange (%s) has the edge that is left after 5 %% commission',
    (key) => {
      expect(edgeAt(key)).toBeCloseTo(0.0046, 4)
    },
  )

  test('has the edge that is left of the commission that its user pays', () => {
    expect(edgeAt('betfair_ex_eu', 0.02)).toBeCloseTo(0.0319 - 0.02 * 0.48673 * 1.12, 4)
    const rates = { betfair_ex_eu: 0.02, pinnacle: 0, williamhill: 0.01 }
    expect(edgeAt('betfair_ex_eu', rates)).toBeCloseTo(0.021, 4)
    expect(edgeAt('matchbook', rates)).toBeCloseTo(0.0046, 4)
    expect(edgeAt('williamhill', rates)).toBeCloseTo(0.0264, 4)
  })
})
