import { expect, it } from 'vitest'
import type { Sabotage } from './sabotage.ts'
import { liveThrough } from './world.ts'

/** How many worlds may pass until something that is done wrong in all of them is noticed. */
const WORLDS = 400

/** What each wrong is noticed by. */
const NOTICED: Readonly<Record<Sabotage, RegExp>> = {
  'every order is sent twice': /was sent 2 times/,
  'absence is proven too early': /was proven absent, and its venue has it/,
  'a halt is not heard': /halted/,
  'old quotes are taken for fresh': /on a quote/,
  'the deadline never comes': /ms late/,
  'fills are lost': /is matched for 0/,
  'what is settled again is not paid again': /has brought/,
  'orders are sent before they are stored': /before it was stored/,
  'a leg that was refused is taken for placed': /before its leg .* was taken/,
  'a bet each way is placed to win only': /backer.* has brought/,
  'what takes the place of an order asks for more': /trader.* is matched for/,
  'what stays open in play is taken for lapsed': /closer.* is matched for/,
  'what is bet at the starting price is not heard': /closer.* is matched for 0/,
}

it.each(Object.entries(NOTICED) as [Sabotage, RegExp][])(
  'it is noticed when %s',
  { timeout: 300_000 },
  async (sabotage, pattern) => {
    for (let seed = 1; seed <= WORLDS; seed += 1) {
      const { faults } = await liveThrough(String(seed), { sabotage })
      if (faults.some((fault) => pattern.test(fault))) return
    }
    expect.fail(`${WORLDS} worlds in which ${sabotage}, and nobody noticed`)
  },
)
