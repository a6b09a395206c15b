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

describe('the memory of words', () => {
  it('never gives two words one version, and never a lower one to a word of the same date', () => {
    const memory = createWordMemory()
    const versions = ['a', 'b', 'a', 'a', 'c'].map((word) => memory.versionOf('bet 1', 7, { word }))
    expect(versions).toEqual([7, 8, 9, 9, 10])
    expect(memory.versionOf('bet 1', 8, { word: 'd' })).toBe(11)
    expect(memory.versionOf('bet 1', 20, { word: 'd' })).toBe(20)
    expect(memory.versionOf('bet 1', 19, { word: 'e' })).toBe(19)
    memory.forgetBefore(21)
    expect(memory.versionOf('bet 1', 19, { word: 'e' })).toBe(19)
  })
})
