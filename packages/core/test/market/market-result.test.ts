import { allVoid, selectionId, wonBy } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { matchOdds } from '../support/markets.ts'

const market = (winners: number) => ({
  ...matchOdds(),
  selections: ['A', 'B', 'C', 'D'].map((name) => ({ id: selectionId(name) })),
  winners,
})
const endings = (winners: number, ...names: readonly string[]) =>
  wonBy(market(winners), names.map(selectionId), '1-0').selections

describe('an ordinary end', () => {
  test('says of every selection what became of it', () => {
    expect(wonBy(market(1), [selectionId('B')], '1-0')).toEqual({
      market: 'm1',
      selections: [
        { selection: 'A', outcome: 'lost' },
        { selection: 'B', outcome: 'won' },
        { selection: 'C', outcome: 'lost' },
        { selection: 'D', outcome: 'lost' },
      ],
      void: false,
      deductions: [],
      score: '1-0',
    })
  })

  test('has as many winners as the market, or fewer', () => {
    expect(endings(3, 'A', 'B').map(({ outcome }) => outcome)).toEqual(['won', 'won', 'lost', 'lost'])
    expect(endings(2, 'A', 'B', 'A').map(({ outcome }) => outcome)).toEqual(['won', 'won', 'lost', 'lost'])
  })

  test('has any number of winners where any number can win', () => {
    expect(endings(0, 'A', 'B', 'D').map(({ outcome }) => outcome)).toEqual(['won', 'won', 'lost', 'won'])
  })

  test('of several where one wins is a dead heat', () => {
    const third = { outcome: 'dead-heat', share: { numerator: 1, denominator: 3 } }
    expect(endings(1, 'A', 'B', 'D')).toMatchObject([third, third, { outcome: 'lost' }, third])
  })

  test.each([
    ['nobody', 1, []],
    ['a stranger', 1, ['E']],
    ['four for three places, of which nobody says who shares one', 3, ['A', 'B', 'C', 'D']],
  ])('cannot be won by %s', (_, winners, names) => {
    expect(() => endings(winners, ...names)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
  })

  test('that counts for nothing names nobody', () => {
    expect(allVoid(market(1).id, '0-0')).toEqual({
      market: 'm1',
      selections: [],
      void: true,
      deductions: [],
      score: '0-0',
    })
  })
})
