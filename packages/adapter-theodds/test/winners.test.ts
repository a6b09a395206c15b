import { timestamp } from '@betting-advisor/core'
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
  const result = (name: string, home: number, away: number, change = {}) => {
    const [, , key = '', line] = name.split(':')
    const market = toMarketId({ event: 'e1', key: key as 'h2h', line: line === undefined ? null : Number(line) })
    const parsed = fromMarketId(market)
    if (parsed === null) throw new Error('unreadable id')
    return resultOf(market, parsed, event(change), { home, away })
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
    expect(result(name, home, away)).toMatchObject({ winners: selections.slice(0, 1), selections, void: false, score })
  })

  test.each([
    ['theodds:e1:totals:3', 2, 1],
    ['theodds:e1:spreads:-1', 2, 1],
  ])('%s with %i-%i is returned', (name, home, away) => {
    expect(result(name, home, away)).toMatchObject({ winners: [], void: true })
  })

  test.each([
    ['theodds:e1:totals:2.25', {}],
    ['theodds:e1:spreads:-0.75', {}],
    ['theodds:e1:outrights', {}],
    ['theodds:e1:h2h', { sport_key: 'americanfootball_nfl' }],
  ])('%s with 1-1 is left to a person (%j)', (name, change) => {
    expect(result(name, 1, 1, change)).toBeNull()
  })
})
