import { type MarketResult, timestamp } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import type { TheOddsScoreEvent } from '../src/index.ts'
import { finalScoreOf, resultOf } from '../src/results/winners.ts'
import { fromMarketId, toMarketId } from '../src/source/market-key.ts'

function event(change: Partial<TheOddsScoreEvent> = {}): TheOddsScoreEvent {
  return {
    id: 'e1',
    sport_key: 'soccer_epl',
    commence_time: timestamp(0),
    completed: true,
    home_team: 'Arsenal',
    away_team: 'Chelsea',
    scores: [
      { name: 'Chelsea', score: '1' },
      { name: 'Arsenal', score: '3' },
    ],
    ...change,
  }
}

describe('the final score', () => {
  test('is matched by name, whatever the order', () => {
    expect(finalScoreOf(event())).toEqual({ home: 3, away: 1 })
  })

  test.each([
    ['not completed', { completed: false }],
    ['without scores', { scores: null }],
    ['of one team only', { scores: [{ name: 'Arsenal', score: '3' }] }],
    [
      'of a team twice',
      { scores: ['3', '3', '1'].map((score, at) => ({ name: at < 2 ? 'Arsenal' : 'Chelsea', score })) },
    ],
    [
      'with an empty score',
      {
        scores: [
          { name: 'Arsenal', score: '' },
          { name: 'Chelsea', score: '1' },
        ],
      },
    ],
    [
      'with words',
      {
        scores: [
          { name: 'Arsenal', score: 'w/o' },
          { name: 'Chelsea', score: '1' },
        ],
      },
    ],
    [
      'with half a goal',
      {
        scores: [
          { name: 'Arsenal', score: '1.5' },
          { name: 'Chelsea', score: '1' },
        ],
      },
    ],
    ['without teams', { home_team: null, away_team: null }],
    ['with other names', { home_team: 'The Arsenal' }],
  ] satisfies [string, Partial<TheOddsScoreEvent>][])('%s is not known', (_what, change) => {
    expect(finalScoreOf(event(change))).toBeNull()
  })
})

