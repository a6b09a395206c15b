import { silentLogger, timestamp } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { type Called, failure, result } from '../api/open-client.ts'
import type { Scripted } from '../scripted.ts'
import { attempt, intentOf, openOrder, openVenue } from './open-venue.ts'

const START = timestamp(Date.UTC(2026, 10, 30, 10))
const beat = (actionPerformed: string, actualTimeoutSeconds = 30) => result({ actionPerformed, actualTimeoutSeconds })
const placed = result({ status: 'SUCCESS', instructionReports: [{ status: 'SUCCESS', betId: '1' }] })
const cancelled = result({ status: 'SUCCESS', instructionReports: [{ status: 'SUCCESS', sizeCancelled: 2 }] })

/** A venue in a time of its own, with what news there are of orders: none, until it is over. */
async function openSwitched(heart: (called: Called) => Scripted, deadMansSwitchSeconds = 60, hasNews = true) {
  const clock = createSteppedClock({ start: START, limit: START })
  const it = await openVenue(
    (called) =>
      called.operation === 'heartbeat' ? heart(called) : called.operation === 'cancelOrders' ? cancelled : placed,
    {
      clock,
      deadMansSwitchSeconds,
      ...(hasNews && {
        async *news({ signal }) {
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
          yield* []
        },
      }),
    },
  )
  const beats = () =>
    it.calls.flatMap(({ operation, params }) => (operation === 'heartbeat' ? [params['preferredTimeoutSeconds']] : []))
  return {
    ...it,
    clock,
    beats,
    async [Symbol.asyncDispose]() {
      await it[Symbol.asyncDispose]()
      clock.close()
    },
  }
}

describe('the dead man’s switch', () => {
  it('is set before the first order, renewed three times as often as the exchange asks, and ended with the venue', async () => {
    await using it = await openSwitched(() => beat('NONE'))
    expect(it.beats()).toEqual([])
    expect(await it.venue.doPlace([intentOf()], attempt())).toMatchObject([{ kind: 'accepted' }])
    expect(it.calls.map(({ operation }) => operation)).toEqual(['heartbeat', 'placeOrders'])
    await it.clock.until(timestamp(START + 9_999))
    expect(it.beats()).toEqual([60])
    await it.clock.until(timestamp(START + 10_000))
    await expect.poll(it.beats).toEqual([60, 60])
    await it.venue.close()
    expect(it.beats()).toEqual([60, 60, 0])
  })

  it('lets no order leave while it is not set, but cancels', async () => {
    await using it = await openSwitched(() => failure('INVALID_APP_KEY'))
    const not = { reason: { code: 'NO_DEAD_MANS_SWITCH' } }
    expect(await it.venue.doPlace([intentOf()], attempt())).toMatchObject([{ kind: 'not-sent', ...not }])
    const open = openOrder(intentOf())
    const replaced = await it.venue.doReplace?.(open, intentOf({ entry: 2, price: 32_000 }), attempt())
    expect(replaced).toMatchObject({ cancelled: { kind: 'refused' }, placed: { kind: 'not-sent', ...not } })
    expect(await it.venue.doCancel?.(open, attempt().signal)).toMatchObject({ kind: 'cancelled' })
    expect(it.calls.filter(({ operation }) => operation === 'placeOrders')).toEqual([])
  })

  it.each([true, false])(
    'tells that news may have been missed where the exchange has acted, with a stream of orders: %s',
    async (hasNews) => {
      await using it = await openSwitched(({ count }) => beat(count === 1 ? 'NONE' : 'ALL_BETS_CANCELLED'), 60, hasNews)
      const listening = new AbortController()
      const news = it.venue.orderNews?.({ clock: it.clock, logger: silentLogger, signal: listening.signal })
      const heard = news?.[Symbol.asyncIterator]().next()
      await it.venue.doPlace([intentOf()], attempt())
      await it.clock.until(timestamp(START + 10_000))
      expect(await heard).toMatchObject({
        value: [{ kind: 'gap', reason: expect.stringContaining('ALL_BETS_CANCELLED') }],
      })
      listening.abort()
    },
  )

  it('takes 10 to 300 seconds, and is never asked for where nobody wants it', async () => {
    for (const seconds of [9, 301, 30.5])
      await expect(openSwitched(() => beat('NONE'), seconds)).rejects.toMatchObject({ code: 'INVALID_VALUE' })
    await using it = await openVenue(() => placed)
    await it.venue.doPlace([intentOf()], attempt())
    await it.venue.close()
    expect(it.calls.map(({ operation }) => operation)).toEqual(['placeOrders'])
  })
})
