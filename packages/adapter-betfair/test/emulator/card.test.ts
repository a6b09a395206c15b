import { describe, expect, it } from 'vitest'
import { createBetfairCard, createRecordedWorld, type WorldChange } from '../../src/emulator.ts'

const START = Date.UTC(2026, 10, 30, 12)
const races = { everyMs: 60_000, opensBeforeMs: 60_000, runningMs: 20_000, settlesAfterMs: 5_000, removals: 0.5 }
const matches = {
  everyMs: 240_000,
  opensBeforeMs: 60_000,
  playingMs: 120_000,
  settlesAfterMs: 5_000,
  goalStopMs: 4_000,
}

function until(at: number, from = START): readonly WorldChange[] {
  const changes: WorldChange[] = []
  for (const change of createBetfairCard({ seed: 'a card', races, matches }).changes(from)) {
    if (change.at > at) break
    changes.push(change)
  }
  return changes
}

describe('a generated card', () => {
  it('is a function of its seed and the moment', () => {
    const all = until(START + 300_000)
    expect(until(START + 300_000)).toEqual(all)
    const later = until(START + 300_000, START + 200_000)
    const first = later[0]?.at ?? 0
    const ids = new Set(later.flatMap(({ markets }) => markets.map(({ id }) => id)))
    const same = all.filter(({ at, markets }) => at >= first && markets.every(({ id }) => ids.has(id)))
    expect(same).toEqual(later)
  })

  it('tells time in order, and versions that rise', () => {
    const versions = new Map<string, number>()
    let last = 0
    for (const { at, markets } of until(START + 400_000)) {
      expect(at).toBeGreaterThanOrEqual(last)
      last = at
      for (const { id, marketDefinition } of markets) {
        if (marketDefinition === undefined) continue
        expect(marketDefinition.version).toBeGreaterThan(versions.get(id) ?? 0)
        versions.set(id, marketDefinition.version ?? 0)
      }
    }
  })

  it('matches nothing out of nothing: volumes are the sums of what was matched at each price, and only grow', () => {
    const traded = new Map<string, Map<number, number>>()
    const totals = new Map<string, number>()
    for (const { markets } of until(START + 400_000)) {
      for (const { id, tv, rc } of markets) {
        for (const runner of rc ?? []) {
          const key = `${id}|${runner.id}|${runner.hc ?? 0}`
          const prices = traded.get(key) ?? new Map<number, number>()
          traded.set(key, prices)
          for (const [price, size] of runner.trd ?? []) {
            expect(size).toBeGreaterThan(prices.get(price) ?? 0)
            prices.set(price, size)
          }
          if (runner.tv === undefined) continue
          const sum = [...prices.values()].reduce((total, size) => total + Math.round(size * 100), 0)
          expect(Math.round(runner.tv * 100)).toBe(sum)
          totals.set(key, sum)
        }
        if (tv === undefined) continue
        const sum = [...totals].filter(([key]) => key.startsWith(`${id}|`)).reduce((total, [, each]) => total + each, 0)
        expect(Math.round(tv * 100)).toBe(sum)
      }
    }
    expect(traded.size).toBeGreaterThan(50)
  })

  it('never offers at a price where the other side does, and only on the ladder', () => {
    const books = new Map<string, { back: Set<number>; lay: Set<number> }>()
    for (const { markets } of until(START + 200_000)) {
      for (const { id, rc } of markets) {
        for (const runner of rc ?? []) {
          const key = `${id}|${runner.id}|${runner.hc ?? 0}`
          const book = books.get(key) ?? { back: new Set(), lay: new Set() }
          books.set(key, book)
          for (const [price, size] of runner.atb ?? []) size > 0 ? book.back.add(price) : book.back.delete(price)
          for (const [price, size] of runner.atl ?? []) size > 0 ? book.lay.add(price) : book.lay.delete(price)
          if (book.back.size > 0 && book.lay.size > 0)
            expect(Math.max(...book.back)).toBeLessThan(Math.min(...book.lay))
        }
      }
    }
  })

  it('has every stage of a market in it', () => {
    const stages = new Set(
      until(START + 600_000).flatMap(({ markets }) =>
        markets.flatMap(({ marketDefinition }) => {
          const { marketType, status, inPlay, runners = [] } = marketDefinition ?? {}
          const isLess = runners.some((runner) => runner.status === 'REMOVED' && runner.adjustmentFactor !== undefined)
          return marketType === undefined
            ? []
            : [`${marketType} ${status}${inPlay ? ' in play' : ''}`, ...(isLess ? ['removal'] : [])]
        }),
      ),
    )
    for (const stage of [
      'WIN OPEN in play',
      'PLACE CLOSED in play',
      'EACH_WAY CLOSED',
      'MATCH_ODDS CLOSED in play',
      'removal',
    ]) {
      expect(stages).toContain(stage)
    }
  })
})

describe('a recorded market', () => {
  it('happens anew from when it is begun, as far apart as it was', () => {
    const lines = [
      '{"op":"mcm","pt":1000,"mc":[{"id":"1.1","marketDefinition":{"status":"OPEN","marketTime":"1970-01-01T00:00:11.000Z","runners":[]}}]}',
      'broken',
      '{"op":"mcm","pt":3000,"mc":[{"id":"1.1","tv":5}]}',
    ]
    const changes = [...createRecordedWorld({ lines, pace: 2 }).changes(START)]
    expect(changes.map(({ at }) => at - START)).toEqual([0, 1_000])
    expect(changes[0]?.markets[0]?.marketDefinition?.marketTime).toBe(new Date(START + 5_000).toISOString())
  })
})
