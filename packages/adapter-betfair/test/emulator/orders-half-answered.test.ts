import { expect, it } from 'vitest'
import type { BetfairWorld } from '../../src/emulator.ts'
import { attempt, intentOf } from '../orders/open-venue.ts'
import { openBot } from './open-bot.ts'
import { definition, M } from './stage.ts'

const world: BetfairWorld = {
  *changes(from) {
    yield {
      at: from,
      markets: [{ id: M, img: true, marketDefinition: definition(), rc: [{ id: 11, atb: [[3, 50]] }] }],
    }
  },
}

it.each(['half-gzip', 'half-body', 'invalid-json'] as const)(
  'an answer of which half is missing (%s) leaves an order unknown that is there once, and reads are asked again',
  async (kind) => {
    const { signal } = new AbortController()
    await using bot = await openBot(world)
    const intent = intentOf()
    bot.faults.add({ kind })
    expect(await bot.venue.doPlace([intent], attempt())).toMatchObject([{ kind: 'unknown' }])
    bot.faults.add({ kind })
    const { orders } = await bot.venue.lookup([intent.ref], signal)
    const placed = kind === 'invalid-json' ? [] : [{ ref: intent.ref, state: 'matched', matchedStake: 200 }]
    expect(orders).toMatchObject(placed)
    expect(bot.control.statement('bot').bets).toHaveLength(placed.length)
  },
)
