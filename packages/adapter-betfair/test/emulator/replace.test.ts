import { expect, it } from 'vitest'
import type { BetfairWorld } from '../../src/emulator.ts'
import { attempt, intentOf, openOrder } from '../orders/open-venue.ts'
import { openBot } from './open-bot.ts'
import { definition, M } from './stage.ts'

/** An open market in which nobody backs at the prices that are asked for. */
const world: BetfairWorld = {
  *changes(from) {
    const rc = [{ id: 11, atb: [[2.5, 50]] as const, atl: [[4, 50]] as const }]
    yield { at: from, markets: [{ id: M, img: true, marketDefinition: definition(), rc }] }
  },
}

it('replaces over sockets, knows each half, and finds the chain by the reference of its first', async () => {
  await using bot = await openBot(world)
  const { venue, faults, control } = bot
  const { signal } = new AbortController()
  const first = intentOf({ stake: 200, price: 30_000 })
  const second = intentOf({ entry: 2, stake: 200, price: 32_000 })
  const third = intentOf({ entry: 3, stake: 200, price: 34_000 })
  const fourth = intentOf({ entry: 5, stake: 200, price: 34_000 })
  const offLadder = intentOf({ entry: 4, stake: 200, price: 30_100 })

  const [placed] = await venue.doPlace([first], attempt())
  if (placed.kind !== 'accepted') throw new Error('It was not accepted.')
  const open = { ...openOrder(first), venueOrderId: placed.venueOrderId }
  const replaced = await venue.doReplace?.(open, second, attempt())
  expect(replaced).toMatchObject({ cancelled: { kind: 'cancelled', matchedStake: 0 }, placed: { kind: 'accepted' } })
  if (replaced?.placed.kind !== 'accepted') throw new Error('It was not replaced.')
  const secondId = replaced.placed.venueOrderId
  expect(secondId).not.toBe(placed.venueOrderId)

  // The venue's own operation leaves the reference as it was: an engine that looked for `second` would not find it.
  const shown = await venue.lookup([first.ref, second.ref], signal)
  expect(shown.orders.map(({ ref, state }) => [ref, state]).toSorted()).toEqual([
    [first.ref, 'cancelled'],
    [first.ref, 'open'],
  ])
  expect(shown.orders.some(({ ref }) => ref === second.ref)).toBe(false)

  const gone = await venue.doReplace?.(open, third, attempt())
  expect(gone).toMatchObject({ cancelled: { kind: 'refused' }, placed: { kind: 'rejected' } })

  faults.add({ kind: 'lost-answer' })
  const lost = await venue.doReplace?.({ ...open, venueOrderId: secondId }, fourth, attempt())
  expect(lost).toMatchObject({
    cancelled: { kind: 'unknown' },
    placed: { kind: 'unknown', resetAt: expect.any(Number) },
  })
  const live = control.statement('bot').bets.filter(({ isComplete }) => !isComplete)
  expect(live).toMatchObject([{ customerOrderRef: first.ref, price: 3.4, size: 200 }])

  const last = { ...open, venueOrderId: live[0]?.betId ?? null }
  const half = await venue.doReplace?.(last, offLadder, attempt())
  expect(half).toMatchObject({
    cancelled: { kind: 'cancelled', matchedStake: 0 },
    placed: { kind: 'rejected', reason: { code: 'INVALID_ODDS' } },
  })
  expect(control.statement('bot').bets.every(({ isComplete }) => isComplete)).toBe(true)
})
