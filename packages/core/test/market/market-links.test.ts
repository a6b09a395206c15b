import { accountKey, eventId, type Market, type MarketId, marketId, selectionId } from '@betting-advisor/core'
import type { MarketLink } from '@betting-advisor/core/store'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type Board, createBoard } from '../../src/market/board.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'

const account = accountKey('DRY_RUN', 'test')

/** A market of these selections. */
function marketOf(id: string, ...selections: readonly string[]): Market {
  const named = selections.map((name) => ({ id: selectionId(name), name, line: null }))
  return { ...matchOdds(id), selections: named }
}

function linkOf(id: string, markets: Readonly<Record<string, readonly string[]>>): MarketLink {
  const linked = Object.entries(markets).map(([market, selections]) => ({
    market: marketId(market),
    selections: selections.map(selectionId),
  }))
  return { account, id, event: eventId(`event of ${id}`), markets: linked }
}

const show = (board: Board, market: Market) =>
  board.apply(news(market, NOON, { book: market.selections.map((_, index) => index + 2) }))

/** What is linked with a market on a board, by name. */
const linkedOn = (board: Board, market: string) =>
  board.get(marketId(market))?.linked.map(({ view, places }) => [view.market.id, places])

describe('what is linked with a market', () => {
  const link = linkOf('match', { m1: ['Home', 'Away'], x: ['1', '2'], b: ['H', 'A'] })

  it('is every other market of its link that is known, with the places of the same outcomes', () => {
    const board = createBoard()
    show(board, matchOdds('m1'))
    show(board, marketOf('x', '2', 'draw', '1'))
    expect(linkedOn(board, 'm1')).toEqual([])
    board.link([link])
    expect(linkedOn(board, 'm1')).toEqual([['x', [2, 0]]])
    expect(linkedOn(board, 'x')).toEqual([['m1', [1, -1, 0]]])
    show(board, marketOf('b', 'H'))
    expect(linkedOn(board, 'm1')).toEqual([
      ['x', [2, 0]],
      ['b', [0, -1]],
    ])
    show(board, marketOf('b', 'A', 'H'))
    expect(linkedOn(board, 'm1')?.[1]).toEqual(['b', [1, 0]])
    board.remove(marketId('x'))
    expect(linkedOn(board, 'm1')).toEqual([['b', [1, 0]]])
    board.link([])
    expect(linkedOn(board, 'm1')).toEqual([])
  })

  it('is each handicap of a market with the market that is its own, and once where two are of the same', () => {
    const board = createBoard()
    const one = linkOf('half', { x: ['1@-0.5', '2@0.5'], b: ['H', 'A'] })
    const other = linkOf('whole', { x: ['1@-1', '2@1'], w: ['H', 'A'], b: ['H-1', 'A+1'] })
    board.link([one, { ...other, event: one.event }])
    show(board, marketOf('x', '2@1', '1@-0.5', '1@-1', '2@0.5', '1@-2'))
    show(board, marketOf('b', 'A', 'H', 'H-1'))
    show(board, marketOf('w', 'H', 'A'))
    expect(linkedOn(board, 'x')).toEqual([
      ['b', [-1, 1, 2, 0, -1]],
      ['w', [1, -1, 0, -1, -1]],
    ])
    expect(linkedOn(board, 'w')).toEqual([
      ['x', [2, 0]],
      ['b', [2, -1]],
    ])
  })

  it('shows what is shown there at this moment', () => {
    const board = createBoard()
    board.link([link])
    const here = show(board, matchOdds('m1'))
    show(board, marketOf('x', '2', '1'))
    const [other] = here.linked
    board.apply(news(marketOf('x', '2', '1'), NOON, { book: [7, 8] }))
    expect(here.linked[0]).toBe(other)
    expect([...(other?.view.all() ?? [])].map(({ prices }) => prices)).toEqual([[7, 8]])
  })

  it('is one list that is never made where there are no links, and made once while nothing changes', () => {
    const board = createBoard()
    const views = [show(board, matchOdds('m1')), show(board, matchOdds('m2'))]
    expect(views[0]?.linked).toBe(views[1]?.linked)
    board.link([link])
    show(board, marketOf('x', '1', '2'))
    const [view] = views
    expect(view?.linked).toBe(view?.linked)
    expect(views[1]?.linked).toEqual([])
  })
})

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const
const SELECTIONS = ['s1', 's2', 's3'] as const
const aMarket = fc.constantFrom(...NAMES)
const selections = fc.shuffledSubarray([...SELECTIONS], { minLength: 1 })
/** Links in which each market is in one at most. */
const ofMarkets = fc
  .record({
    order: fc.shuffledSubarray([...NAMES]),
    split: fc.nat(5),
    sides: fc.array(fc.shuffledSubarray([...SELECTIONS], { minLength: 2, maxLength: 2 }), {
      minLength: 5,
      maxLength: 5,
    }),
  })
  .map(({ order, split, sides }) => {
    const groups = [order.slice(0, split), order.slice(split)].filter(({ length }) => length > 1)
    return groups.map((group, index) =>
      linkOf(`l${index}`, Object.fromEntries(group.map((name, place) => [name, sides[place] ?? []]))),
    )
  })

