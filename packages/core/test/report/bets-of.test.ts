import { after, createMemoryStore, MINUTE, type Order, type Store } from '@betting-advisor/core'
import { betsOf } from '@betting-advisor/core/report'
import type { OrderQuery } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { expect, test } from 'vitest'

async function storeWith(orders: number): Promise<Store & { readonly asked: OrderQuery[] }> {
  const store = createMemoryStore()
  await store.startRun(sampleRunStart())
  for (let number = 0; number < orders; number += 1) {
    const strategy = number % 3 === 0 ? 'third' : 'value'
    await store.begin(sampleIntent({ market: `m${number}`, at: number * MINUTE, stake: 10, strategy }))
  }
  const asked: OrderQuery[] = []
  return {
    ...store,
    asked,
    orders(query) {
      asked.push(query)
      return store.orders(query)
    },
  }
}

async function collected(bets: AsyncIterable<Order>): Promise<readonly string[]> {
  const markets: string[] = []
  for await (const { intent } of bets) markets.push(intent.market)
  return markets
}

test.each([0, 1, 499, 500, 501, 1203])('%d bets are all told once, newest first', async (count) => {
  const store = await storeWith(count)
  const expected = Array.from({ length: count }, (_, index) => `m${count - 1 - index}`)
  expect(await collected(betsOf(store, { account: SAMPLE_ACCOUNT }))).toEqual(expected)
})

test('what the query asks for holds on every page', async () => {
  const store = await storeWith(1600)
  const query = {
    account: SAMPLE_ACCOUNT,
    strategy: 'third',
    since: after(SAMPLE_TIME, 30 * MINUTE),
    states: ['SENDING'] as const,
  }
  const markets = await collected(betsOf(store, query))
  expect(markets.length).toBe(524)
  expect([markets[0], markets.at(-1)]).toEqual(['m1599', 'm30'])
})

test('pages are read only as they are asked for', async () => {
  const store = await storeWith(1203)
  for await (const _ of betsOf(store, { account: SAMPLE_ACCOUNT })) break
  expect(store.asked.length).toBe(1)
})

test('bets that come while they are told do not disturb', async () => {
  const store = await storeWith(600)
  const markets: string[] = []
  for await (const { intent } of betsOf(store, { account: SAMPLE_ACCOUNT })) {
    markets.push(intent.market)
    if (markets.length === 100) await store.begin(sampleIntent({ market: 'late', at: 9999 * MINUTE, stake: 10 }))
  }
  expect(markets.length).toBe(600)
  expect(markets).not.toContain('late')
})

test('ends with the reason of a signal, before the next page', async () => {
  const store = await storeWith(600)
  const reason = new Error('enough')
  const controller = new AbortController()
  const read = async () => {
    for await (const _ of betsOf(store, { account: SAMPLE_ACCOUNT }, controller.signal)) controller.abort(reason)
  }
  await expect(read()).rejects.toBe(reason)
  expect(store.asked.length).toBe(1)
})

test('of an account that nobody opened, the store says so', async () => {
  await expect(collected(betsOf(createMemoryStore(), { account: SAMPLE_ACCOUNT }))).rejects.toMatchObject({
    code: 'UNKNOWN_ACCOUNT',
  })
})
