import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { type Market, money, priceUnits, type Side, timestamp, venueId } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import type { LadderBook } from '../../../src/book/ladder-book.ts'
import { MatchingEngine } from '../../../src/simulation/matching/matching-engine.ts'
import type { MatchingOrder, MatchingTerms } from '../../../src/simulation/matching/matching-order.ts'
import { fullMatchingSettings, type MatchingSettings } from '../../../src/simulation/matching/matching-settings.ts'
import type { StreamMessage } from '../../book/stream-message.ts'
import { createStreamReader } from '../../book/stream-reader.ts'
import { GBP, matchOdds, news } from '../../support/markets.ts'
import { limit, minor, takenOf, units } from './floor.ts'

/** Somebody else's recordings are no part of this project: whoever has some, names their folder. */
const folder = process.env['RECORDED_MARKETS'] ?? ''
const recorded = (file: string) => it.skipIf(!existsSync(join(folder, file)))

/** What to bet on a runner once, when its time has come. */
type Once = (book: LadderBook, runner: number) => { readonly side: Side; readonly terms: MatchingTerms } | null

/** Plays a recorded market through a matching engine; each active runner is bet on once in the last 100 s before the start, or `often` at any time. */
function play(file: string, once: Once, settings: Partial<MatchingSettings> = {}, often = 1) {
  const venue = venueId('exchange')
  const engine = new MatchingEngine(fullMatchingSettings({ venue, currency: GBP, minStake: money(100), ...settings }))
  const reader = createStreamReader('all')
  const orders: MatchingOrder[] = []
  const bet = new Map<number, number>()
  let end = timestamp(0)
  let startsAt = 0
  let market: Market | null = null
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  for (const line of lines) {
    if (line === '') continue
    const message: StreamMessage = JSON.parse(line)
    const at = timestamp(message.pt ?? 0)
    engine.advance(at)
    end = at
    for (const change of message.mc ?? []) {
      const told = change.marketDefinition as { marketTime?: string } | undefined
      if (told?.marketTime !== undefined) startsAt = Date.parse(told.marketTime)
    }
    for (const book of reader.read(message)?.changed ?? []) {
      if (market === null) {
        const selections = Array.from({ length: book.runners }, (_, runner) => book.selection(runner))
        market = { ...matchOdds(), id: book.market, selections: selections.map((id) => ({ id, name: id, line: null })) }
        engine.observe(news(market, at, {}))
      }
      engine.observeBook(book, at)
      const isLate = !book.state.inPlay && startsAt - at < 100_000
      if (book.state.status !== 'open' || (often === 1 && !isLate)) continue
      for (let runner = 0; runner < book.runners; runner += 1) {
        const asked = (bet.get(runner) ?? 0) >= often || book.status(runner) !== 'active' ? null : once(book, runner)
        if (asked === null) continue
        bet.set(runner, (bet.get(runner) ?? 0) + 1)
        const order = {
          ref: `${orders.length}` as never,
          venue,
          market: book.market,
          selection: book.selection(runner),
          ...asked,
        }
        orders.push(order)
        engine.place(order, at, () => {})
      }
    }
  }
  return { engine, orders, end, market: market?.id }
}

/** What the reference simulator makes of the same bets: for each selection what was matched, and at which average price. */
interface Reference {
  readonly detail: readonly { readonly sel: number; readonly size_matched: number; readonly avg: number }[]
}

const bestBack: Once = (book, runner) => ({ side: 'back', terms: limit(book.bestBack(runner) ?? 0, 2) })
const orKill = { fillOrKill: true, minFill: money(5_00) }

