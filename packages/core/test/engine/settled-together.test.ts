import {
  after,
  createMemoryStore,
  MINUTE,
  money,
  SECOND,
  type Store,
  selectionId,
  venueId,
  wonBy,
} from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { sampleIntent } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import type { EngineEffect } from '../../src/engine/effect.ts'
import type { EngineInput } from '../../src/engine/input.ts'
import { settledTogether } from '../../src/engine/settled-together.ts'
import { MOST_STEPS } from '../../src/ports/store/orders.ts'
import { openAdvisor, scriptedPrices } from '../support/advisor.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, createSession } from '../support/session.ts'
import { asking } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const MARKET = matchOdds('match')
const RUNNERS = MARKET.selections.map(({ id }) => id)

/** Backs each selection for 10.00, by a strategy of its own. */
const backers = () =>
  RUNNERS.map((selection) =>
    asking(
      ({ market }) => ({
        kind: 'order',
        market: market.id,
        selection,
        venue: venueId('book'),
        side: 'back',
        stake: money(1000),
      }),
      `backs-${selection}`,
    ),
  )

const shown = news(MARKET, NOON, { book: [3, 3] })
const result = wonBy(MARKET, [selectionId(String(RUNNERS[0]))])

describe('a market that ends', () => {
  test('is settled in one step, in which nobody sees what is available in between', () => {
    const inputs: EngineInput[] = []
    const recording = { record: (input: EngineInput) => void inputs.push(input) }
    const session = createSession({ strategies: backers(), recording })
    session.market(shown)
    const before = session.effects.length
    const { available } = session.accounts.balances(ACCOUNT)
    session.result(result, at(90 * MINUTE))
    const settling = session.effects.slice(before).filter(({ type }) => type.startsWith('advance'))
    expect(settling).toMatchObject([{ type: 'advance-all', steps: [{}, {}] }])
    const seen = inputs.flatMap((input) =>
      input.type === 'advanced' && input.result.kind === 'changed' && input.result.order.state === 'SETTLED'
        ? [input.result.balances.available - available]
        : [],
    )
    expect(seen).toEqual([3000, 3000])
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  test('takes more than one step only where it has more orders than fit into one', () => {
    const intents = Array.from({ length: MOST_STEPS + 1 }, (_, entry) => sampleIntent({ entry: entry + 1 }))
    const byKey = new Map(intents.map((intent) => [intent.key, { intent }]))
    const voids = intents.map(
      ({ key }): EngineEffect => ({ type: 'advance', key, events: [{ type: 'voided', at: NOON }] }),
    )
    const made = settledTogether(voids, (key) => byKey.get(key))
    expect(made.map((effect) => (effect.type === 'advance-all' ? effect.steps.length : 0))).toEqual([MOST_STEPS, 1])
  })

  test('leaves alone what is of other markets, and what settles nothing', () => {
    const [one, two, three] = [
      sampleIntent({ entry: 1 }),
      sampleIntent({ entry: 2 }),
      sampleIntent({ market: 'other' }),
    ]
    const byKey = new Map([one, two, three].map((intent) => [intent.key, { intent }]))
    const voided = (intent: typeof one): EngineEffect => ({
      type: 'advance',
      key: intent.key,
      events: [{ type: 'voided', at: NOON }],
    })
    const accepted = (intent: typeof one): EngineEffect => ({
      type: 'advance',
      key: intent.key,
      events: [{ type: 'accepted', at: NOON, venueOrderId: 'v' }],
    })
    const together = (effects: readonly EngineEffect[]) =>
      settledTogether(effects, (key) => byKey.get(key)).map(({ type }) => type)
    expect(together([voided(one), voided(three), voided(two)])).toEqual(['advance', 'advance-all'])
    expect(together([voided(one), voided(three)])).toEqual(['advance', 'advance'])
    expect(together([accepted(one), accepted(two)])).toEqual(['advance', 'advance'])
  })
})

describe('what a bet costs', () => {
  test('is one begin and one advance until it is matched, and all bets of a market are settled by one step', async () => {
    const counted: Record<string, number> = {}
    const kept = createMemoryStore(createMemoryAccounts())
    const count = (name: string) => {
      counted[name] = (counted[name] ?? 0) + 1
    }
    const store: Store = {
      ...kept,
      async begin(intent) {
        count('begin')
        return await kept.begin(intent)
      },
      async advance(key, events, fence) {
        count(`advance: ${events.map(({ type }) => type).join(', ')}`)
        return await kept.advance(key, events, fence)
      },
      async advanceAll(steps, fence) {
        count('advanceAll')
        return await kept.advanceAll(steps, fence)
      },
    }
    const { advisor, clock } = await openAdvisor({
      store,
      sources: [scriptedPrices([{ at: at(SECOND), tell: [news(MARKET, at(SECOND), { book: [3, 3] })] }], true)],
      strategies: backers(),
    })
    const running = advisor.run()
    await clock.until(at(5 * SECOND))
    expect(counted).toEqual({ begin: 2, 'advance: accepted, matched': 2 })
    await advisor.settle(result)
    await clock.until(at(10 * SECOND))
    expect(counted).toEqual({ begin: 2, 'advance: accepted, matched': 2, advanceAll: 1 })
    await advisor.stop('the test is over')
    await running
  })
})
