import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyTransfers, equityOf, NO_BALANCES } from '../../src/ledger/balances.ts'
import { reservation } from '../../src/ledger/reservation.ts'
import { newOrder } from '../../src/order/new-order.ts'
import type { BetOutcome, Order, OrderEvent, OrderState } from '../../src/order/order.ts'
import type { Persistence } from '../../src/order/order-terms.ts'
import type { Balances } from '../../src/order/transfer.ts'
import { transition } from '../../src/order/transition.ts'
import { SAMPLE_TIME, sampleIntent } from '../../src/testing/sample-intent.ts'
import { matchedValue } from '../../src/units/matched-value.ts'
import { money } from '../../src/units/money.ts'
import { priceUnits } from '../../src/units/price.ts'
import { after } from '../../src/units/timestamp.ts'
import { sizeOf } from '../support/sizes.ts'

/** An order as a handful of facts, from which its state follows; written down apart from the machine, to hold it against. */
interface Model {
  readonly side: 'back' | 'lay'
  readonly stake: number
  readonly price: number
  /** What of the stake it still asks for, and how it persists. */
  asked: number
  persistence: Persistence
  /** What is believed of it at the venue. */
  belief: 'sending' | 'pending' | 'doubt' | 'rejected' | 'not-sent' | 'absent' | 'late' | 'there'
  venueOrderId: string | null
  matched: number
  voided: number
  /** Σ stake × price of what is matched, in ten-thousandths, and how well that is known: 2 for fills, 1 for an average, 0 for neither. */
  value: bigint
  rank: number
  closed: 'CANCELLED' | 'LAPSED' | null
  ended: { readonly outcome: BetOutcome; readonly profit: number; readonly commission: number } | null
  closingLine: number | null
  resetAt: number | null
  clearedVersion: number | null
  charge: readonly [amount: number, version: number] | null
  /** Until when its venue decides on it, by the latest of all that it said. */
  pendingUntil: number
  /** How often money was held for it that nobody had been asked for. */
  claims: number
}

interface Real {
  order: Order
  balances: Balances
  claims: number
}

const DEAD = { rejected: 'REJECTED', 'not-sent': 'NOT_SENT', absent: 'ABSENT' } as const

function stateOf(model: Model): OrderState {
  if (model.ended !== null) return model.ended.outcome === 'void' ? 'VOIDED' : 'SETTLED'
  if (model.matched + model.voided >= model.asked) return 'MATCHED'
  if (model.closed !== null) return model.closed
  if (model.matched + model.voided > 0) return 'PARTIAL'
  switch (model.belief) {
    case 'sending':
      return 'SENDING'
    case 'pending':
      return 'PENDING'
    case 'doubt':
      return 'UNKNOWN'
    case 'late':
      return 'LATE_FOUND'
    case 'there':
      return 'ACCEPTED'
    default:
      return DEAD[model.belief]
  }
}

const isOver = (model: Model): boolean =>
  model.ended !== null || ((model.closed !== null || model.belief in DEAD) && model.matched === 0)

const leftOf = ({ asked, matched, voided }: Model): number => Math.max(0, asked - matched - voided)

/** What will not be matched any more: cancelled, and lapsed. */
function endedStakes(model: Model): readonly [number, number] {
  const reduced = model.stake - Math.max(model.asked, model.matched + model.voided)
  if (model.closed === null && model.ended === null) return [reduced, 0]
  return model.closed === 'CANCELLED' ? [reduced + leftOf(model), 0] : [reduced, leftOf(model)]
}