const strategies: Readonly<Record<string, Once>> = {
  LimitOrders: bestBack,
  LimitOnClose: (book, runner) => ({
    side: 'back',
    terms: { kind: 'limit-on-close', liability: money(10_00), price: priceUnits(units(book.bestBack(runner) ?? 0)) },
  }),
  MarketOnClose: () => ({ side: 'lay', terms: { kind: 'market-on-close', liability: money(100_00) } }),
  LimitLayPassive: (book, runner) => ({ side: 'lay', terms: limit(book.bestBack(runner) ?? 0, 2) }),
  // What rests is matched by offers that come to it, as it is there with this setting.
  'avail_prices=True/LimitBackPersist': (book, runner) => ({
    side: 'back',
    terms: limit(book.bestLay(runner) ?? 0, 2, { persistence: 'persist' }),
  }),
  LimitFOK: (book, runner) => ({ side: 'back', terms: limit(book.bestBack(runner) ?? 0, 50, orKill) }),
  'PersistMOC/PersistMOC': () => ({ side: 'back', terms: limit(1000, 2, { persistence: 'market-on-close' }) }),
}

describe.each(['1.197931750', '1.181223995'])('on the recorded market %s', (file) => {
  recorded(file).each(Object.entries(strategies))('%s has what the reference simulator has', (name, once) => {
    const references = JSON.parse(readFileSync(join(folder, 'simulation-parity.json'), 'utf8'))
    const { detail }: Reference = references[`${file}/${name}`]
    const { engine, orders, end } = play(file, once)
    const refs = orders.map(({ ref }) => ref)
    const found = new Map(takenOf(engine, refs, end).map((each) => [each.ref, each]))
    expect(orders.length).toBeGreaterThan(5)
    for (const { sel, size_matched: size, avg } of detail) {
      const order = orders.find(({ selection }) => selection === String(sel))
      if (order === undefined) throw new Error(`no bet on ${sel}`)
      const known = found.get(order.ref)
      const { matchedStake, averagePrice } = known ?? { matchedStake: 0, averagePrice: null }
      if (name === 'LimitFOK') {
        // It stops at the limit, where the venue goes on as long as the average is within it.
        expect(matchedStake).toBeGreaterThanOrEqual(minor(size))
        continue
      }
      // A lay at the starting price never loses more than it may, where it rounds to the nearest.
      expect([0, 1]).toContain(minor(size) - matchedStake)
      if (name !== 'MarketOnClose') expect(matchedStake).toBe(minor(size))
      expect(Math.abs((averagePrice ?? 0) / 10_000 - avg)).toBeLessThan(0.0051)
    }
  })

  recorded(file)('bets all the time on everything, and matches no more than was there', () => {
    let count = 0
    const { engine, orders, end, market } = play(
      file,
      (book, runner) => {
        count += 1
        const side = count % 800 === 0 ? 'back' : 'lay'
        const best = (count % 1200 === 0) === (side === 'back') ? book.bestBack(runner) : book.bestLay(runner)
        if (count % 400 !== 0 || best === null) return null
        return { side, terms: limit(best, 1 + (count % 290), { persistence: count % 3 === 0 ? 'persist' : 'lapse' }) }
      },
      { cancellations: 'behind' },
      Number.POSITIVE_INFINITY,
    )
    const refs = orders.map(({ ref }) => ref)
    const found = takenOf(engine, refs, end)
    expect(found.length).toBeGreaterThan(1)
    expect(found.filter(({ state }) => state === 'open')).toEqual([])
    for (const { ref, matchedStake, averagePrice } of found) {
      const order = orders.find((each) => each.ref === ref)
      if (order?.terms.kind !== 'limit') throw new Error('another order')
      expect(matchedStake).toBeLessThanOrEqual(order.terms.stake)
      if (averagePrice === null) continue
      const isWorse = order.side === 'back' ? averagePrice < order.terms.price : averagePrice > order.terms.price
      expect(isWorse).toBe(false)
    }
    expect(found.some(({ matchedStake }) => matchedStake > 0)).toBe(true)
    const last = engine.list(timestamp(0), end).bets.at(-1)
    expect(last).toMatchObject({ market, ours: true, venue: 'exchange' })
  })
})
