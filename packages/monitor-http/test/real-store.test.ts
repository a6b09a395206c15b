import type { AdvisorAnnouncements, Order, OrderEvent } from '@betting-advisor/core'
import { createMemoryStore, money } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { expect, it } from 'vitest'
import { createMonitor } from '../src/index.ts'
import { ask, json } from './support/asking.ts'
import { status } from './support/fixtures.ts'
import { readStream } from './support/stream.ts'

/** An advisor that does nothing, over a store that does everything. */
function watch() {
  const store = createMemoryStore()
  const listeners = new Set<(...values: AdvisorAnnouncements['event']) => void>()
  const monitor = createMonitor({
    store,
    status: () => status({ account: SAMPLE_ACCOUNT, startedAt: SAMPLE_TIME }),
    on(name, listener) {
      if (name === 'event') listeners.add(listener as (...values: AdvisorAnnouncements['event']) => void)
      return { [Symbol.dispose]: () => void listeners.delete(listener as never) }
    },
  })
  const tell = async (order: Order) => {
    const event = { type: 'order', account: SAMPLE_ACCOUNT, run: order.intent.run, at: order.updatedAt, order } as const
    for (const stored of await store.append([event])) for (const listener of listeners) listener(stored)
  }
  return { store, monitor, tell }
}

it('shows what a real store holds, from an empty one to a settled bet', async () => {
  const { store, monitor, tell } = watch()
  const early = await ask(monitor, '/api/v1/orders')
  expect(early.status).toBe(503)
  expect(await early.json()).toMatchObject({ code: 'NOT_STARTED' })

  await store.startRun(sampleRunStart())
  expect((await json(monitor, '/api/v1/orders')).orders).toEqual([])
  await using stream = readStream(await ask(monitor, '/api/v1/events'))
  await stream.until(({ event }) => event === 'snapshot')

  const begun = await store.begin(sampleIntent({ market: 'm1', stake: 2_500 }))
  if (begun.kind !== 'reserved') throw new Error(begun.kind)
  const { key } = begun.order.intent
  await tell(begun.order)
  const at = SAMPLE_TIME
  const life: readonly OrderEvent[] = [
    { type: 'accepted', at, venueOrderId: 'v1' },
    { type: 'matched', at, matchedStake: money(2_500), averagePrice: begun.order.intent.price },
    { type: 'settled', at, outcome: 'won', profit: money(2_750), commission: money(0) },
  ]
  for (const event of life) {
    const advanced = await store.advance(key, [event])
    await tell(advanced.order)
    const group = event.type === 'settled' ? 'settled' : 'open'
    expect((await json(monitor, `/api/v1/orders?state=${group}`)).orders).toEqual([advanced.order])
  }
  const { order, history } = await json(monitor, `/api/v1/orders/${encodeURIComponent(key)}`)
  expect(order).toMatchObject({ state: 'SETTLED', profit: 2_750, reserved: 0 })
  expect(history).toEqual(life)
  expect((await json(monitor, '/api/v1/equity')).points.map(({ equity }: { equity: number }) => equity)).toEqual([
    100_000, 102_750,
  ])
  expect((await json(monitor, '/api/v1/log')).events).toHaveLength(4)
  await stream.until(({ id }) => id === '4')
  expect(stream.messages.filter(({ event }) => event === 'event').map(({ id }) => id)).toEqual(['1', '2', '3', '4'])

  await using replayed = readStream(await ask(monitor, '/api/v1/events', { headers: { 'last-event-id': '2' } }))
  await replayed.until(({ id }) => id === '4')
  expect(replayed.messages.map(({ id }) => id)).toEqual([null, '3', '4'])
})