/** A word on what is matched; `false` when it is no news or cannot be so. */
function learnMatched(model: Model, told: Extract<OrderEvent, { type: 'matched' }>): boolean {
  const known = model.matched + model.voided
  if (told.voidedStake === undefined && model.voided > 0 && told.matchedStake <= known) return false
  const [matched, voided] = [told.matchedStake, told.voidedStake ?? model.voided]
  if (matched + voided > model.stake || matched + voided < known || voided < model.voided) return false
  const [rank, value] = worthOf(model, told)
  if (value < BigInt(matched) * 10_000n) return false
  const isSame = matched + voided === known && voided === model.voided
  if (isSame && (matched === 0 || rank < model.rank || (rank === model.rank && value === model.value))) return false
  Object.assign(model, { matched, voided, rank, value })
  if (model.belief !== 'late') model.belief = 'there'
  if (leftOf(model) === 0 && matched === 0) model.ended = { outcome: 'void', profit: 0, commission: 0 }
  return true
}

function worthOf(model: Model, told: Extract<OrderEvent, { type: 'matched' }>): readonly [number, bigint] {
  const stake = BigInt(told.matchedStake)
  if (stake === 0n) return [0, 0n]
  if (told.matchedValue !== undefined) return [2, BigInt(told.matchedValue)]
  if (told.averagePrice !== null) return [1, stake * BigInt(told.averagePrice)]
  const before = BigInt(model.matched)
  if (stake >= before) return [0, model.value + (stake - before) * BigInt(model.price)]
  return [0, (model.value * stake + (model.side === 'lay' ? before - 1n : 0n)) / before]
}

/** The most that it can lose, from the facts: an exact fraction, rounded up once. */
function heldFor(model: Model): number {
  if (isOver(model)) return 0
  const open = model.closed !== null ? 0 : leftOf(model)
  if (model.side === 'back') return model.matched + open
  const exact = model.value - BigInt(model.matched) * 10_000n + BigInt(open) * BigInt(model.price - 10_000)
  return Number((exact + 9999n) / 10_000n)
}

