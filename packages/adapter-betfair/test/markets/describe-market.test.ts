import { currency, type Market, type SelectionRole } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { marketCatalogueSchema } from '../../src/api/wire/market-catalogue.ts'
import { describeByDefinition, marketOf } from '../../src/markets/describe-market.ts'
import { factsOfCatalogue, factsOfDefinition, withNames } from '../../src/markets/market-facts.ts'
import { exchangeTerms } from '../../src/markets/terms.ts'
import type { MarketDefinition, RunnerDefinition } from '../../src/stream/wire.ts'

const T = '2026-11-30T15:00:00.000Z'

function defined(changed: Partial<MarketDefinition>): Market {
  const market = describeByDefinition('1.2', { eventTypeId: '1', marketTime: T, runners: [], ...changed }, null)
  if (market === null) throw new Error('not described')
  return market
}

/** Runners in the order of their sort priority, told in another. */
function runners(
  ...told: readonly [id: number, name?: string | undefined, hc?: number | undefined][]
): RunnerDefinition[] {
  return told
    .map(([id, name, hc], index) => ({
      id,
      sortPriority: index + 1,
      ...(name !== undefined && { name }),
      ...(hc !== undefined && { hc }),
    }))
    .toReversed()
}

const rolesOf = ({ selections }: Market) => selections.map(({ id, role }) => [id, role])

describe('what a selection is in its market', () => {
  it.each<[string, Partial<MarketDefinition>, readonly (readonly [string, SelectionRole | null])[]]>([
    [
      'sides by the order of the exchange, and the draw by its number',
      { marketType: 'MATCH_ODDS', runners: runners([5], [6], [58_805]) },
      [
        ['5', 'home'],
        ['6', 'away'],
        ['58805', 'draw'],
      ],
    ],
    [
      'sides by their names, where those say otherwise than the order',
      { marketType: 'MATCH_ODDS', eventName: 'One v Two', runners: runners([6, 'Two'], [5, 'One']) },
      [
        ['6', 'away'],
        ['5', 'home'],
      ],
    ],
    [
      'the host of a sport that names its guests first',
      {
        marketType: 'MONEY_LINE',
        eventTypeId: '7522',
        eventName: 'Two @ One',
        runners: runners([6, 'Two'], [5, 'One']),
      },
      [
        ['6', 'away'],
        ['5', 'home'],
      ],
    ],
    [
      'no side of such a sport while names are missing',
      { marketType: 'MONEY_LINE', eventTypeId: '7522', runners: runners([6], [5]) },
      [
        ['6', null],
        ['5', null],
      ],
    ],
    [
      'no side of a sport of which nobody has seen who is named first',
      { marketType: 'MATCH_ODDS', eventTypeId: '99', runners: runners([6], [5]) },
      [
        ['6', null],
        ['5', null],
      ],
    ],
    [
      'no side where names contradict each other',
      { marketType: 'MATCH_ODDS', eventName: 'One v Two', runners: runners([5, 'One'], [6, 'One']) },
      [
        ['5', null],
        ['6', null],
      ],
    ],
    [
      'no side among three',
      { marketType: 'MATCH_ODDS', runners: runners([5], [6], [7]) },
      [
        ['5', null],
        ['6', null],
        ['7', null],
      ],
    ],
    [
      'under before over',
      { marketType: 'OVER_UNDER_25', runners: runners([47_972], [47_973]) },
      [
        ['47972', 'under'],
        ['47973', 'over'],
      ],
    ],
    [
      'neither where names say the opposite',
      { marketType: 'OVER_UNDER_25', runners: runners([1, 'Over 2.5 Goals'], [2, 'Under 2.5 Goals']) },
      [
        ['1', null],
        ['2', null],
      ],
    ],
    [
      'yes and no by their numbers',
      { marketType: 'BOTH_TEAMS_TO_SCORE', runners: runners([110_503], [30_246]) },
      [
        ['110503', 'no'],
        ['30246', 'yes'],
      ],
    ],
    [
      'sides of each handicap',
      {
        marketType: 'ASIAN_HANDICAP',
        bettingType: 'ASIAN_HANDICAP_DOUBLE_LINE',
        runners: runners([5, undefined, -0.5], [6, undefined, 0.5], [5, undefined, 0.25], [6, undefined, -0.25]),
      },
      [
        ['5@-0.5', 'home'],
        ['6@0.5', 'away'],
        ['5@0.25', 'home'],
        ['6@-0.25', 'away'],
      ],
    ],
    [
      'nothing of a horse',
      { marketType: 'WIN', eventTypeId: '7', runners: runners([5], [6]) },
      [
        ['5', null],
        ['6', null],
      ],
    ],
  ])('%s', (_, changed, expected) => {
    expect(rolesOf(defined(changed))).toEqual(expected)
  })

  it('is not guessed without the order of the exchange', () => {
    const market = defined({ marketType: 'MATCH_ODDS', runners: [{ id: 5 }, { id: 6 }, { id: 58_805 }] })
    expect(market.selections.map(({ role }) => role)).toEqual([null, null, 'draw'])
  })
})

