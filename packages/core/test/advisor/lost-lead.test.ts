import { after, isAdvisorError, MINUTE, SECOND, type Venue } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import type { Lease } from '@betting-advisor/core/store'
import { expect, it } from 'vitest'
import { scriptedResults } from '../support/advisor.ts'
import { exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { ended, NOON } from '../support/markets.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

/**
 * A leader that asks its venue for an order of an earlier run and has lost the lead when the answer comes: what it tells the store of
 * that order, with which pass.
 */
async function overtaken(how: 'result' | 'news') {
  const world = exchangeWorld({ liquidity: { full: 0, partial: 0, everyMs: MINUTE } })
  const first = await world.start({ prices: [quotes(at(SECOND))] })
  await world.pass(2 * SECOND)
  await first.advisor.stop('enough')
  expect(world.states()).toEqual(['ACCEPTED'])
  const inner = world.store()
  const advances: { readonly type: string; readonly fence: Lease | undefined; readonly isKept: boolean }[] = []
  const { list: _, orderNews: __, ...venue } = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
  const mind: { isSlow: boolean } = { isSlow: false }
  const lookup: Venue['lookup'] = async (refs, signal) => {
    if (!mind.isSlow) return venue.lookup(refs, signal)
    await world.clock.sleep(10 * SECOND, signal)
    const answer = await venue.lookup(refs, signal)
    return how === 'news'
      ? {
          ...answer,
          orders: answer.orders.map((order) =>
            'reason' in order || 'until' in order ? order : { ...order, state: 'lapsed' as const },
          ),
        }
      : answer
  }
  const old = await world.start({
    venues: [{ ...venue, lookup }],
    results: how === 'result' ? [scriptedResults([{ at: at(10 * SECOND), tell: [ended(lasting(), 'Away')] }])] : [],
    store: {
      ...inner,
      async advance(key, events, fence) {
        const type = events.map((event) => event.type).join(' ')
        try {
          const result = await inner.advance(key, events, fence)
          advances.push({ type, fence, isKept: true })
          return result
        } catch (error) {
          if (isAdvisorError(error, 'FENCED')) advances.push({ type, fence, isKept: false })
          throw error
        }
      },
    },
  })
  await world.pass(5 * SECOND)
  mind.isSlow = true
  const comparing = how === 'news' ? old.advisor.reconcile().catch(() => undefined) : null
  await world.pass(4 * SECOND)
  const next = await world.start({ venues: [venue] })
  // The store believes in the old one no more.
  world.accounts.lead(next.advisor.status().run, at(MINUTE), MINUTE)
  await world.pass(30 * SECOND)
  await comparing
  return { world, advances }
}

it('who has lost the lead while its venue was asked settles no order of others', async () => {
  const { world, advances } = await overtaken('result')
  expect(advances).toEqual([])
  expect(world.states()).toEqual(['ACCEPTED'])
})

it('who has lost the lead while its venue was asked tells its news with the pass of before, which is refused', async () => {
  const { world, advances } = await overtaken('news')
  expect(advances.length).toBeGreaterThan(0)
  for (const { fence, isKept } of advances) {
    expect(fence).toBeDefined()
    expect(isKept).toBe(false)
  }
  expect(world.states()).toEqual(['ACCEPTED'])
})