/** Links in which each selection of a market is in one at most. */
const ofSelections = fc
  .record({
    orders: fc.array(fc.shuffledSubarray([...SELECTIONS], { minLength: 3 }), { minLength: 5, maxLength: 5 }),
    groups: fc.array(fc.shuffledSubarray([...NAMES], { minLength: 2 }), { maxLength: 3 }),
  })
  .map(({ orders, groups }) =>
    groups.map((group, line) => {
      const linked = group.map((name) => [name, orders[NAMES.indexOf(name)]?.slice(line, line + 1) ?? []])
      return { ...linkOf(`l${line}`, Object.fromEntries(linked)), event: eventId('one event') }
    }),
  )
const links = fc.oneof(ofMarkets, ofSelections)

type Step =
  | { readonly do: 'show'; readonly market: string; readonly selections: readonly string[] }
  | { readonly do: 'remove'; readonly market: string }
  | { readonly do: 'link'; readonly links: readonly MarketLink[] }

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('show' as const), market: aMarket, selections }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), market: aMarket }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('link' as const), links }) },
)

/** The slow way: every link is looked through for every question. */
function slowly(present: readonly MarketLink[], known: ReadonlyMap<string, readonly string[]>, name: string) {
  const own = known.get(name) ?? []
  const found = new Map<string, number[]>()
  for (const link of present) {
    const here = link.markets.find(({ market }) => market === name)
    if (here === undefined) continue
    for (const there of link.markets) {
      const shown = known.get(there.market)
      if (there === here || shown === undefined) continue
      const places = found.get(there.market) ?? own.map(() => -1)
      for (const [at, selection] of own.entries()) {
        for (let index = 0; index < here.selections.length; index += 1) {
          if (here.selections[index] === selection) places[at] = shown.indexOf(String(there.selections[index]))
        }
      }
      found.set(there.market, places)
    }
  }
  return [...found]
}

test('whatever comes and goes, every market has what is linked with it now', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 40 }), (history) => {
      const board = createBoard()
      const known = new Map<string, readonly string[]>()
      let present: readonly MarketLink[] = []
      for (const step of history) {
        if (step.do === 'show') {
          show(board, marketOf(step.market, ...step.selections))
          known.set(step.market, step.selections)
        } else if (step.do === 'remove') {
          board.remove(marketId(step.market))
          known.delete(step.market)
        } else {
          board.link(step.links)
          present = step.links
        }
        for (const name of known.keys()) {
          const id: MarketId = marketId(name)
          expect(linkedOn(board, name)).toEqual(slowly(present, known, name))
          expect(board.linksOf(id)).toEqual(
            present.filter(({ markets }) => markets.some(({ market }) => market === id)),
          )
        }
      }
    }),
  )
})
