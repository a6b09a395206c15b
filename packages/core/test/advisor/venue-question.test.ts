import { type Clock, SECOND, type Venue } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import { newOrder } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent } from '@betting-advisor/core/testing'
import { expect, it, vi } from 'vitest'
import { searchCancelled, searchOrder } from '../../src/advisor/reconcile/reconcile.ts'
import { askVenue } from '../../src/advisor/reconcile/venue-question.ts'
import { VENUE_SILENCE_MS } from '../../src/advisor/venue-desk.ts'
import { keepingLogger, openAdvisor, scriptedPrices } from '../support/advisor.ts'
import { exchangeWorld } from '../support/exchange-world.ts'
import { ownNames } from '../support/own-names.ts'

/** A real clock on which what a venue may take to answer has passed as soon as somebody waits for it. */
const impatientClock: Clock = {
  kind: 'real',
  now: () => SAMPLE_TIME,
  monotonic: () => 0,
  async sleep(milliseconds, signal) {
    signal?.throwIfAborted()
    if (milliseconds === VENUE_SILENCE_MS) return
    await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
  },
  hold: () => ({ [Symbol.dispose]() {} }),
}

it('a question to a venue that keeps silent ends, and is aborted', async () => {
  const asked: AbortSignal[] = []
  const answer = askVenue(impatientClock, new AbortController().signal, (signal) => {
    asked.push(signal)
    return new Promise(() => {})
  })
  await expect(answer).rejects.toThrow('the venue gave no answer within 60 s')
  expect(asked.map(({ aborted }) => aborted)).toEqual([true])
})

it('a question ends with the reason when it is aborted, whether the venue listens or not', async () => {
  const { clock } = exchangeWorld()
  const stopping = new AbortController()
  const answer = askVenue(clock, stopping.signal, () => new Promise(() => {}))
  stopping.abort(new Error('stopped'))
  await expect(answer).rejects.toThrow('stopped')
  await expect(askVenue(clock, stopping.signal, () => expect.fail('asked'))).rejects.toThrow('stopped')
})

it('a search asks again where a lookup is never answered', async () => {
  const world = exchangeWorld()
  const inner = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
  const venue: Venue = { ...inner, lookup: () => new Promise(() => {}) }
  const logger = keepingLogger()
  const { order } = newOrder(sampleIntent())
  const stopping = new AbortController()
  const delivery = { path: 'direct', sendDeadlineMs: SECOND, orphanDeliveryMs: 0, maxQuoteAgeMs: 0 } as const
  const context = { venue, clock: impatientClock, logger, signal: stopping.signal, delivery, owners: ownNames }
  const searches = [searchOrder(() => order, context), searchCancelled(order, context)]
  const ends = Promise.all(searches.map((search) => expect(search).rejects.toThrow('stopped')))
  await vi.waitFor(() => expect(logger.lines).toHaveLength(2), 5 * SECOND)
  expect(logger.lines).toMatchObject(Array.from({ length: 2 }, () => ({ fields: { event: 'order.lookup-failed' } })))
  stopping.abort(new Error('stopped'))
  await ends
})

it.each(['list', 'funds'] as const)('%s that never come hold up nothing', async (question) => {
  const world = exchangeWorld()
  const inner = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
  const venue: Venue = { ...inner, [question]: () => new Promise(() => {}) }
  const { advisor } = await openAdvisor({ clock: impatientClock, venues: [venue], sources: [scriptedPrices([], true)] })
  const running = advisor.run()
  await vi.waitFor(() => expect(advisor.status().haltReason).toContain('gave no answer within 60 s'), 5 * SECOND)
  await advisor.stop('enough')
  await running
})
