import { currency, timestamp, venueId } from '@betting-advisor/core'
import type { Cleared } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { createClearedReader } from '../../src/settlement/cleared-words.ts'
import { createWordMemory } from '../../src/settlement/word-memory.ts'
import { type Called, openClient, result } from '../api/open-client.ts'
import { clearedRow, T } from '../api/samples.ts'

const AT = Date.parse(T)
const { signal } = new AbortController()
const since = timestamp(AT - 1)
const later = (milliseconds: number) => new Date(AT + milliseconds).toISOString()
const voidedRow = { ...clearedRow, betOutcome: undefined, profit: 0 }

interface Lists {
  readonly settled?: readonly object[]
  readonly voided?: readonly object[]
  readonly markets?: readonly object[]
  /** Of markets that are asked for by name. */
  readonly named?: readonly object[]
}

/** Reads what an exchange lists at one time after another. */
async function readEach(...times: readonly Lists[]): Promise<readonly { word: Cleared; asked: readonly Called[] }[]> {
  let now: Lists = {}
  const asked: Called[] = []
  await using it = await openClient((called) => {
    asked.push(called)
    const { groupBy, betStatus, marketIds } = called.params
    const of = groupBy === 'MARKET' ? (marketIds === undefined ? 'markets' : 'named') : String(betStatus).toLowerCase()
    return result({ clearedOrders: now[of as keyof Lists] ?? [], moreAvailable: false })
  })
  const { client } = it
  const read = createClearedReader({ client, venue: venueId('betfair'), currency: currency('GBP'), refOf: () => null })
  const said: { word: Cleared; asked: readonly Called[] }[] = []
  for (const lists of times) {
    now = lists
    said.push({ word: await read(since, signal), asked: asked.splice(0) })
  }
  return said
}

const settled = (fields: object = {}): Lists => ({
  settled: [{ ...clearedRow, ...fields }],
  markets: [{ ...clearedRow, commission: 0.2, ...fields }],
})

describe('what the exchange has settled', () => {
  it('is told by the date that it has, the same as long as nothing else is said', async () => {
    const [first, again] = await readEach(settled(), settled())
    expect(first?.word).toMatchObject({ orders: [{ profit: 400, version: AT }], markets: [{ version: AT }] })
    expect(again?.word).toEqual(first?.word)
  })

  it('is a later word where it says something else without a new date', async () => {
    const said = await readEach(
      settled(),
      settled({ profit: 3, commission: 0.15 }),
      settled({ profit: 3, commission: 0.15 }),
    )
    expect(said.map(({ word }) => word.orders[0])).toMatchObject([
      { profit: 400, version: AT },
      { profit: 300, version: AT + 1 },
      { profit: 300, version: AT + 1 },
    ])
    expect(said.map(({ word }) => word.markets[0])).toMatchObject([
      { commission: 20, version: AT },
      { commission: 15, version: AT + 1 },
      { commission: 15, version: AT + 1 },
    ])
  })

  it('is no news where a list is older than one before', async () => {
    const said = await readEach(settled({ settledDate: later(5), profit: -2 }), settled())
    expect(said[1]?.word.orders).toMatchObject([{ version: AT }])
  })

  it('has no commission where the market was voided after it was settled', async () => {
    const [, returned] = await readEach(settled(), { voided: [{ ...voidedRow, settledDate: later(9) }] })
    expect(returned?.word).toMatchObject({
      orders: [{ outcome: 'void', profit: 0, version: AT + 9 }],
      markets: [{ market: 'betfair:1.200000001', commission: 0, version: AT + 9 }],
    })
  })

  it('has the commission of what is left where one bet of a market was voided after it was settled', async () => {
    const row = { ...clearedRow, commission: 0.05 }
    const lists = { voided: [{ ...voidedRow, settledDate: later(9) }], named: [row] }
    const [said] = await readEach(lists)
    expect(said?.asked.map(({ params }) => params['marketIds'])).toContainEqual(['1.200000001'])
    expect(said?.word.markets).toMatchObject([{ commission: 5, version: AT + 9 }])
  })
})

describe('what a market was charged', () => {
  it('is not said where the market has settled bets and its charge is not told yet', async () => {
    const bets = { settled: [clearedRow] }
    const [early, told] = await readEach(bets, { ...bets, markets: [{ ...clearedRow, commission: 0.2 }] })
    expect(early?.word).toMatchObject({ orders: [{ profit: 400 }], markets: [] })
    expect(told?.word.markets).toMatchObject([{ commission: 20, version: AT }])
  })
})

