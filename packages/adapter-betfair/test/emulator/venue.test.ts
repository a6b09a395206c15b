import { createFaultQueue } from '@betting-advisor/adapter-kit/emulator'
import { createSystemClock, currency, timestamp } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { createBetfairClient } from '../../src/api/client.ts'
import { type BetfairWorld, serveBetfair } from '../../src/emulator.ts'
import { createBetfairSession, createBetfairVenue } from '../../src/index.ts'
import { attempt, intentOf, openOrder } from '../orders/open-venue.ts'
import { definition, M, VERSION } from './stage.ts'

/** A market that is open, and closed after a while: the runner 11 wins. */
function closing(afterMs: number): BetfairWorld {
  const runners = definition().runners.map((runner) => ({
    ...runner,
    status: runner.id === 11 ? ('WINNER' as const) : ('LOSER' as const),
  }))
  const closed = definition({ status: 'CLOSED', version: VERSION + 1, runners })
  return {
    *changes(from) {
      const rc = [{ id: 11, atb: [[3, 1.5]] as const, atl: [[3.1, 50]] as const }]
      yield { at: from, markets: [{ id: M, img: true, marketDefinition: definition(), rc }] }
      yield { at: from + afterMs, markets: [{ id: M, marketDefinition: closed }] }
    },
  }
}

it('takes what the venue of this package sends, and both say the same of it in the end', async () => {
  const { signal } = new AbortController()
  const clock = createSystemClock()
  const begun = timestamp(clock.now() - 60_000)
  const faults = createFaultQueue()
  const accounts = [{ username: 'bot', password: 'secret' }]
  await using emulator = await serveBetfair({
    world: closing(15_000),
    clock,
    accounts,
    faults: (request) => (request.url.includes('/betting/') ? faults.plan(request) : null),
  })
  const { hosts, authority: authorities, control } = emulator
  await using session = createBetfairSession({
    appKey: 'live-key',
    username: 'bot',
    password: 'secret',
    hosts,
    authorities,
    clock,
  })
  const client = createBetfairClient({ session, clock })
  await using venue = createBetfairVenue({ client, clock, currency: currency('GBP') })
  const [matched, lost] = [intentOf({ stake: 200 }), intentOf({ entry: 2, stake: 300 })]

  expect(await venue.doPlace([matched], attempt())).toMatchObject([{ kind: 'accepted', matchedStake: 150 }])
  faults.add({ kind: 'lost-answer' })
  expect(await venue.doPlace([lost], attempt())).toMatchObject([{ kind: 'unknown', resetAt: expect.any(Number) }])
  const { orders } = await venue.lookup([matched.ref, lost.ref], signal)
  expect(orders).toMatchObject([
    { ref: matched.ref, state: 'open' },
    { ref: lost.ref, state: 'open' },
  ])
  const open = { ...openOrder(lost), venueOrderId: orders[1]?.venueOrderId ?? null }
  expect(await venue.doCancel?.(open, signal)).toMatchObject({ kind: 'cancelled', matchedStake: 0 })

  await expect.poll(() => control.openMarkets).toEqual([])
  const word = await venue.cleared?.(begun, signal)
  expect(word).toMatchObject({
    orders: [{ ref: matched.ref, outcome: 'won', profit: 300 }],
    markets: [{ commission: 15 }],
  })
  const { balance, bets, commission } = control.statement('bot')
  expect({ balance, commission, profits: bets.map(({ profit }) => profit) }).toEqual({
    balance: 1_000_285,
    commission: 15,
    profits: [300, null],
  })
  await client.close()
})
