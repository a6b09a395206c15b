import type { Lock } from '../limits/lock.ts'
import { betOutcomes } from '../order/bet-outcome.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { OrderKind } from '../order/order-terms.ts'
import type { AdvisorEvent } from '../ports/advisor-event.ts'
import type { StoreRecord } from '../ports/record.ts'
import type { AuditAct } from '../ports/store/audit.ts'
import {
  fields,
  flag,
  integer,
  listOf,
  moment,
  name,
  number,
  oneOf,
  orAbsent,
  orNull,
  type Shape,
  text,
  variants,
} from './shape.ts'

/** The shapes of a union, one for each of its kinds. */
type Kinds<Kind extends string> = Readonly<Record<Kind, Readonly<Record<string, Shape>>>>

const side = oneOf('back', 'lay')
const reason = fields({ code: text, message: text })
const amounts = (...scopes: readonly string[]) =>
  fields(Object.fromEntries(scopes.map((scope) => [scope, orNull(integer)])))

const states: Readonly<Record<Order['state'], true>> = {
  SENDING: true,
  PENDING: true,
  UNKNOWN: true,
  ACCEPTED: true,
  PARTIAL: true,
  MATCHED: true,
  CANCELLED: true,
  LAPSED: true,
  REJECTED: true,
  NOT_SENT: true,
  ABSENT: true,
  LATE_FOUND: true,
  SETTLED: true,
  VOIDED: true,
}

const acts: Readonly<Record<AuditAct, true>> = {
  halt: true,
  resume: true,
  limits: true,
  lock: true,
  'lift-lock': true,
  transfer: true,
  adjust: true,
  deposit: true,
  absent: true,
  report: true,
  cancel: true,
  settle: true,
  correct: true,
  link: true,
  acknowledge: true,
}

const lockKinds: Readonly<Record<Lock['kind'], true>> = {
  'loss-streak': true,
  drawdown: true,
  'day-loss': true,
  cooldown: true,
  'low-clv': true,
  'cool-off': true,
  pause: true,
}

const persistence = oneOf('lapse', 'persist', 'market-on-close')

const termsByKind: Kinds<OrderKind> = {
  limit: { persistence, minFill: orNull(integer) },
  'limit-on-close': {},
  'market-on-close': {},
}

const orderTerms = variants('kind', termsByKind)

const intent = fields({
  key: name,
  ref: name,
  venueRef: orAbsent(name),
  account: name,
  run: name,
  strategy: text,
  strategyVersion: text,
  entry: integer,
  replaces: orNull(name),
  venue: name,
  wallet: name,
  event: name,
  market: name,
  selection: name,
  eventName: text,
  selectionName: text,
  competition: text,
  startsAt: moment,
  side,
  outcomes: integer,
  winners: integer,
  netting: flag,
  eachWay: orAbsent(fields({ divisor: number, places: integer })),
  origin: oneOf('decided', 'adopted', 'foreign', 'reported'),
  terms: orderTerms,
  price: integer,
  stake: integer,
  liability: integer,
  fairProbability: orNull(number),
  edge: orNull(number),
  commission: number,
  quote: fields({ price: number, quotedAt: moment, receivedAt: moment }),
  execution: orAbsent(
    fields({ token: orNull(text), marketVersion: orNull(number), betDelayMs: number, maxStake: orNull(integer) }),
  ),
  legs: orAbsent(listOf(name)),
  covers: orAbsent(fields({ liability: integer, version: integer })),
  decidedAt: moment,
  claims: listOf(fields({ limit: name, amount: integer, capacity: number })),
  limits: fields({
    exposure: amounts('selection', 'market', 'event', 'strategy', 'venue', 'account'),
    loss: amounts('day', 'week', 'month'),
    rate: orNull(fields({ orders: number, windowMs: number })),
  }),
  windows: fields({ day: text, week: text, month: text }),
  reasons: listOf(text),
})

const outcome = oneOf(...betOutcomes)

const order = fields({
  intent,
  state: oneOf(...Object.keys(states)),
  venueOrderId: orNull(text),
  matchedStake: integer,
  voidedStake: integer,
  cancelledStake: integer,
  lapsedStake: integer,
  matchedValue: integer,
  valueBasis: orNull(oneOf('fills', 'average', 'asked')),
  averagePrice: orNull(integer),
  reserved: integer,
  profit: orNull(integer),
  commission: orNull(integer),
  outcome: orNull(outcome),
  closingProbability: orNull(number),
  reason: orNull(reason),
  sentAt: orNull(moment),
  resetAt: orNull(moment),
  pendingUntil: orNull(moment),
  amendedStake: orNull(integer),
  amendedPersistence: orNull(persistence),
  settledAt: orNull(moment),
  clearedVersion: orNull(integer),
  marketCharge: orNull(integer),
  chargeVersion: orNull(integer),
  covered: integer,
  updatedAt: moment,
  version: integer,
})