/** What an event means; `false` when it says nothing new. */
function learn(model: Model, event: OrderEvent): boolean {
  const state = stateOf(model)
  switch (event.type) {
    case 'uncovered':
      // It replaces nothing.
      return false
    case 'accepted': {
      if (model.venueOrderId !== null && model.venueOrderId !== event.venueOrderId) return false
      const isNew = model.venueOrderId === null
      const wasWaiting = isUndecided(state) || state === 'LATE_FOUND'
      const wasDead = state === 'REJECTED' || state === 'NOT_SENT' || state === 'ABSENT'
      if (!isNew && !wasWaiting && !wasDead) return false
      model.venueOrderId = event.venueOrderId
      if (wasWaiting) model.belief = 'there'
      if (wasDead) model.belief = 'late'
      return true
    }
    case 'pending': {
      const { venueOrderId: name, until } = event
      if (name !== null && model.venueOrderId !== null && name !== model.venueOrderId) return false
      const isLater = until > model.pendingUntil
      if (isLater && (isUndecided(state) || state === 'NOT_SENT' || state === 'ABSENT')) {
        Object.assign(model, { belief: 'pending', pendingUntil: until, venueOrderId: model.venueOrderId ?? name })
        return true
      }
      return isUndecided(state) && learnName(model, name)
    }
    case 'rejected':
      if (event.venueOrderId === undefined) {
        if (!isUndecided(state)) return false
        model.belief = 'rejected'
        return true
      }
      return doubt(model, event.at, event.venueOrderId)
    case 'absent':
    case 'not-sent': {
      const from = { absent: ['UNKNOWN'], 'not-sent': ['SENDING', 'UNKNOWN'] }[event.type]
      if (!from.includes(state)) return false
      model.belief = event.type
      return true
    }
    case 'unknown':
      return doubt(model, event.at, null)
    case 'reset':
      if (state !== 'UNKNOWN' || model.resetAt !== null || event.at < SAMPLE_TIME) return false
      model.resetAt = event.at
      return true
    case 'late-found':
      if (state !== 'REJECTED' && state !== 'NOT_SENT' && state !== 'ABSENT') return false
      model.belief = 'late'
      model.venueOrderId = event.venueOrderId
      return true
    case 'matched':
      return model.ended === null && learnMatched(model, event)
    case 'amended': {
      const asked = Math.max(event.stake, model.matched + model.voided)
      if (state !== 'ACCEPTED' && state !== 'PARTIAL') return false
      if (asked > model.asked || (asked === model.asked && event.persistence === model.persistence)) return false
      if (model.matched === 0 && asked <= model.voided) return false
      Object.assign(model, { asked, persistence: event.persistence })
      return true
    }
    case 'cancelled':
    case 'lapsed':
      if (state !== 'ACCEPTED' && state !== 'PARTIAL' && state !== 'LATE_FOUND') return false
      model.closed = event.type === 'cancelled' ? 'CANCELLED' : 'LAPSED'
      return true
    case 'closing-line':
      if (model.closingLine === event.closingProbability) return false
      model.closingLine = event.closingProbability
      return true
    case 'settled':
      if (isOver(model) || model.matched === 0) return false
      if (event.matchedStake !== undefined && event.matchedStake !== model.matched) return false
      if (event.matchedValue !== undefined && BigInt(event.matchedValue) !== model.value) return false
      model.ended = { outcome: event.outcome, profit: event.profit, commission: event.commission ?? 0 }
      return true
    case 'voided':
      if (isOver(model) || isUndecided(state)) return false
      model.ended = { outcome: 'void', profit: 0, commission: event.commission ?? 0 }
      return true
    case 'corrected': {
      const { ended } = model
      if (ended === null) return false
      const profit = event.outcome === 'void' ? 0 : event.profit
      const { venueVersion } = event
      const isSame = ended.outcome === event.outcome && ended.profit === profit
      if (isSame && venueVersion === undefined) return false
      if (venueVersion !== undefined && model.clearedVersion !== null && venueVersion <= model.clearedVersion)
        return false
      // Nothing of it was matched, so there is nothing that could be won or lost.
      if (model.matched === 0 && event.outcome !== 'void') return false
      if (model.matched === 0 && venueVersion !== undefined) return false
      model.clearedVersion = venueVersion ?? model.clearedVersion
      // What an event says of commission is a change of it.
      model.ended = { outcome: event.outcome, profit, commission: ended.commission + (event.commission ?? 0) }
      return true
    }
    case 'market-charged':
      if (model.ended === null || event.commission === undefined) return false
      if (model.charge !== null && event.venueVersion <= model.charge[1]) return false
      model.charge = [event.amount, event.venueVersion]
      model.ended = { ...model.ended, commission: model.ended.commission + event.commission }
      return true
  }
}

/** Nobody knows whether its venue takes it. */
const isUndecided = (state: OrderState): boolean => state === 'SENDING' || state === 'PENDING' || state === 'UNKNOWN'

/** Whatever its venue calls it is news once. */
function learnName(model: Model, name: string | null): boolean {
  if (name === null || model.venueOrderId !== null) return false
  model.venueOrderId = name
  return true
}

/** Its outcome is unknown, once the time is up in which its venue decides. */
function doubt(model: Model, at: number, name: string | null): boolean {
  const state = stateOf(model)
  if (!isUndecided(state)) return false
  const isNamed = learnName(model, name)
  if (state !== 'SENDING' && (state === 'UNKNOWN' || at < model.pendingUntil)) return isNamed
  model.belief = 'doubt'
  return true
}

const BANKROLL = 1_000_000