describe('how a market is bet on', () => {
  it('has the line of its totals', () => {
    const { line, outcome, selections } = defined({ marketType: 'OVER_UNDER_105', runners: runners([1], [2]) })
    expect([line, outcome, selections.map((each) => each.line)]).toEqual([10.5, 'total', [10.5, 10.5]])
  })

  it.each([
    ['ODDS', 'WIN', 1, 'odds', 'winner', true],
    ['ODDS', 'WIN', undefined, 'odds', 'winner', false],
    ['ASIAN_HANDICAP_DOUBLE_LINE', 'ASIAN_HANDICAP', 0, 'asian', 'handicap', false],
    ['ASIAN_HANDICAP_DOUBLE_LINE', 'ASIAN_HANDICAP', 1, 'asian', 'handicap', false],
    ['ASIAN_HANDICAP_SINGLE_LINE', 'TOTAL_GOALS', 0, 'asian', 'total', false],
    ['LINE', 'INNINGS_RUNS', 1, 'line', 'other', false],
    ['A_KIND_OF_TOMORROW', 'WIN', 1, 'line', 'other', false],
  ])('%s %s with %s winners: %s, %s', (bettingType, marketType, numberOfWinners, betting, outcome, nets) => {
    const told = { bettingType, marketType, ...(numberOfWinners !== undefined && { numberOfWinners }) }
    const market = defined(told)
    expect([market.betting, market.outcome]).toEqual([betting, outcome])
    // Where any number can win, nothing is set off either.
    expect(market.betting === 'odds' && market.winners > 0).toBe(nets)
    expect(exchangeTerms({ currency: currency('GBP') })({ runners: [], ...told })?.netting).toBe(betting === 'odds')
  })
})

describe('what the exchange takes in a market', () => {
  const pounds = currency('GBP')

  it('keeps the base rate of winnings, less what is taken off where that is allowed', () => {
    const terms = exchangeTerms({ currency: pounds, discount: 0.2 })
    const rate = (changed: Partial<MarketDefinition>) =>
      terms({ runners: [], marketBaseRate: 5, ...changed })?.commission
    expect([rate({}), rate({ discountAllowed: true }), rate({ discountAllowed: false })]).toEqual([0.04, 0.04, 0.05])
  })

  it.each([
    ['ODDS', 'CLASSIC', {}, 'CLASSIC', 1000],
    ['ODDS', undefined, {}, 'CLASSIC', 1000],
    ['ASIAN_HANDICAP_DOUBLE_LINE', 'FINEST', {}, 'FINEST', 1000],
    ['ASIAN_HANDICAP_DOUBLE_LINE', undefined, {}, 'FINEST', 1000],
    ['LINE', 'LINE_RANGE', { lineMinUnit: -10, lineMaxUnit: 300.5, lineInterval: 0.5 }, 'LINE_RANGE', 300.5],
    ['LINE', 'LINE_RANGE', { lineMinUnit: 1, lineMaxUnit: 2, lineInterval: 0.3 }, undefined, undefined],
    ['LINE', undefined, {}, undefined, undefined],
    ['ODDS', 'A_LADDER_OF_TOMORROW', {}, undefined, undefined],
  ])('%s on the ladder %s %o', (bettingType, type, line, name, highest) => {
    const definition = {
      runners: [],
      bettingType,
      ...line,
      ...(type !== undefined && { priceLadderDefinition: { type } }),
    }
    const ladder = exchangeTerms({ currency: pounds })(definition)?.ladder
    expect([ladder?.name, ladder?.highest]).toEqual([name, highest])
  })

  it('holds an account to the least and the most of its currency and country', () => {
    const termsOf = (code: string, jurisdiction: 'global' | 'italy' | 'spain') =>
      exchangeTerms({ currency: pounds, account: { currency: currency(code), jurisdiction } })({ runners: [] })
    expect(termsOf('EUR', 'global')).toMatchObject({
      ...{ minStake: 100, minPayout: 2_000, minLiability: 1_000, maxPayout: null, stakeStep: 1 },
      currency: pounds,
    })
    expect(termsOf('EUR', 'italy')).toMatchObject({
      minStake: 200,
      minPayout: null,
      maxPayout: 1_000_000,
      stakeStep: 50,
    })
    expect(termsOf('EUR', 'spain')).toMatchObject({ minStake: 100, minPayout: null, maxPayout: null })
    expect(exchangeTerms({ currency: pounds })({ runners: [] })).toMatchObject({ minStake: null, minPayout: null })
  })

  it('is the same object where the same is said', () => {
    const terms = exchangeTerms({ currency: pounds })
    const definition = { runners: [], marketBaseRate: 5, bspMarket: true }
    expect(terms({ ...definition })).toBe(terms({ ...definition }))
    expect(terms({ ...definition, marketBaseRate: 2 })).not.toBe(terms(definition))
  })
})

