import { type Clock, createPaperVenue, InvalidValueError, type Venue } from '@betting-advisor/core'
import { newOrder } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent } from '@betting-advisor/core/testing'
import type { CancelOutcome, PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { createVenueDesk, RESET_GRACE_MS, VENUE_SILENCE_MS, type VenueDesk } from '../../src/advisor/venue-desk.ts'
import { keepingLogger } from '../support/advisor.ts'
import { oneByOne } from '../support/placing.ts'

const ACCEPTED: PlaceOutcome = {
  kind: 'accepted',
  venueOrderId: 'v',
  matchedStake: sampleIntent().stake,
  averagePrice: sampleIntent().price,
}

/** A real clock whose sleepers wake when the test says so. */
function alarmClock(): Clock & { ring(): Promise<void>; readonly asleep: number } {
  const sleepers = new Set<() => void>()
  return {
    kind: 'real',
    now: () => SAMPLE_TIME,
    monotonic: () => 0,
    sleep(milliseconds, signal) {
      expect([VENUE_SILENCE_MS, RESET_GRACE_MS]).toContain(milliseconds)
      return new Promise((resolve, reject) => {
        const wake = () => {
          sleepers.delete(wake)
          resolve()
        }
        sleepers.add(wake)
        signal?.addEventListener('abort', () => {
          sleepers.delete(wake)
          reject(signal.reason)
        })
      })
    },
    hold: () => ({ [Symbol.dispose]() {} }),
    /** First what is waited for is over, then the grace for its reset. */
    async ring() {
      for (let count = 0; count < 2; count += 1) {
        for (const wake of [...sleepers]) wake()
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    },
    get asleep() {
      return sleepers.size
    },
  }
}

const free = () => null

async function placed(desk: VenueDesk, leave: Parameters<VenueDesk['place']>[1]): Promise<PlaceOutcome> {
  const [outcome] = await desk.place([sampleIntent()], leave)
  return outcome
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 1))

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
    const { desk, clock, late } = deskAt({ doPlace: async () => [ACCEPTED] })
    expect(await placed(desk, free)).toEqual(ACCEPTED)
    expect({ asleep: clock.asleep, late }).toEqual({ asleep: 0, late: [] })
  })

  it('takes an order for unknown whose venue keeps silent, and passes on what it says later', async () => {
    const answer = Promise.withResolvers<PlaceOutcome>()
    const { desk, clock, late } = deskAt({ doPlace: oneByOne(() => answer.promise) })
    const placing = placed(desk, free)
    await clock.ring()
    expect(await placing).toMatchObject({ kind: 'unknown', reason: { code: 'VENUE_SILENT' } })
    answer.resolve(ACCEPTED)
    await settled()
    expect(late).toEqual([ACCEPTED])
  })

  it('aborts what it does not wait for any more, so that it does not leave later after all, and nothing before', async () => {
    const left: string[] = []
    const signals: AbortSignal[] = []
    /** A venue that lets an order leave only when its turn comes, as one does that waits for its rate limit. */
    const turn = Promise.withResolvers<void>()
    const place = oneByOne(async (order, { signal }) => {
      signals.push(signal)
      await turn.promise
      signal.throwIfAborted()
      left.push(order.key)
      return ACCEPTED
    })
    const { desk, clock, late } = deskAt({ doPlace: place })
    const placing = placed(desk, free)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    await clock.ring()
    expect(await placing).toMatchObject({ kind: 'unknown' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    turn.resolve()
    await settled()
    expect({ left, late }).toEqual({ left: [], late: [] })
    const answered = deskAt({ doPlace: place })
    expect(await placed(answered.desk, free)).toEqual(ACCEPTED)
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
    await clock.ring()
    await cancelling
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('asks whether an order may leave when it is to leave, and says why it did not', async () => {
    const reason = { code: 'HALTED', message: 'by hand' }
    const place: Venue['doPlace'] = async (_, { mayLeave }) => [
      mayLeave() ? ACCEPTED : { kind: 'not-sent', reason: { code: 'OWN', message: 'of the adapter' } },
    ]
    const { desk } = deskAt({ doPlace: place })
    expect(await placed(desk, () => reason)).toEqual({ kind: 'not-sent', reason })
    expect(await placed(desk, free)).toEqual(ACCEPTED)
  })

  it('lets nothing leave whose answer it does not wait for any more', async () => {
    const turn = Promise.withResolvers<void>()
    const allowed: boolean[] = []
    const { desk, clock, late } = deskAt({
      async doPlace(_, { mayLeave }) {
        await turn.promise
        allowed.push(mayLeave())
        return [{ kind: 'not-sent', reason: { code: 'LATE', message: 'its turn came too late' } }]
      },
    })
    const placing = placed(desk, free)
    await clock.ring()
    expect(await placing).toMatchObject({ kind: 'unknown', reason: { code: 'VENUE_SILENT' } })
    turn.resolve()
    await settled()
    expect(allowed).toEqual([false])
    expect(late).toMatchObject([{ kind: 'not-sent' }])
  })

  it('waits for the reset of what it gives up, and passes on one that comes later still', async () => {
    const reset: PlaceOutcome = { kind: 'unknown', reason: { code: 'ABORTED', message: 'reset' }, resetAt: SAMPLE_TIME }
    const prompt = deskAt({
      doPlace: oneByOne(
        (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(reset))),
      ),
    })
    const placing = placed(prompt.desk, free)
    await prompt.clock.ring()
    expect(await placing).toEqual(reset)
    const answer = Promise.withResolvers<PlaceOutcome>()
    const slow = deskAt({ doPlace: oneByOne(() => answer.promise) })
    const waiting = placed(slow.desk, free)
    await slow.clock.ring()
    expect(await waiting).not.toHaveProperty('resetAt')
    answer.resolve(reset)
    await settled()
    expect(slow.late).toEqual([reset])
  })

  it('says of several orders what the venue says of each, and calls unknown what it leaves out', async () => {
    const asked: number[] = []
    const { desk } = deskAt({
      async doPlace(orders) {
        asked.push(orders.length)
        return [ACCEPTED]
      },
    })
    const outcomes = await desk.place([sampleIntent(), sampleIntent()], free)
    expect({ asked, outcomes }).toMatchObject({ asked: [2], outcomes: [ACCEPTED, { kind: 'unknown' }] })
  })

  it('passes on nothing that is no news', async () => {
    const answer = Promise.withResolvers<PlaceOutcome>()
    const { desk, clock, late, logger } = deskAt({ doPlace: oneByOne(() => answer.promise) })
    const placing = placed(desk, free)
    await clock.ring()
    await placing
    answer.reject(new InvalidValueError('reply', '', 'a reply'))
    await answer.promise.catch(() => undefined)
    await settled()
    expect(late).toEqual([])
    expect(logger.lines).toHaveLength(1)
  })

  it('does not know whether an order was cancelled whose venue fails or keeps silent', async () => {
    const { order } = newOrder(sampleIntent())
    const failing = deskAt({ doCancel: () => Promise.reject(new InvalidValueError('reply', '', 'a reply')) })
    expect(await failing.desk.cancel(order)).toMatchObject({ kind: 'unknown', reason: { code: 'INVALID_VALUE' } })
    const silent = deskAt({ doCancel: () => new Promise<CancelOutcome>(() => {}) })
    const cancelling = silent.desk.cancel(order)
    await silent.clock.ring()
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