class Hear implements fc.Command<Model, Real> {
  readonly event: OrderEvent
  constructor(event: OrderEvent) {
    this.event = event
  }
  check = () => true
  run(model: Model, real: Real) {
    const wasOver = isOver(model)
    const isNews = learn(model, this.event)
    const next = transition(real.order, this.event)
    expect(next.kind).toBe(isNews ? 'changed' : 'ignored')
    if (next.kind === 'changed') {
      // Alone on its market, it reserves what it can lose.
      const change = next.order.reserved - real.order.reserved
      const reserving = reservation(next.order.intent, change, next.order.updatedAt)
      real.order = next.order
      real.balances = applyTransfers(real.balances, [...reserving, ...next.transfers])
      real.claims += next.claimed.length - next.released.length
      model.claims += (wasOver ? 1 : 0) - (isOver(model) ? 1 : 0)
    }
    const { order, balances } = real
    expect(order.state).toBe(stateOf(model))
    expect([order.matchedStake, order.voidedStake, BigInt(order.matchedValue)]).toEqual([
      model.matched,
      model.voided,
      model.value,
    ])
    expect([order.cancelledStake, order.lapsedStake]).toEqual(endedStakes(model))
    expect(order.venueOrderId).toBe(model.venueOrderId)
    expect(order.reserved).toBe(heldFor(model))
    expect(order.closingProbability).toBe(model.closingLine)
    expect(order.resetAt).toBe(model.resetAt)
    expect(order.clearedVersion).toBe(model.clearedVersion)
    const charge = model.charge ?? [null, null]
    expect([order.marketCharge, order.chargeVersion]).toEqual(charge)
    expect(order.pendingUntil ?? 0).toBe(model.pendingUntil)
    expect([order.outcome, order.profit, order.commission]).toEqual(
      model.ended === null ? [null, null, null] : [model.ended.outcome, model.ended.profit, model.ended.commission],
    )
    expect(balances.reserved).toBe(heldFor(model))
    expect(equityOf(balances)).toBe(BANKROLL + (model.ended === null ? 0 : model.ended.profit - model.ended.commission))
    expect(balances.commission).toBe(model.ended?.commission ?? 0)
    expect(real.claims).toBe(model.claims)
  }
  toString = () => JSON.stringify(this.event)
}

const at = fc.integer({ min: 0, max: 60_000 }).map((milliseconds) => after(SAMPLE_TIME, milliseconds))
const reason = fc.constant({ code: 'CODE', message: 'because' })
const venueOrderId = fc.constantFrom('v1', 'v1', 'v1', 'v2')
const commission = fc.nat(50).map(money)
const profit = fc.integer({ min: -900, max: 900 }).map((value) => money(value + 0))

