import { type Clock, createPaperVenue, type Intent, InvalidValueError, type Venue } from '@betting-advisor/core'
import { newOrder } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent } from '@betting-advisor/core/testing'
import type { CancelOutcome, PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { createVenueDesk, VENUE_SILENCE_MS } from '../../src/advisor/venue-desk.ts'
import { keepingLogger } from '../support/advisor.ts'

const ACCEPTED: PlaceOutcome = {
  kind: 'accepted',
  venueOrderId: 'v',
  matchedStake: sampleIntent().stake,
  averagePrice: sampleIntent().price,
}

/** A real clock whose sleepers wake when the test says so. */
function alarmClock(): Clock & { ring(): void; readonly asleep: number } {
  const sleepers = new Set<() => void>()
  return {
    kind: 'real',
    now: () => SAMPLE_TIME,
    monotonic: () => 0,
    sleep(milliseconds, signal) {
      expect(milliseconds).toBe(VENUE_SILENCE_MS)
      return new Promise((resolve, reject) => {
        sleepers.add(resolve)
        signal?.addEventListener('abort', () => {
          sleepers.delete(resolve)
          reject(signal.reason)
        })
      })
    },
    hold: () => ({ [Symbol.dispose]() {} }),
    ring() {
      for (const wake of sleepers) wake()
    },
    get asleep() {
      return sleepers.size
    },
  }
}

function deskAt(parts: Partial<Venue>) {
  const clock = alarmClock()
  const late: PlaceOutcome[] = []
  const logger = keepingLogger()
  const venue: Venue = { ...createPaperVenue(), ...parts }
  const desk = createVenueDesk({ venue, clock, logger }, { late: (_, outcome) => late.push(outcome) })
  return { desk, clock, late, logger }
}

describe('a desk at a venue', () => {
  it('says what the venue says, and lets go of its alarm', async () => {
    const { desk, clock, late } = deskAt({ doPlace: async () => ACCEPTED })
    expect(await desk.place(sampleIntent())).toEqual(ACCEPTED)
    expect({ asleep: clock.asleep, late }).toEqual({ asleep: 0, late: [] })
  })

  it('takes an order for unknown whose venue keeps silent, and passes on what it says later', async () => {
    const answer = Promise.withResolvers<PlaceOutcome>()
    const { desk, clock, late } = deskAt({ doPlace: () => answer.promise })
    const placing = desk.place(sampleIntent())
    clock.ring()
    expect(await placing).toMatchObject({ kind: 'unknown', reason: { code: 'VENUE_SILENT' } })
    answer.resolve(ACCEPTED)
    await answer.promise
    await Promise.resolve()
    expect(late).toEqual([ACCEPTED])
  })

  it('aborts what it does not wait for any more, so that it does not leave later after all, and nothing before', async () => {
    const left: string[] = []
    const signals: AbortSignal[] = []
    /** A venue that lets an order leave only when its turn comes, as one does that waits for its rate limit. */
    const turn = Promise.withResolvers<void>()
    const place = async (order: Intent, signal: AbortSignal): Promise<PlaceOutcome> => {
      signals.push(signal)
      await turn.promise
      signal.throwIfAborted()
      left.push(order.key)
      return ACCEPTED
    }
    const { desk, clock, late } = deskAt({ doPlace: place })
    const placing = desk.place(sampleIntent())
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    clock.ring()
    expect(await placing).toMatchObject({ kind: 'unknown' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    turn.resolve()
    await new Promise((resolve) => setTimeout(resolve, 1))
    expect({ left, late }).toEqual({ left: [], late: [] })
    const answered = deskAt({ doPlace: place })
    expect(await answered.desk.place(sampleIntent())).toEqual(ACCEPTED)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })

  it('aborts a cancelling likewise', async () => {
    const signals: AbortSignal[] = []
    const { desk, clock } = deskAt({
      doCancel(_, signal) {
        signals.push(signal)
        return new Promise<CancelOutcome>(() => {})
      },
    })
    const cancelling = desk.cancel(newOrder(sampleIntent()).order)
    clock.ring()
    await cancelling
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('passes on nothing that is no news', async () => {
    const answer = Promise.withResolvers<PlaceOutcome>()
    const { desk, clock, late, logger } = deskAt({ doPlace: () => answer.promise })
    const placing = desk.place(sampleIntent())
    clock.ring()
    await placing
    answer.reject(new InvalidValueError('reply', '', 'a reply'))
    await answer.promise.catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 1))
    expect(late).toEqual([])
    expect(logger.lines).toHaveLength(1)
  })

  it('does not know whether an order was cancelled whose venue fails or keeps silent', async () => {
    const { order } = newOrder(sampleIntent())
    const failing = deskAt({ doCancel: () => Promise.reject(new InvalidValueError('reply', '', 'a reply')) })
    expect(await failing.desk.cancel(order)).toMatchObject({ kind: 'unknown', reason: { code: 'INVALID_VALUE' } })
    const silent = deskAt({ doCancel: () => new Promise<CancelOutcome>(() => {}) })
    const cancelling = silent.desk.cancel(order)
    silent.clock.ring()
    expect(await cancelling).toMatchObject({ kind: 'unknown', reason: { code: 'VENUE_SILENT' } })
  })

  it('refuses to cancel where the venue cannot', async () => {
    const { desk } = deskAt({})
    expect(await desk.cancel(newOrder(sampleIntent()).order)).toMatchObject({
      kind: 'refused',
      reason: { code: 'CANCEL_NOT_OFFERED' },
    })
  })
})
