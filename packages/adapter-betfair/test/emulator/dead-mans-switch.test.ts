import { expect, it } from 'vitest'
import type { BetfairWorld } from '../../src/emulator.ts'
import { attempt, intentOf } from '../orders/open-venue.ts'
import { openBot } from './open-bot.ts'
import { definition, M } from './stage.ts'

const world: BetfairWorld = {
  *changes(from) {
    yield { at: from, markets: [{ id: M, img: true, marketDefinition: definition(), rc: [] }] }
  },
}

it('leaves bets open for as long as it is renewed, and cancels them when no more is heard of the program', async () => {
  await using bot = await openBot(world, { deadMansSwitchSeconds: 10 })
  const { venue, client, clock, control } = bot
  const open = () => control.statement('bot').bets.filter(({ isComplete }) => !isComplete)
  expect(await venue.doPlace([intentOf()], attempt())).toMatchObject([{ kind: 'accepted' }])
  await clock.sleep(12_000)
  expect(open()).toHaveLength(1)
  // As if the program were gone: nothing of it reaches the exchange any more.
  await client.close()
  await expect.poll(open).toEqual([])
})