const EVENTS: readonly fc.Arbitrary<OrderEvent>[] = [
  fc.record({ type: fc.constant('accepted' as const), at, venueOrderId }),
  fc.record({
    type: fc.constant('pending' as const),
    at,
    venueOrderId: fc.constantFrom(null, 'v1', 'v1', 'v2'),
    until: fc.integer({ min: 0, max: 60_000 }).map((milliseconds) => after(SAMPLE_TIME, milliseconds)),
  }),
  fc.record({ type: fc.constant('rejected' as const), at, reason }),
  fc.record({ type: fc.constant('rejected' as const), at, reason, venueOrderId }),
  fc.record({ type: fc.constant('not-sent' as const), at, reason }),
  fc.record({ type: fc.constant('unknown' as const), at, reason }),
  fc.record({
    type: fc.constant('reset' as const),
    at: fc.integer({ min: -60_000, max: 60_000 }).map((milliseconds) => after(SAMPLE_TIME, milliseconds)),
  }),
  fc.record({ type: fc.constant('absent' as const), at, reason }),
  fc.record({ type: fc.constant('late-found' as const), at, venueOrderId }),
  fc.record({
    type: fc.constant('matched' as const),
    at,
    matchedStake: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constant(1000)).map(money),
    averagePrice: fc.oneof(fc.integer({ min: 10_100, max: 40_000 }).map(priceUnits), fc.constant(null)),
  }),
  fc
    .record({
      at,
      stakes: fc.tuple(fc.integer({ min: 0, max: 1100 }), fc.integer({ min: -1, max: 500 })),
      price: fc.integer({ min: 9_990, max: 40_000 }),
      knows: fc.constantFrom('fills' as const, 'average' as const),
    })
    .map(({ at, stakes: [filled, voided], price, knows }): OrderEvent => {
      const [matchedStake, voidedStake] = [money(Math.max(0, filled - Math.max(0, voided))), money(voided)]
      const averagePrice = knows === 'average' && price > 10_000 ? priceUnits(price) : null
      const told = { type: 'matched' as const, at, matchedStake, averagePrice, voidedStake }
      return knows === 'fills' ? { ...told, matchedValue: matchedValue(matchedStake * price) } : told
    }),
  fc.record({
    type: fc.constant('amended' as const),
    at,
    stake: fc.integer({ min: 0, max: 1100 }).map(money),
    persistence: fc.constantFrom('lapse' as const, 'persist' as const),
  }),
  fc.record({ type: fc.constant('cancelled' as const), at, reason }),
  fc.record({ type: fc.constant('lapsed' as const), at, reason }),
  fc.record({ type: fc.constant('closing-line' as const), at, closingProbability: fc.constantFrom(0.4, 0.5) }),
  fc.record({
    type: fc.constant('settled' as const),
    at,
    outcome: fc.constantFrom('won' as const, 'lost' as const),
    profit,
    commission,
  }),
  fc.record({
    type: fc.constant('settled' as const),
    at,
    matchedStake: fc.constantFrom(400, 1000).map(money),
    outcome: fc.constantFrom('won' as const, 'lost' as const),
    profit,
    commission,
  }),
  fc.record({ type: fc.constant('voided' as const), at }),
  fc.record(
    {
      type: fc.constant('market-charged' as const),
      at,
      amount: fc.constantFrom(0, 30, 50).map(money),
      venueVersion: fc.integer({ min: 1, max: 5 }),
      commission,
    },
    { requiredKeys: ['type', 'at', 'amount', 'venueVersion'] },
  ),
  fc
    .record(
      {
        type: fc.constant('corrected' as const),
        at,
        outcome: fc.constantFrom('won' as const, 'lost' as const, 'void' as const, 'half-won' as const),
        profit,
        commission,
        venueVersion: fc.integer({ min: 1, max: 5 }),
      },
      { requiredKeys: ['type', 'at', 'outcome', 'profit', 'commission'] },
    )
    .map((event) => (event.outcome === 'void' ? { ...event, profit: money(0), commission: money(0) } : event)),
]

test.each(['back', 'lay'] as const)(
  'whatever is heard of a %s, and in whatever order, its state and its money follow from the facts',
  (side) => {
    const commands = fc.commands(
      EVENTS.map((event) => event.map((told) => new Hear(told))),
      { maxCommands: 50, size: 'max' },
    )
    fc.assert(
      fc.property(commands, (list) =>
        fc.modelRun(() => {
          const { order } = newOrder(
            sampleIntent({
              side,
              stake: 1000,
              price: 25_333,
              claims: [{ limit: 'open-orders', amount: 1, capacity: 1 }],
            }),
          )
          const deposited = { ...NO_BALANCES, available: money(BANKROLL), capital: money(-BANKROLL) }
          const real: Real = {
            order,
            balances: applyTransfers(deposited, reservation(order.intent, order.reserved, SAMPLE_TIME)),
            claims: 1,
          }
          const model: Model = {
            side,
            stake: 1000,
            price: 25_333,
            asked: 1000,
            persistence: 'lapse',
            belief: 'sending',
            venueOrderId: null,
            matched: 0,
            voided: 0,
            value: 0n,
            rank: 0,
            closed: null,
            ended: null,
            closingLine: null,
            resetAt: null,
            clearedVersion: null,
            charge: null,
            pendingUntil: 0,
            claims: 1,
          }
          return { model, real }
        }, list),
      ),
      { numRuns: sizeOf('MODEL_RUNS', 1000) },
    )
  },
)
