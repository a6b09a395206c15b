import { accountKey, eventId, type MarketId, marketId, type RunId, runId } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPartition, owner } from '../../src/advisor/partition.ts'

const runs = (count: number): RunId[] => Array.from({ length: count }, (_, index) => runId(`LIVE:main#${index + 1}`))
const markets = Array.from({ length: 3000 }, (_, index) => marketId(`exchange:1.${index}`))

describe('the owner of a market', () => {
  it('is one of the runs, whatever order they come in, and nobody where there is none', () => {
    expect(owner(marketId('m'), [])).toBeNull()
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.shuffledSubarray(runs(7), { minLength: 1 }), (name, some) => {
        const market = name as MarketId
        const chosen = owner(market, some)
        expect(some).toContain(chosen)
        expect(owner(market, some.toReversed())).toBe(chosen)
      }),
    )
  })

  it.each([2, 3, 5, 8])('is spread evenly over %i runs', (count) => {
    const shares = new Map<RunId | null, number>()
    for (const market of markets) {
      const run = owner(market, runs(count))
      shares.set(run, (shares.get(run) ?? 0) + 1)
    }
    const even = markets.length / count
    expect(shares.size).toBe(count)
    for (const share of shares.values()) expect(Math.abs(share - even)).toBeLessThan(5 * Math.sqrt(even))
  })

  it('changes only for the markets of a run that leaves', () => {
    const all = runs(5)
    const left = all.filter((run) => run !== all[2])
    let moved = 0
    for (const market of markets) {
      const before = owner(market, all)
      const now = owner(market, left)
      if (before === all[2]) moved += 1
      else expect(now).toBe(before)
    }
    expect(moved).toBeGreaterThan(0)
  })
})

describe('the part of a run', () => {
  const [first, second] = [runId('a#1'), runId('a#2')]

  it('is everything while it is alone, and then shares every market with its peers without overlap', () => {
    const mine = createPartition(first, () => [])
    const theirs = createPartition(second, () => [])
    expect(markets.every((market) => mine.owns(market))).toBe(true)
    mine.share([second])
    theirs.share([first, second])
    for (const market of markets) expect(mine.owns(market)).toBe(!theirs.owns(market))
    mine.share([])
    expect(markets.every((market) => mine.owns(market))).toBe(true)
  })
})

describe('markets that are linked', () => {
  it('are one run’s, which hears of all of them', () => {
    const [first, second] = [runId('a#1'), runId('a#2')]
    const pairs = new Map(markets.map((market, index) => [market, `e${Math.floor(index / 3)}`]))
    const linksOf = (market: MarketId) => {
      const event = pairs.get(market)
      const link = { account: accountKey('LIVE', 'a'), event: eventId(event ?? 'none'), markets: [] }
      return event === undefined
        ? []
        : [
            { ...link, id: `${market} one` },
            { ...link, id: `${market} other` },
          ]
    }
    const mine = createPartition(first, linksOf)
    mine.share([second])
    for (let index = 0; index < markets.length; index += 3) {
      expect(new Set(markets.slice(index, index + 3).map(mine.owns)).size).toBe(1)
    }
    expect(markets.filter(mine.owns).length).toBeGreaterThan(markets.length / 3)
    // A link that is taken back is forgotten at once.
    pairs.clear()
    const alone = createPartition(first, () => [])
    alone.share([second])
    expect(markets.map(mine.owns)).toEqual(markets.map(alone.owns))
  })
})