const matched = {
  matchedStake: integer,
  averagePrice: orNull(integer),
  matchedValue: orAbsent(integer),
  voidedStake: orAbsent(integer),
}

const charged = { commission: orAbsent(integer) }
const worded = { ...charged, venueVersion: orAbsent(integer), byHand: orAbsent(fields({ by: text, reason: text })) }

const orderEvents: Kinds<OrderEvent['type']> = {
  accepted: { at: moment, venueOrderId: text },
  pending: { at: moment, venueOrderId: orNull(text), until: moment },
  rejected: { at: moment, reason, venueOrderId: orAbsent(text) },
  'not-sent': { at: moment, reason },
  unknown: { at: moment, reason },
  reset: { at: moment },
  absent: { at: moment, reason },
  'late-found': { at: moment, venueOrderId: text },
  matched: { at: moment, ...matched },
  amended: { at: moment, stake: integer, persistence },
  uncovered: { at: moment },
  cancelled: { at: moment, reason },
  lapsed: { at: moment, reason },
  'closing-line': { at: moment, closingProbability: orNull(number) },
  settled: {
    at: moment,
    matchedStake: orAbsent(integer),
    matchedValue: orAbsent(integer),
    outcome: oneOf(...betOutcomes.filter((word) => word !== 'void')),
    profit: integer,
    ...worded,
  },
  voided: { at: moment, ...worded },
  corrected: { at: moment, outcome, profit: integer, matched: orAbsent(fields(matched)), ...worded },
  'market-charged': { at: moment, amount: integer, venueVersion: integer, ...charged },
}

const lock = fields({
  id: name,
  account: name,
  kind: oneOf(...Object.keys(lockKinds)),
  strategy: orNull(text),
  market: orNull(name),
  venue: orAbsent(name),
  reason: text,
  from: moment,
  until: orNull(moment),
})

const advice = fields({
  at: moment,
  strategy: text,
  strategyVersion: text,
  venue: name,
  event: name,
  eventName: text,
  competition: text,
  startsAt: moment,
  market: name,
  marketKind: text,
  selection: name,
  selectionName: text,
  side,
  terms: orderTerms,
  price: orNull(number),
  fairProbability: orNull(number),
  fairPrice: orNull(number),
  fairSource: orNull(text),
  edge: orNull(number),
  kellyFraction: orNull(number),
  stake: integer,
  liability: integer,
  sizing: listOf(text),
  verdicts: listOf(fields({ control: text, code: orNull(text), detail: text })),
  rejection: orNull(text),
  summary: text,
})

const told = { at: moment, account: name, run: name }

const events: Kinds<AdvisorEvent['type']> = {
  'run-started': { ...told, source: text, strategies: listOf(text) },
  'run-ended': { ...told, reason: text },
  advice: { ...told, advice },
  order: { ...told, order },
  'lock-set': { ...told, lock },
  'lock-ended': { ...told, lock, how: oneOf('expired', 'lifted') },
  halted: { ...told, reason: text },
  resumed: { ...told, reason: text },
  warning: { ...told, code: text, message: text },
  alert: { ...told, code: text, key: text, message: text },
  'alert-resolved': { ...told, code: text, key: text },
}

const run = fields({
  id: name,
  account: name,
  startedAt: moment,
  reachedAt: moment,
  endedAt: orNull(moment),
  clock: oneOf('real', 'virtual'),
  source: oneOf('venue', 'emulator', 'recording'),
  seed: orNull(text),
  strategies: listOf(text),
  settingsHash: text,
})

const records: Kinds<StoreRecord['kind']> = {
  account: { account: name, currency: fields({ code: name, exponent: integer }), timeZone: name, openedAt: moment },
  run: { run },
  capital: { account: name, wallet: name, cause: oneOf('owner', 'move', 'adjustment'), amount: integer, at: moment },
  order: { order, history: listOf(variants('type', orderEvents)) },
  lock: { lock },
  event: { event: variants('type', events) },
  link: {
    link: fields({
      account: name,
      id: name,
      event: name,
      markets: listOf(fields({ market: name, selections: listOf(name) })),
    }),
  },
  audit: {
    entry: fields({
      account: name,
      at: moment,
      by: text,
      act: oneOf(...Object.keys(acts)),
      subject: orNull(text),
      reason: text,
    }),
  },
}

/** What a record of an export must be; fields that a later release has added are left alone. */
export const recordShape: Shape = variants('kind', records)