describe('a market of a catalogue', () => {
  const catalogue = marketCatalogueSchema.parse({
    marketId: '1.2',
    marketName: 'Match Odds',
    marketStartTime: T,
    description: {
      persistenceEnabled: true,
      bspMarket: false,
      marketTime: T,
      bettingType: 'ODDS',
      turnInPlayEnabled: true,
      marketType: 'MATCH_ODDS',
      marketBaseRate: 5,
    },
    runners: [
      { selectionId: 6, runnerName: 'Two', handicap: 0, sortPriority: 2 },
      { selectionId: 5, runnerName: 'One', handicap: 0, sortPriority: 1 },
      { selectionId: 58_805, runnerName: 'The Draw', handicap: 0, sortPriority: 3 },
    ],
    eventType: { id: '1', name: 'Soccer' },
    competition: { id: '9', name: 'A League' },
    event: { id: '31', name: 'One v Two', openDate: T },
  })
  const definition: MarketDefinition = {
    ...{ eventTypeId: '1', eventId: '31', competitionId: '9', marketType: 'MATCH_ODDS', bettingType: 'ODDS' },
    ...{ marketTime: '2026-11-30T15:05:00.000Z', numberOfWinners: 1, runners: runners([5], [6], [58_805]) },
  }

  it('has names and roles, and how many win is not known', () => {
    expect(marketOf('1.2', factsOfCatalogue(catalogue), null)).toEqual({
      id: 'betfair:1.2',
      event: {
        ...{ id: 'betfair:31', competition: 'A League', name: 'One v Two', home: 'One', away: 'Two' },
        startsAt: Date.parse(T),
      },
      ...{ kind: 'MATCH_ODDS', outcome: 'winner', betting: 'odds', winners: 0, line: null },
      selections: [
        { id: '5', name: 'One', role: 'home', line: null },
        { id: '6', name: 'Two', role: 'away', line: null },
        { id: '58805', name: 'The Draw', role: 'draw', line: null },
      ],
    })
  })

  it('lends its names to what the stream tells, which is the later word on the rest', () => {
    const before = describeByDefinition('1.2', definition, null)
    const facts = withNames(factsOfDefinition(definition), factsOfCatalogue(catalogue))
    const named = marketOf('1.2', facts, before)
    expect(before?.selections.map(({ id, name }) => [id, name])).toEqual([
      ['5', '5'],
      ['6', '6'],
      ['58805', '58805'],
    ])
    expect(named.selections.map(({ name }) => name)).toEqual(['One', 'Two', 'The Draw'])
    expect([named.winners, named.event.startsAt]).toEqual([1, Date.parse('2026-11-30T15:05:00.000Z')])
    expect(marketOf('1.2', facts, named)).toBe(named)
    // What has lost its names again keeps those that it had.
    expect(describeByDefinition('1.2', definition, named)?.selections).toEqual(named.selections)
  })
})