describe('winners', () => {
  const outcomesOf = (ends: MarketResult | null) =>
    ends && Object.fromEntries(ends.selections.map(({ selection, outcome }) => [selection, outcome]))

  const result = (name: string, home: number, away: number, change = {}, outcomes = 3) => {
    const [, , key = '', line] = name.split(':')
    const market = toMarketId({ event: 'e1', key: key as 'h2h', line: line === undefined ? null : Number(line) })
    const parsed = fromMarketId(market)
    if (parsed === null) throw new Error('unreadable id')
    return resultOf({ market, outcomes, ...parsed }, event(change), { home, away })
  }

  test.each([
    ['theodds:e1:h2h', 2, 1, ['Arsenal', 'Draw', 'Chelsea']],
    ['theodds:e1:h2h', 0, 1, ['Chelsea', 'Arsenal', 'Draw']],
    ['theodds:e1:h2h', 1, 1, ['Draw', 'Arsenal', 'Chelsea']],
    ['theodds:e1:totals:2.5', 2, 1, ['Over 2.5', 'Under 2.5']],
    ['theodds:e1:totals:2.5', 1, 1, ['Under 2.5', 'Over 2.5']],
    ['theodds:e1:spreads:-1.5', 3, 1, ['Arsenal -1.5', 'Chelsea +1.5']],
    ['theodds:e1:spreads:-1.5', 2, 1, ['Chelsea +1.5', 'Arsenal -1.5']],
    ['theodds:e1:spreads:1', 1, 1, ['Arsenal +1', 'Chelsea -1']],
    ['theodds:e1:spreads:0', 0, 1, ['Chelsea 0', 'Arsenal 0']],
  ])('%s with %i-%i is won by the first of %j', (name, home, away, selections) => {
    const score = `${home}-${away}`
    const ends = result(name, home, away)
    expect(ends).toMatchObject({ void: false, deductions: [], score })
    expect(outcomesOf(ends)).toEqual(
      Object.fromEntries(selections.map((id, index) => [id, index === 0 ? 'won' : 'lost'])),
    )
  })

  test.each([
    ['theodds:e1:totals:3', 2, 1, { 'Over 3': 'push', 'Under 3': 'push' }],
    ['theodds:e1:spreads:-1', 2, 1, { 'Arsenal -1': 'push', 'Chelsea +1': 'push' }],
    ['theodds:e1:totals:2.25', 1, 1, { 'Over 2.25': 'half-lost', 'Under 2.25': 'half-won' }],
    ['theodds:e1:totals:2.75', 2, 1, { 'Over 2.75': 'half-won', 'Under 2.75': 'half-lost' }],
    ['theodds:e1:totals:2.25', 2, 1, { 'Over 2.25': 'won', 'Under 2.25': 'lost' }],
    ['theodds:e1:spreads:-0.75', 1, 0, { 'Arsenal -0.75': 'half-won', 'Chelsea +0.75': 'half-lost' }],
    ['theodds:e1:spreads:0.25', 1, 1, { 'Arsenal +0.25': 'half-won', 'Chelsea -0.25': 'half-lost' }],
    ['theodds:e1:spreads:-0.75', 1, 1, { 'Arsenal -0.75': 'lost', 'Chelsea +0.75': 'won' }],
  ])('%s with %i-%i is %j', (name, home, away, outcomes) => {
    expect(outcomesOf(result(name, home, away))).toEqual(outcomes)
  })

  test.each(['theodds:e1:totals:2.2', 'theodds:e1:outrights'])('%s with 1-1 is left to a person', (name) => {
    expect(result(name, 1, 1)).toBeNull()
  })

  const HOME = { Arsenal: 'won', Chelsea: 'lost' }
  const HOME_OF_THREE = { Arsenal: 'won', Draw: 'lost', Chelsea: 'lost' }
  const DRAW_OF_THREE = { Arsenal: 'lost', Draw: 'won', Chelsea: 'lost' }

  test.each([
    // A team that wins in overtime has not won what a draw could be bet on.
    ['icehockey_nhl', 3, 2, 1, null],
    ['icehockey_nhl', 3, 1, 1, null],
    ['icehockey_nhl', 2, 2, 1, HOME],
    ['icehockey_nhl', 2, 1, 1, null],
    ['americanfootball_nfl', 2, 20, 20, null],
    ['rugbyleague_nrl', 3, 20, 18, null],
    ['boxing_boxing', 3, 1, 0, null],
    ['cricket_test_match', 2, 400, 300, null],
    ['cricket_test_match', 3, 400, 300, null],
    ['cricket_ipl', 2, 180, 170, HOME],
    ['cricket_ipl', 3, 180, 170, null],
    ['aussierules_afl', 3, 90, 90, DRAW_OF_THREE],
    ['aussierules_afl', 2, 90, 90, null],
    ['aussierules_afl', 3, 91, 90, HOME_OF_THREE],
    ['aussierules_afl', 2, 91, 90, HOME],
    ['soccer_epl', 3, 1, 1, DRAW_OF_THREE],
    ['soccer_epl', 2, 1, 1, DRAW_OF_THREE],
    // Of a market that nobody knows any more.
    ['basketball_nba', 0, 101, 100, null],
  ] as const)('the winner in %s of %i outcomes with %i-%i is %j', (sport_key, outcomes, home, away, expected) => {
    const found = result('theodds:e1:h2h', home, away, { sport_key }, outcomes)
    if (expected === null) expect(found).toBeNull()
    else expect(outcomesOf(found)).toEqual(expected)
  })

  test.each(['theodds:e1:totals:650.5', 'theodds:e1:spreads:-50.5'])('no score decides %s of Test cricket', (name) => {
    expect(result(name, 400, 300, { sport_key: 'cricket_test_match' }, 2)).toBeNull()
  })
})
