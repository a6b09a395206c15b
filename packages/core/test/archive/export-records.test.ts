import {
  type AdvisorEvent,
  accountKey,
  after,
  createMemoryStore,
  HOUR,
  MINUTE,
  money,
  type Store,
} from '@betting-advisor/core'
import { exportRecords, importInto, readJsonLines, toJsonLines } from '@betting-advisor/core/report'
import type { StoreRecord } from '@betting-advisor/core/store'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  sampleIntent,
  sampleLock,
  sampleRunStart,
} from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { exportedAccount, readsOf } from '../support/exported-account.ts'

const at = (milliseconds: number) => after(SAMPLE_TIME, milliseconds)

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('an export', () => {
  test('makes the account again elsewhere: every read says the same', async () => {
    const store = await exportedAccount(createMemoryStore())
    const copy = createMemoryStore()
    const lines = await all(toJsonLines(exportRecords(store, SAMPLE_ACCOUNT)))
    expect(await importInto(copy, readJsonLines(lines))).toBe(lines.length)
    expect(await readsOf(copy)).toEqual(await readsOf(store))
    expect(await copy.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('taken in twice, is written once', async () => {
    const records = await all(exportRecords(await exportedAccount(createMemoryStore()), SAMPLE_ACCOUNT))
    const copy = createMemoryStore()
    expect(await importInto(copy, records)).toBe(records.length)
    expect(await importInto(copy, records)).toBe(0)
    expect(await copy.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('tells the account first, payments and orders by their times, then locks and events', async () => {
    const store = createMemoryStore()
    await store.startRun(sampleRunStart())
    await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-500), at(2 * MINUTE))
    for (const minute of [3, 1, 2]) await store.begin(sampleIntent({ market: `m${minute}`, at: minute * MINUTE }))
    await store.setLock(sampleLock())
    const records = await all(exportRecords(store, SAMPLE_ACCOUNT))
    expect(records.map(said)).toEqual([
      'account',
      'run',
      'capital 100000',
      'order m1',
      'capital -500',
      'order m2',
      'order m3',
      'lock',
    ])
    expect(records[0]).toMatchObject({
      currency: { code: 'GBP' },
      timeZone: 'UTC',
      openedAt: at(-MINUTE),
    })
  })

  test.each([199, 200, 201, 650])('of %d orders tells each once, oldest first', async (count) => {
    const store = createMemoryStore()
    await store.startRun(sampleRunStart())
    for (let number = 0; number < count; number += 1) {
      await store.begin(sampleIntent({ market: `m${number}`, at: number, stake: 10 }))
    }
    const told = (await all(exportRecords(store, SAMPLE_ACCOUNT))).map(said).filter((line) => line.startsWith('order'))
    expect(told).toEqual(Array.from({ length: count }, (_, number) => `order m${number}`))
  })

  test('of a store that is at work tells each order with the history that made it', async () => {
    const store = createMemoryStore()
    await store.startRun(sampleRunStart())
    const intent = sampleIntent()
    await store.begin(intent)
    // Between history and order, the venue accepts; later orders come in while pages are read.
    let isAccepted = false
    const busy: Store = {
      ...store,
      async history(key) {
        const history = await store.history(key)
        if (!isAccepted) {
          isAccepted = true
          await store.advance(key, [{ type: 'accepted', at: SAMPLE_TIME, venueOrderId: '1' }])
          await store.begin(sampleIntent({ market: 'late', at: HOUR }))
        }
        return history
      },
    }
    const records = await all(exportRecords(busy, SAMPLE_ACCOUNT))
    expect(records.filter(({ kind }) => kind === 'order')).toMatchObject([
      { order: { state: 'ACCEPTED', intent: { market: 'market' } }, history: [{ type: 'accepted' }] },
    ])
    expect(await importInto(createMemoryStore(), records)).toBe(records.length)
  })

  test('loses no order where bets are found meanwhile among older ones', async () => {
    const store = createMemoryStore()
    await store.startRun(sampleRunStart())
    const count = 650
    for (let number = 0; number < count; number += 1) {
      await store.begin(sampleIntent({ market: `m${number}`, at: number, stake: 10 }))
    }
    // Once all pages have been walked, bets come in that were placed long before.
    let pages = 0
    const busy: Store = {
      ...store,
      async orders(query) {
        pages += 1
        if (pages === 5) {
          for (const at of [20, 300, 301, 500]) {
            await store.adopt(sampleIntent({ market: `found ${at}`, at, stake: 10, origin: 'adopted' }), [])
          }
        }
        return await store.orders(query)
      },
    }
    const told = (await all(exportRecords(busy, SAMPLE_ACCOUNT))).map(said).filter((line) => line.startsWith('order m'))
    expect(told).toEqual(Array.from({ length: count }, (_, number) => `order m${number}`))
  })

  test('of more events than one page tells them all, in order', async () => {
    const store = createMemoryStore()
    await store.startRun(sampleRunStart())
    const { id: run } = sampleRunStart().run
    const events = Array.from(
      { length: 2300 },
      (_, number): AdvisorEvent => ({
        type: 'halted',
        reason: `${number}`,
        at: SAMPLE_TIME,
        account: SAMPLE_ACCOUNT,
        run,
      }),
    )
    await store.append(events)
    const told = await all(exportRecords(store, SAMPLE_ACCOUNT))
    expect(told.flatMap((record) => (record.kind === 'event' ? [record.event] : []))).toEqual(events)
  })

  test('of the same event many times over, at one moment, is taken in as often', async () => {
    const store = createMemoryStore()
    await store.startRun(sampleRunStart())
    const { id: run } = sampleRunStart().run
    const event: AdvisorEvent = { type: 'halted', reason: 'again', at: SAMPLE_TIME, account: SAMPLE_ACCOUNT, run }
    await store.append(Array.from({ length: 1500 }, () => event))
    const copy = createMemoryStore()
    await importInto(copy, exportRecords(store, SAMPLE_ACCOUNT))
    expect(await copy.lastEventId(SAMPLE_ACCOUNT)).toBe(1500)
  })

  test('ends with the reason of a signal', async () => {
    const store = await exportedAccount(createMemoryStore())
    const reason = new Error('enough')
    await expect(all(exportRecords(store, SAMPLE_ACCOUNT, AbortSignal.abort(reason)))).rejects.toBe(reason)
  })

  test('of an account that nobody opened is refused', async () => {
    await expect(all(exportRecords(createMemoryStore(), accountKey('LIVE', 'nobody')))).rejects.toMatchObject({
      code: 'UNKNOWN_ACCOUNT',
    })
  })
})

test('an import that finds an order that is not what its history makes of it is refused, and told by the order', async () => {
  const records = await all(exportRecords(await exportedAccount(createMemoryStore()), SAMPLE_ACCOUNT))
  const edited = records.map(
    (record): StoreRecord =>
      record.kind === 'order' && record.order.state === 'SETTLED'
        ? { ...record, order: { ...record.order, profit: money(1_000_000) } }
        : record,
  )
  await expect(importInto(createMemoryStore(), edited)).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
})

test('an import goes in batches of a thousand, and one of nothing writes nothing', async () => {
  const sizes: number[] = []
  const target = {
    async importRecords(records: readonly StoreRecord[]) {
      sizes.push(records.length)
      return records.length
    },
  }
  const run = { ...sampleRunStart().run, reachedAt: SAMPLE_TIME, endedAt: null }
  const runs = Array.from({ length: 2500 }, (): StoreRecord => ({ kind: 'run', run }))
  expect(await importInto(target, runs)).toBe(2500)
  expect(await importInto(target, runs.slice(0, 1000))).toBe(1000)
  expect(await importInto(target, [])).toBe(0)
  expect(sizes).toEqual([1000, 1000, 500, 1000])
})

function said(record: StoreRecord): string {
  if (record.kind === 'capital') return `capital ${record.amount}`
  return record.kind === 'order' ? `order ${record.order.intent.market}` : record.kind
}