describe('how the exchange is asked', () => {
  it('is one list after the other, and again only for bets of which something new is said', async () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ ...clearedRow, betId: `${index}` }))
    const [first, again, third] = await readEach(
      { settled: rows(2) },
      { settled: rows(2) },
      { settled: [...rows(2), { ...clearedRow, betId: '1', profit: 1 }, { ...clearedRow, betId: '2' }] },
    )
    const betsOf = (asked: readonly Called[] = []) => asked.flatMap(({ params }) => params['betIds'] ?? [])
    expect(betsOf(first?.asked)).toEqual(['0', '1', '0', '1'])
    expect(betsOf(again?.asked)).toEqual([])
    expect(again?.word).toEqual(first?.word)
    expect(betsOf(third?.asked)).toEqual(['1', '2', '1', '2'])
  })

  it('keeps no order that is looked for waiting behind a long account, and is asked less than three at once', async () => {
    let running = 0
    let most = 0
    const ended: string[] = []
    await using it = await openClient(async ({ operation, params }) => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 60))
      running -= 1
      ended.push(params['betIds'] === undefined ? operation : 'bets')
      const rows = Array.from({ length: 2_500 }, (_, index) => ({ ...clearedRow, betId: `${index}` }))
      const from = Number(params['fromRecord'])
      return result({
        currentOrders: [],
        clearedOrders: params['betStatus'] === 'SETTLED' ? rows.slice(from, from + 1_000) : [],
        moreAvailable: operation === 'listClearedOrders' && params['betStatus'] === 'SETTLED' && from + 1_000 < 2_500,
      })
    })
    const { client } = it
    const read = createClearedReader({
      client,
      venue: venueId('betfair'),
      currency: currency('GBP'),
      refOf: () => null,
    })
    const lists = read(since, signal)
    const looked = client.listCurrentOrders({ customerOrderRefs: ['a'] }, signal).then(() => ended.length)
    expect((await lists).orders).toHaveLength(2_500)
    expect(await looked).toBeLessThanOrEqual(3)
    expect(most).toBeLessThanOrEqual(2)
  })
})

describe('the memory of words', () => {
  it('never gives two words one version, and never a lower one to a word of the same date', async () => {
    const memory = createWordMemory()
    const versions: number[] = []
    for (const word of ['a', 'b', 'a', 'a', 'c']) versions.push(await memory.versionOf('bet 1', 7, { word }))
    expect(versions).toEqual([7, 8, 9, 9, 10])
    expect(await memory.versionOf('bet 1', 8, { word: 'd' })).toBe(11)
    expect(await memory.versionOf('bet 1', 20, { word: 'd' })).toBe(20)
    expect(await memory.versionOf('bet 1', 19, { word: 'e' })).toBe(19)
    memory.forgetBefore(21)
    expect(await memory.versionOf('bet 1', 19, { word: 'e' })).toBe(19)
  })

  it.each([
    ['the same again', { version: AT + 2, isSame: true }, AT, AT + 2],
    ['something else under the same date', { version: AT + 2, isSame: false }, AT, AT + 3],
    ['something else under a later date', { version: AT + 2, isSame: false }, AT + 60_000, AT + 60_000],
    ['an older list', { version: AT + 60_000, isSame: false }, AT, AT],
    ['the first word', null, AT, AT],
  ])('goes on from what is stored: %s', async (_, stored, dated, version) => {
    const memory = createWordMemory()
    let asked = 0
    const before = async () => {
      asked += 1
      return stored
    }
    expect(await memory.versionOf('bet 1', dated, { word: 'a' }, before)).toBe(version)
    if (version !== dated || stored === null) {
      expect(await memory.versionOf('bet 1', dated, { word: 'a' }, before)).toBe(version)
      expect(asked).toBe(1)
    }
  })
})

describe('a word that changes without a new date while no process is there', () => {
  it('is a later word for the next process, and once', async () => {
    const kept = { order: { version: AT, isSame: false }, market: { version: AT, isSame: false } }
    const known = { order: async () => kept.order, market: async () => kept.market }
    await using it = await openClient(({ params }) => {
      const rows =
        params['groupBy'] === 'MARKET' ? settled({ commission: 0.15 }).markets : settled({ profit: 3 }).settled
      return result({ clearedOrders: params['betStatus'] === 'SETTLED' ? rows : [], moreAvailable: false })
    })
    const opened = () =>
      createClearedReader({
        client: it.client,
        venue: venueId('betfair'),
        currency: currency('GBP'),
        refOf: () => null,
      })
    const later = { orders: [{ profit: 300, version: AT + 1 }], markets: [{ commission: 15, version: AT + 1 }] }
    const read = opened()
    expect(await read(since, signal, known)).toMatchObject(later)
    expect(await read(since, signal, known)).toMatchObject(later)
    kept.order = { version: AT + 1, isSame: true }
    kept.market = { version: AT + 1, isSame: true }
    expect(await opened()(since, signal, known)).toMatchObject(later)
  })
})
