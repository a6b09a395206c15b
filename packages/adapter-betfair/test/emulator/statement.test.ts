import { currency, timestamp } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import type { BetfairWorld } from '../../src/emulator.ts'
import { compareWithStatement } from '../../src/index.ts'
import { attempt, intentOf } from '../orders/open-venue.ts'
import { openBot } from './open-bot.ts'
import { definition, M, VERSION } from './stage.ts'

/** A market that the runner 11 wins first, and then another. */
const world: BetfairWorld = {
  *changes(from) {
    const rc = [{ id: 11, atb: [[3, 50]] as const, atl: [[3.1, 50]] as const }]
    yield { at: from, markets: [{ id: M, img: true, marketDefinition: definition(), rc }] }
    for (const [index, winner] of [11, 12].entries()) {
      const runners = definition().runners.map((runner) => ({
        ...runner,
        status: runner.id === winner ? ('WINNER' as const) : ('LOSER' as const),
      }))
      const marketDefinition = definition({ status: 'CLOSED', version: VERSION + 1 + index, runners })
      yield { at: from + 4_000 + index * 1_500, markets: [{ id: M, marketDefinition }] }
    }
  },
}

it('agrees with the word on bets before and after a market is settled again', async () => {
  await using bot = await openBot(world)
  const { venue, client, control, clock } = bot
  const { signal } = new AbortController()
  const since = timestamp(clock.now() - 60_000)
  const range = { itemDateRange: { from: new Date(since).toISOString() } }
  const [won, lost] = [intentOf({ stake: 1_000 }), intentOf({ entry: 2, stake: 500, side: 'lay', price: 31_000 })]
  expect(await venue.doPlace([won], attempt())).toMatchObject([{ kind: 'accepted', matchedStake: 1_000 }])
  expect(await venue.doPlace([lost], attempt())).toMatchObject([{ kind: 'accepted', matchedStake: 500 }])

  const profits = () => control.statement('bot').bets.map(({ profit }) => profit)
  for (const expected of [
    [2_000, -1_050],
    [-1_000, 500],
  ]) {
    await expect.poll(profits).toEqual(expected)
    const [cleared, statement] = await Promise.all([
      venue.cleared?.(since, signal),
      client.getAccountStatement(range, signal),
    ])
    expect(statement.complete).toBe(true)
    expect(cleared?.orders.map(({ profit }) => profit)).toEqual(expect.arrayContaining(expected))
    const told = cleared ?? { orders: [], markets: [] }
    expect(
      compareWithStatement({ cleared: told, statement: statement.rows, since, currency: currency('GBP') }),
    ).toEqual([])
  }
})
