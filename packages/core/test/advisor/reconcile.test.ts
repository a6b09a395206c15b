import { after, MINUTE, money, type Order, SECOND, type Venue } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import type { LookupResult, VenueOrder, VenueTraits } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { isSoonProvable, overdueFrom, proofWindow } from '../../src/advisor/reconcile/proof-window.ts'
import { searchCancelled, searchOrder } from '../../src/advisor/reconcile/reconcile.ts'
import type { RunContext } from '../../src/advisor/run-context.ts'
import { keepingLogger } from '../support/advisor.ts'
import { ownNames } from '../support/own-names.ts'

const TRAITS: VenueTraits = {
  origin: 'venue',
  sides: ['back'],
  minStake: money(1),
  stakeStep: money(1),
  isRemote: true,
  lateAcceptMs: 2 * MINUTE,
  visibilityLagMs: 10 * SECOND,
  lookupHorizonMs: null,
  netting: false,
}

/** When the last moment is over at which the order may have been taken and not shown: send deadline, lateness, lag, margin. */
const PROVABLE = SAMPLE_TIME + SECOND + 2 * MINUTE + 10 * SECOND + 5 * SECOND

const DELIVERY = {
  path: 'direct',
  sendDeadlineMs: SECOND,
  orphanDeliveryMs: 16 * MINUTE,
  maxQuoteAgeMs: 2 * MINUTE,
} as const

/** An order without an answer, whose connection was reset unless told otherwise. */
function lost(isReset = true): Order {
  const accounts = createMemoryAccounts()
  accounts.startRun(sampleRunStart())
  const intent = sampleIntent()
  accounts.begin(intent)
  const reason = { code: 'TIMEOUT', message: 'no answer' }
  const unknown = { type: 'unknown', at: SAMPLE_TIME, reason } as const
  const reset = { type: 'reset', at: SAMPLE_TIME } as const
  return accounts.advance(intent.key, isReset ? [unknown, reset] : [unknown]).order
}

/** Searches for a lost order at a venue that answers as told, and notes when it was asked. */
function search(
  answer: (asked: number, at: number) => LookupResult,
  traits: Partial<VenueTraits> = {},
  latest: (order: Order, at: number) => Order | null = (order) => order,
  delivery: RunContext['delivery'] = DELIVERY,
) {
  const clock = createSteppedClock({ start: SAMPLE_TIME })
  const aborting = new AbortController()
  const asked: number[] = []
  const order = lost()
  const logger = keepingLogger()
  const venue: Venue = {
    specification: 1,
    name: 'venue',
    traits: { ...TRAITS, ...traits },
    takes: () => true,
    doPlace: () => expect.fail('a search never places'),
    async lookup(refs) {
      expect(refs).toEqual([order.intent.ref])
      asked.push(clock.now())
      return answer(asked.length, clock.now())
    },
  }
  const context = { venue, clock, logger, signal: aborting.signal, delivery, owners: ownNames }
  return { found: searchOrder(() => latest(order, clock.now()), context), asked, clock, aborting, order, logger }
}

const nothing: LookupResult = { complete: true, orders: [] }

