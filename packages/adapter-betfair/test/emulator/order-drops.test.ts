import process from 'node:process'
import { createSystemClock, currency, silentLogger } from '@betting-advisor/core'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import type { KnownOrder, OrderRef } from '@betting-advisor/core/venue'
import { expect, it } from 'vitest'
import { createBetfairClient } from '../../src/api/client.ts'
import { type BetfairWorld, type StreamFaultKind, serveBetfair } from '../../src/emulator.ts'
import { createBetfairSession, createBetfairVenue } from '../../src/index.ts'
import { createOrderStream } from '../../src/stream.ts'
import { attempt, intentOf, openOrder } from '../orders/open-venue.ts'
import { until } from '../stream/listen.ts'
import { definition, M } from './stage.ts'

const FAULTS = Number(process.env['FAULT_STREAMS'] ?? 200)
const KINDS: readonly StreamFaultKind[] = [
  ...(['reset', 'half-line', 'duplicate', 'reorder', 'image', 'unknown'] as const),
  ...(['empty', 'former', 'split', 'backwards', 'slow-drip', 'unreliable'] as const),
]

/** A market in which others bet without end, at two prices. */
const busy: BetfairWorld = {
  *changes(from) {
    yield {
      at: from,
      markets: [
        { id: M, img: true, marketDefinition: definition(), rc: [{ id: 11, atb: [[2.9, 50]], atl: [[3.1, 50]] }] },
      ],
    }
    for (let count = 1; ; count += 1) {
      const change = { id: 11, trd: [[3, 4 * count] as const, [2.98, 2 * count] as const], ltp: 3 }
      yield { at: from + 40 * count, markets: [{ id: M, rc: [change] }] }
    }
  },
}

function isOver(state: KnownOrder['state']): boolean {
  return state !== 'open' && state !== 'pending'
}

it(`after each of ${FAULTS} drops, resets, half lines, duplicates, images and whatever else, orders stand as the venue has them`, {
  timeout: 20 * FAULTS + 300_000,
}, async () => {
  const random = createSeededRandom('orders')
  const below = (count: number): number => Math.floor(random() * count)
  const clock = createSystemClock()
  const faults: StreamFaultKind[] = []
  await using emulator = await serveBetfair({
    world: busy,
    clock,
    accounts: [{ username: 'bot', password: 'secret' }],
    streamFaults: (op) => (op === 'ocm' ? (faults.shift() ?? null) : null),
  })
  const { hosts, authority: authorities, control } = emulator
  await using session = createBetfairSession({
    ...{ appKey: 'live-key', username: 'bot', password: 'secret' },
    ...{ hosts, authorities, clock },
  })
  await using client = createBetfairClient({ session, clock })
  const [host = '', port] = hosts.stream.split(':')
  const orders = createOrderStream({
    endpoint: { host, port: Number(port), trust: { ca: authorities } },
    appKey: session.access.appKey,
    session,
    limits: { heartbeatMs: 500, firstMs: 5, longestMs: 40 },
    currency: currency('GBP'),
  })
  await using venue = createBetfairVenue({ client, clock, currency: currency('GBP'), news: orders.news })
  const stop = new AbortController()
  const { signal } = stop
  const known = new Map<OrderRef, { state: KnownOrder['state']; matched: number }>()
  let gaps = 0

  /** As an account takes it in: what has ended does not open again, and what is matched is not less. */
  function take({ ref, state, ...told }: KnownOrder): void {
    const before = known.get(ref)
    if (before !== undefined && isOver(before.state)) return
    known.set(ref, { state, matched: Math.max(before?.matched ?? 0, 'matchedStake' in told ? told.matchedStake : 0) })
  }

  const listening = (async () => {
    for await (const batch of venue.orderNews?.({ clock, logger: silentLogger, signal }) ?? []) {
      for (const each of batch) if (each.kind === 'order') take(each.order)
      if (!batch.some(({ kind }) => kind === 'gap')) continue
      gaps += 1
      const open = [...known].filter(([, { state }]) => !isOver(state)).map(([ref]) => ref)
      if (open.length === 0) continue
      for (const order of (await venue.lookup(open, signal)).orders) take(order)
    }
  })()
  listening.catch(() => undefined)
  await until(() => gaps === 1, 'the first image')

  /** What stands otherwise than the venue has it. */
  const differences = (): readonly object[] =>
    control.statement('bot').bets.flatMap(({ customerOrderRef, matched, isComplete, ...bet }) => {
      const order = known.get(customerOrderRef as OrderRef)
      const isSame = order !== undefined && order.matched === matched && isOver(order.state) === isComplete
      return isSame ? [] : [{ ...bet, matched, isComplete, order }]
    })

  for (let count = 0; count < FAULTS; count += 1) {
    const placed = [0, 1].map((each) =>
      intentOf({ entry: 1 + 2 * count + each, stake: 200 + below(300), price: 30_000 }),
    )
    for (const intent of placed) known.set(intent.ref, { state: 'open', matched: 0 })
    const kind = KINDS[count % KINDS.length] ?? 'reset'
    faults.push(kind)
    for (const intent of placed) {
      const [outcome] = await venue.doPlace([intent], attempt())
      if (outcome.kind !== 'accepted' || below(2) === 0) continue
      const open = { ...openOrder(intent), venueOrderId: outcome.venueOrderId }
      expect(['cancelled', 'not-open', 'refused', 'unknown']).toContain((await venue.doCancel?.(open, signal))?.kind)
    }
    if (below(10) === 0) control.dropStreams()
    await until(() => faults.length === 0, 'the fault')
    await expect.poll(differences, { timeout: 60_000, interval: 2, message: `${count}: ${kind}` }).toEqual([])
  }
  const { bets } = control.statement('bot')
  expect(bets).toHaveLength(2 * FAULTS)
  expect(bets.some(({ matched }) => matched > 0) && bets.some(({ cancelled }) => cancelled > 0)).toBe(true)
  expect(gaps).toBeGreaterThan(FAULTS / 6)
  stop.abort()
  await listening
})
