import fc from 'fast-check'
import { expect, it } from 'vitest'
import { handicapPairs } from '../../src/index.ts'
import { describeByDefinition } from '../../src/markets/describe-market.ts'
import type { RunnerDefinition } from '../../src/stream/wire.ts'

function market(runners: readonly RunnerDefinition[], bettingType = 'ASIAN_HANDICAP_DOUBLE_LINE') {
  const definition = { eventTypeId: '1', marketType: 'ASIAN_HANDICAP', bettingType, runners: [...runners] }
  const described = describeByDefinition('1.2', definition, null)
  if (described === null) throw new Error('not described')
  return described
}

const lines = fc.uniqueArray(
  fc.integer({ min: -16, max: 16 }).map((quarters) => quarters / 4),
  { minLength: 1 },
)

it('every handicap of the home side has the opposite one of the away side, in whatever order they are told', () => {
  fc.assert(
    fc.property(lines, fc.infiniteStream(fc.nat()), (handicaps, order) => {
      const runners = handicaps
        .flatMap((hc, index) => [
          { id: 5, hc, sortPriority: 2 * index + 1 },
          { id: 6, hc: 0 - hc, sortPriority: 2 * index + 2 },
        ])
        .map((runner) => ({ runner, at: order.next().value ?? 0 }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ runner }) => runner)
      const pairs = handicapPairs(market(runners))
      expect(pairs.map(({ line }) => line)).toEqual(handicaps.map((line) => line + 0).toSorted((a, b) => a - b))
      for (const { line, home, away } of pairs) {
        expect([home.role, away.role, (away.line ?? 0) + line]).toEqual(['home', 'away', 0])
      }
    }),
  )
})

it('a side without its opposite has no pair, nor has a market without handicaps', () => {
  const runners = [
    { id: 5, hc: -1, sortPriority: 1 },
    { id: 6, hc: 0.75, sortPriority: 2 },
  ]
  expect(handicapPairs(market(runners))).toEqual([])
  expect(
    handicapPairs(
      market(
        [
          { id: 5, sortPriority: 1 },
          { id: 6, sortPriority: 2 },
        ],
        'ODDS',
      ),
    ),
  ).toEqual([])
})