describe('the search for an order of unknown outcome', () => {
  it('ends when the venue shows it, even in an incomplete answer', async () => {
    const { order } = search(() => nothing)
    const shown: VenueOrder = {
      ref: order.intent.ref,
      state: 'matched',
      venueOrderId: 'v',
      matchedStake: money(1000),
      averagePrice: order.intent.price,
    }
    const { found, asked } = search((count) => (count < 3 ? nothing : { complete: false, orders: [shown] }))
    expect(await found).toEqual({ kind: 'found', order: shown })
    expect(asked.length).toBe(3)
  })

  it('proves absence by two complete answers that began after the last moment of doubt', async () => {
    const { found, asked } = search(() => nothing)
    const resolution = await found
    expect(resolution.kind).toBe('absent')
    const meaningful = asked.filter((at) => at >= PROVABLE)
    expect(meaningful.length).toBe(2)
    expect(asked.at(-1)).toBe(meaningful[1])
    expect(resolution).toMatchObject({
      proof: `2 complete lookups since ${new Date(PROVABLE).toISOString()} do not show it`,
    })
  })

  it('does not count incomplete answers, other orders or failures', async () => {
    const { found, asked, logger } = search((_, at) => {
      if (at < PROVABLE) return nothing
      const meaningful = asked.filter((moment) => moment >= PROVABLE).length
      if (meaningful === 1) return { complete: false, orders: [] }
      if (meaningful === 2) throw new Error('the venue is down')
      if (meaningful === 3) {
        const ref = sampleIntent({ market: 'other' }).ref
        return {
          complete: true,
          orders: [{ ref, state: 'open', venueOrderId: 'x', matchedStake: money(1), averagePrice: null }],
        }
      }
      return nothing
    })
    expect((await found).kind).toBe('absent')
    expect(asked.filter((at) => at >= PROVABLE).length).toBe(4)
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { event: 'order.lookup-failed' } }])
  })

  it('needs no margin at a simulated venue, which is certain of itself', async () => {
    const { found, asked } = search(() => nothing, { origin: 'simulated', lateAcceptMs: 0, visibilityLagMs: 0 })
    await found
    expect(asked).toEqual([SAMPLE_TIME, SAMPLE_TIME + SECOND, SAMPLE_TIME + 3 * SECOND])
  })

  it('never ends by time alone where the venue says nothing of its lateness', async () => {
    const { found, asked, clock, aborting } = search(() => nothing, { lateAcceptMs: null })
    const ending = expect(found).rejects.toThrow('enough')
    await clock.sleep(24 * 60 * MINUTE)
    expect(asked.length).toBeGreaterThan(1000)
    aborting.abort(new Error('enough'))
    await ending
  })

  it('proves nothing once the venue may have forgotten its references', async () => {
    const horizon = { lookupHorizonMs: PROVABLE - SAMPLE_TIME + 30 * SECOND }
    const inTime = search(() => nothing, horizon)
    expect((await inTime.found).kind).toBe('absent')
    const late = search((_, at) => ({ complete: at >= PROVABLE + 30 * SECOND, orders: [] }), horizon)
    const ending = expect(late.found).rejects.toThrow('enough')
    await late.clock.sleep(24 * 60 * MINUTE)
    expect(late.asked.filter((at) => at > PROVABLE + 30 * SECOND).length).toBeGreaterThan(100)
    late.aborting.abort(new Error('enough'))
    await ending
  })

  it('has a time from which and until which it can prove something, and one from which people are called', () => {
    const order = lost()
    const terms = (traits: Partial<VenueTraits> = {}, delivery: RunContext['delivery'] = DELIVERY) => ({
      venue: { traits: { ...TRAITS, ...traits } },
      delivery,
    })
    expect(proofWindow(order, terms())).toEqual({ from: PROVABLE, until: Number.POSITIVE_INFINITY })
    expect(proofWindow(order, terms({ lookupHorizonMs: 5, lateAcceptMs: null }))).toEqual({
      from: Number.POSITIVE_INFINITY,
      until: SAMPLE_TIME + 5,
    })
    expect(overdueFrom(order, terms())).toBe(PROVABLE + MINUTE)
    expect(overdueFrom(order, terms({ lateAcceptMs: null }))).toBeGreaterThan(SAMPLE_TIME + MINUTE)
  })

  it('is as much later for a leg as that may wait for those before it, which its price bounds', async () => {
    const plain = lost()
    const [own, other] = [plain.intent.key, sampleIntent({ market: 'other' }).key]
    const legs = [other, own]
    const order = { ...plain, intent: { ...plain.intent, legs } }
    const terms = { venue: { traits: TRAITS }, delivery: DELIVERY }
    const from = PROVABLE + 2 * MINUTE - SECOND
    expect(proofWindow(order, terms)).toMatchObject({ from })
    expect(overdueFrom(order, terms)).toBe(from + MINUTE)
    // The first waits for nobody.
    const first = { ...plain, intent: { ...plain.intent, legs: [own, other] } }
    expect(proofWindow(first, terms)).toMatchObject({ from: PROVABLE })
    // A price may be asked to be younger than an order may take to leave.
    const young = { ...terms, delivery: { ...DELIVERY, maxQuoteAgeMs: 1 } }
    expect(proofWindow(order, young)).toMatchObject({ from: PROVABLE })
    const { found, asked } = search(
      () => nothing,
      {},
      () => order,
    )
    expect(await found).toMatchObject({ kind: 'absent' })
    expect(asked.filter((at) => at >= from)).toHaveLength(2)
  })

  it('proves nothing sooner than an order can arrive whose connection nobody has reset', async () => {
    const order = lost(false)
    const terms = { venue: { traits: TRAITS }, delivery: DELIVERY }
    const from = PROVABLE + 16 * MINUTE
    expect(proofWindow(order, terms)).toMatchObject({ from })
    expect(overdueFrom(order, terms)).toBe(PROVABLE + MINUTE)
    // A start waits for what is proven soon, and for nothing else.
    expect(isSoonProvable(proofWindow(order, terms), SAMPLE_TIME)).toBe(false)
    expect(isSoonProvable(proofWindow(lost(), terms), SAMPLE_TIME)).toBe(true)
    const { found, asked } = search(
      () => nothing,
      {},
      () => order,
    )
    expect(await found).toMatchObject({ kind: 'absent' })
    expect(asked.filter((at) => at >= from)).toHaveLength(2)
  })

  it('counts from a reset as soon as it hears of one', async () => {
    const resetAt = after(SAMPLE_TIME, MINUTE)
    const { found, asked } = search(
      () => nothing,
      {},
      (order, at) => ({ ...order, resetAt: at < resetAt ? null : resetAt }),
    )
    expect(await found).toMatchObject({ kind: 'absent' })
    expect(asked.at(-1)).toBeGreaterThanOrEqual(PROVABLE + MINUTE)
    expect(asked.at(-1)).toBeLessThan(PROVABLE + 5 * MINUTE)
  })

  it('has nothing under way at a venue that lives in the process of its engine', () => {
    const terms = { venue: { traits: { ...TRAITS, isRemote: false } }, delivery: DELIVERY }
    expect(proofWindow(lost(false), terms)).toMatchObject({ from: PROVABLE })
  })

  it('proves nothing by any time where something lies between that passes orders on by itself', async () => {
    const relayed = { path: 'relayed', sendDeadlineMs: SECOND, orphanDeliveryMs: 0, maxQuoteAgeMs: 0 } as const
    const terms = { venue: { traits: TRAITS }, delivery: relayed }
    expect(proofWindow(lost(), terms)).toMatchObject({ from: Number.POSITIVE_INFINITY })
    const { found, clock, aborting } = search(
      () => nothing,
      {},
      (order) => order,
      relayed,
    )
    const ending = expect(found).rejects.toThrow('enough')
    await clock.sleep(24 * 60 * MINUTE)
    aborting.abort(new Error('enough'))
    await ending
  })

  it('ends when somebody else knows', async () => {
    const { found, asked } = search(
      () => nothing,
      {},
      (order, at) => (at < SAMPLE_TIME + MINUTE ? order : null),
    )
    expect(await found).toEqual({ kind: 'known' })
    expect(asked.length).toBeGreaterThan(0)
  })

  it('ends with the reason when it is aborted, also while the venue is being asked', async () => {
    const before = search(() => nothing)
    before.aborting.abort(new Error('stopped'))
    await expect(before.found).rejects.toThrow('stopped')
    const during = search(() => {
      during.aborting.abort(new Error('stopped meanwhile'))
      throw new Error('connection closed')
    })
    await expect(during.found).rejects.toThrow('stopped meanwhile')
  })
})

describe('the search for a cancelled order', () => {
  const open: VenueOrder = {
    ref: lost().intent.ref,
    state: 'open',
    venueOrderId: 'v',
    matchedStake: money(300),
    averagePrice: lost().intent.price,
  }

  function searchCancel(answer: (asked: number) => LookupResult | Error) {
    const clock = createSteppedClock({ start: SAMPLE_TIME })
    let asked = 0
    const venue: Venue = {
      specification: 1,
      name: 'venue',
      traits: TRAITS,
      takes: () => true,
      doPlace: () => expect.fail('a search never places'),
      async lookup() {
        asked += 1
        const said = answer(asked)
        if (said instanceof Error) throw said
        return said
      },
    }
    const context = {
      venue,
      clock,
      logger: keepingLogger(),
      signal: AbortSignal.timeout(60_000),
      delivery: DELIVERY,
      owners: ownNames,
    }
    return { clock, found: searchCancelled(lost(), context) }
  }

  it('ends when the order has, also after failures and answers that show nothing', async () => {
    const ended: VenueOrder = { ...open, state: 'cancelled' }
    const answers = [
      new Error('down'),
      nothing,
      { complete: true, orders: [open] },
      { complete: true, orders: [ended] },
    ]
    const { found } = searchCancel((asked) => answers[asked - 1] ?? expect.fail('asked again'))
    expect(await found).toEqual(ended)
  })

  it('ends when the order is still open and the cancelling can be under way no more', async () => {
    const { clock, found } = searchCancel(() => ({ complete: true, orders: [open] }))
    expect(await found).toBeNull()
    expect(clock.now()).toBeGreaterThanOrEqual(PROVABLE)
  })
})
