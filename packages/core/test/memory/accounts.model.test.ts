import {
  DAY,
  type DecisionKey,
  HOUR,
  type Intent,
  isAdvisorError,
  type Lock,
  MINUTE,
  money,
  type Order,
  type OrderEvent,
  priceUnits,
  type RejectionCode,
  timestamp,
} from '@betting-advisor/core'
import type { Accounts } from '@betting-advisor/core/store'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import type { OneOrMore } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sizeOf } from '../support/sizes.ts'
import { SlowAccount } from './slow-account.ts'

const USUAL_RUNS = 1000
const RUNS = sizeOf('MODEL_RUNS', USUAL_RUNS)

type Command = fc.Command<SlowAccount, Accounts>

/** How often intents were turned down for each reason, and taken. */
const answers: Record<string, number> = {}

/** Everything that follows from what happened must be the same, however it is kept. */
function agree(model: SlowAccount, accounts: Accounts): void {
  const { available, reserved, capital, result, commission } = accounts.balances(SAMPLE_ACCOUNT)
  expect({ available, reserved }).toEqual({ available: model.available, reserved: model.reserved })
  expect(available + reserved + capital + result + commission).toBe(0)
  const { version, halt, orders } = accounts.changes({
    account: SAMPLE_ACCOUNT,
    after: 0,
    at: SAMPLE_TIME,
    limit: 1000,
  })
  expect(version).toBe(model.version)
  expect(halt).toEqual(model.halt)
  const expected = [...model.kept.values()].map(({ order }) => order).toSorted((a, b) => a.version - b.version)
  expect(orders).toEqual(expected)
}

class Begin implements Command {
  readonly intent: Intent
  constructor(intent: Intent) {
    this.intent = intent
  }
  check = () => true
  run(model: SlowAccount, accounts: Accounts) {
    const known = model.kept.get(this.intent.key)
    const code = known === undefined ? model.refusal(this.intent) : null
    const result = accounts.begin(this.intent)
    answers[code ?? 'reserved'] = (answers[code ?? 'reserved'] ?? 0) + 1
    if (known !== undefined)
      expect(result).toEqual({ kind: 'exists', order: known.order, entry: model.highest(known.order) })
    else if (code !== null) expect(result).toMatchObject({ kind: 'denied', code })
    else expect(result).toMatchObject({ kind: 'reserved', order: model.take(this.intent) })
    agree(model, accounts)
  }
  toString = () => `begin ${JSON.stringify({ ...this.intent, reasons: [] })}`
}

class BeginAll implements Command {
  readonly intents: OneOrMore<Intent>
  constructor(intents: OneOrMore<Intent>) {
    this.intents = intents
  }
  check = () => true
  run(model: SlowAccount, accounts: Accounts) {
    const { version } = model
    const known = this.intents.find(({ key }) => model.kept.has(key))
    const taken: Order[] = []
    let denied: { readonly key: DecisionKey; readonly code: RejectionCode } | null = null
    for (const intent of known === undefined ? this.intents : []) {
      const code = model.refusal(intent)
      if (code !== null) {
        denied = { key: intent.key, code }
        break
      }
      taken.push(model.take(intent))
    }
    const result = accounts.beginAll(this.intents)
    const name = known !== undefined ? 'none: known' : denied !== null ? `none: after ${taken.length}` : 'all'
    answers[name] = (answers[name] ?? 0) + 1
    if (known === undefined && denied === null) {
      expect(result).toMatchObject({ kind: 'reserved', orders: taken })
    } else {
      for (const { intent } of taken) model.kept.delete(intent.key)
      model.version = version
      expect(result).toMatchObject(
        denied === null ? { kind: 'exists', key: known?.key } : { kind: 'denied', ...denied },
      )
    }
    agree(model, accounts)
  }
  toString = () => `begin all ${JSON.stringify(this.intents)}`
}

class Hear implements Command {
  readonly pick: number
  readonly event: OrderEvent
  constructor(pick: number, event: OrderEvent) {
    this.pick = pick
    this.event = event
  }
  check = (model: Readonly<SlowAccount>) => model.kept.size > 0
  run(model: SlowAccount, accounts: Accounts) {
    const keys = [...model.kept.keys()]
    const key = keys[this.pick % keys.length]
    if (key === undefined) return
    const changed = model.hear(key, this.event)
    expect(accounts.advance(key, [this.event]).kind).toBe(changed ? 'changed' : 'ignored')
    agree(model, accounts)
  }
  toString = () => `hear ${this.pick} ${JSON.stringify(this.event)}`
}

class Adopt implements Command {
  readonly intent: Intent
  readonly history: readonly OrderEvent[]
  constructor(intent: Intent, history: readonly OrderEvent[]) {
    this.intent = intent
    this.history = history
  }
  check = () => true
  run(model: SlowAccount, accounts: Accounts) {
    const known = model.kept.get(this.intent.key)
    const result = accounts.adopt(this.intent, this.history)
    if (known !== undefined) expect(result).toEqual({ kind: 'exists', order: known.order })
    else expect(result).toMatchObject({ kind: 'adopted', order: model.take(this.intent, this.history) })
    agree(model, accounts)
  }
  toString = () => `adopt ${JSON.stringify(this.intent)} ${JSON.stringify(this.history)}`
}

/** One of the things that people do to an account. */
class Person implements Command {
  readonly what: string
  readonly act: (model: SlowAccount, accounts: Accounts) => void
  constructor(what: string, act: (model: SlowAccount, accounts: Accounts) => void) {
    this.what = what
    this.act = act
  }
  check = () => true
  run(model: SlowAccount, accounts: Accounts) {
    this.act(model, accounts)
    agree(model, accounts)
  }
  toString = () => this.what
}

/** The code with which something is refused; `null` where it is not. */
function refusalOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    if (isAdvisorError(error)) return error.code
    throw error
  }
}

const moment = fc.integer({ min: 0, max: 72 }).map((halves) => timestamp(SAMPLE_TIME + halves * 30 * MINUTE))
const some = (least: number, most: number) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: least, max: most }).map(money) },
  )
const limitsOf = (least: number, most: number) =>
  fc.record({
    exposure: fc.record({
      selection: some(least, most),
      market: some(least, most),
      event: some(least, most),
      strategy: some(least, most),
      venue: some(least, most),
      account: some(2 * least, 2 * most),
    }),
    loss: fc.record({ day: some(least, most), week: some(2 * least, 2 * most), month: some(2 * least, 2 * most) }),
  })

const bets = fc
  .record({
    // Two markets are of one event.
    market: fc.constantFrom('m1', 'm2', 'm3'),
    selection: fc.constantFrom('Home', 'Away', 'Draw'),
    venue: fc.constantFrom('v1', 'v2'),
    strategy: fc.constantFrom('one', 'two'),
    entry: fc.integer({ min: 1, max: 3 }),
    side: fc.constantFrom('back' as const, 'lay' as const),
    stake: fc.integer({ min: 1, max: 1500 }),
    price: fc.integer({ min: 10_100, max: 50_000 }),
    at: fc.integer({ min: 0, max: 72 }).map((halves) => halves * 30 * MINUTE),
    commission: fc.constantFrom(0, 0, 0.02, 0.05, 0.0655),
  })
  .map((bet) => ({ ...bet, event: bet.market === 'm3' ? 'e2' : 'e1', netting: bet.venue === 'v2' }))

const intents = fc
  .tuple(
    bets,
    limitsOf(500, 4000),
    fc.option(fc.record({ orders: fc.integer({ min: 1, max: 6 }), windowMs: fc.constant(HOUR) }), { freq: 2 }),
    fc.uniqueArray(
      fc.record({
        limit: fc.constantFrom('open-orders', 'position:p', 'other'),
        amount: fc.integer({ min: 0, max: 2 }),
        capacity: fc.integer({ min: 2, max: 6 }),
      }),
      { selector: ({ limit }) => limit, maxLength: 2, size: 'max' },
    ),
  )
  .map(([bet, { exposure, loss }, rate, claims]) => sampleIntent({ ...bet, exposure, loss, rate, claims }))

const at = moment
const reason = fc.constant({ code: 'CODE', message: 'because' })
const profit = fc.integer({ min: -1500, max: 1500 }).map(money)
const events: fc.Arbitrary<OrderEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('accepted' as const), at, venueOrderId: fc.constant('v') }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('rejected' as const), at, reason }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('unknown' as const), at, reason }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('absent' as const), at, reason }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('late-found' as const), at, venueOrderId: fc.constant('v') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('matched' as const),
      at,
      matchedStake: fc.integer({ min: 1, max: 1500 }).map(money),
      averagePrice: fc.integer({ min: 10_100, max: 50_000 }).map(priceUnits),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cancelled' as const), at, reason }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('settled' as const),
      at,
      outcome: fc.constantFrom('won' as const, 'lost' as const),
      profit,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('voided' as const), at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('corrected' as const),
      at,
      outcome: fc.constantFrom('won' as const, 'lost' as const),
      profit,
    }),
  },
)

const adoptions = fc
  .tuple(bets, fc.constantFrom('adopted' as const, 'foreign' as const), fc.array(events, { maxLength: 3 }))
  .map(([bet, origin, history]) => new Adopt(sampleIntent({ ...bet, origin }), history))

const deposits = fc.integer({ min: -3000, max: 3000 }).map((given) => {
  const amount = given === 0 ? 1 : given
  return new Person(`deposit ${amount}`, (model, accounts) => {
    const isTooMuch = amount < 0 && model.available + amount < 0
    expect(refusalOf(() => accounts.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(amount), SAMPLE_TIME))).toBe(
      isTooMuch ? 'WITHDRAWAL_TOO_LARGE' : null,
    )
    if (isTooMuch) return
    model.capital += amount
    model.version += 1
  })
})

let lockNumber = 0
const locks = fc
  .record({
    kind: fc.constantFrom('drawdown' as const, 'cooldown' as const, 'cool-off' as const),
    strategy: fc.constantFrom(null, 'one'),
    market: fc.constantFrom(null, 'm1' as Intent['market']),
    from: moment,
    length: fc.integer({ min: 1, max: 10 }),
  })
  .map(({ kind, strategy, market, from, length }) => {
    const lock: Lock = {
      id: `lock ${++lockNumber}`,
      account: SAMPLE_ACCOUNT,
      kind,
      strategy,
      market,
      reason: 'because',
      from,
      until: timestamp(from + length * 30 * MINUTE),
    }
    return new Person(`lock ${JSON.stringify(lock)}`, (model, accounts) => {
      const index = model.locks.findIndex(
        (held) =>
          held.kind === kind &&
          held.strategy === strategy &&
          held.market === market &&
          held.until !== null &&
          from < held.until,
      )
      const held = model.locks[index]
      const canGrow = kind === 'cool-off' || kind === 'cooldown'
      const isLonger = held !== undefined && canGrow && (held.until ?? 0) < (lock.until ?? 0)
      const expected = held === undefined ? lock : isLonger ? { ...held, reason: lock.reason, until: lock.until } : held
      // Shrinking runs the same command again, and then another lock has its id.
      if (held === undefined && model.locks.some(({ id }) => id === lock.id)) return
      expect(accounts.setLock(lock)).toEqual(expected)
      if (held === undefined) model.locks.push(lock)
      else model.locks[index] = expected
      if (held === undefined || isLonger) model.version += 1
    })
  })

const lifts = fc.tuple(fc.nat(), moment).map(
  ([pick, when]) =>
    new Person(`lift ${pick}`, (model, accounts) => {
      const index = pick % Math.max(1, model.locks.length)
      const lock = model.locks[index]
      if (lock === undefined) return
      const isOver = lock.until !== null && lock.until <= when
      const isFixed = !isOver && lock.kind === 'cool-off'
      expect(refusalOf(() => accounts.liftLock(SAMPLE_ACCOUNT, lock.id, when))).toBe(isFixed ? 'LOCK_FIXED' : null)
      if (isOver || isFixed) return
      model.locks[index] = { ...lock, until: when }
      model.version += 1
    }),
)

const halts = moment.map(
  (when) =>
    new Person('halt', (model, accounts) => {
      model.halt = { reason: 'by hand', at: when }
      model.ticket = null
      model.version += 1
      accounts.setHalt(SAMPLE_ACCOUNT, model.halt)
    }),
)

const asks = moment.map(
  (when) =>
    new Person('ask to resume', (model, accounts) => {
      const isHalted = model.halt !== null
      expect(
        refusalOf(() => {
          const { code, expiresAt } = accounts.askResume(SAMPLE_ACCOUNT, when)
          model.ticket = { code, expiresAt }
        }),
      ).toBe(isHalted ? null : 'RESUME_REFUSED')
    }),
)

const resumptions = fc.tuple(moment, fc.boolean()).map(
  ([when, isRight]) =>
    new Person('resume', (model, accounts) => {
      const { ticket } = model
      const code = isRight ? (ticket?.code ?? '') : 'another'
      const isAllowed = model.halt !== null && ticket !== null && isRight && when < ticket.expiresAt
      expect(refusalOf(() => accounts.resume(SAMPLE_ACCOUNT, code, when))).toBe(isAllowed ? null : 'RESUME_REFUSED')
      if (!isAllowed) return
      model.halt = null
      model.ticket = null
      model.version += 1
    }),
)

/** Both steps, one right after the other. */
const returns = moment.map(
  (when) =>
    new Person('ask and resume', (model, accounts) => {
      if (model.halt === null) return
      accounts.resume(SAMPLE_ACCOUNT, accounts.askResume(SAMPLE_ACCOUNT, when).code, when)
      model.halt = null
      model.ticket = null
      model.version += 1
    }),
)

const limits = fc.tuple(limitsOf(500, 5000), moment, fc.constantFrom(0, HOUR, DAY)).map(
  ([wanted, when, delay]) =>
    new Person(`limits ${JSON.stringify(wanted)} at ${when}, raised after ${delay}`, (model, accounts) => {
      accounts.setLimits(SAMPLE_ACCOUNT, wanted, when, delay)
      model.setLimits(wanted, when, delay)
    }),
)

const begin = intents.map((intent) => new Begin(intent))
const beginAll = fc
  .tuple(intents, fc.array(intents, { maxLength: 3 }))
  .map(([first, others]): OneOrMore<Intent> => {
    const all = new Map(others.map((intent) => [intent.key, intent]))
    all.delete(first.key)
    return [first, ...all.values()]
  })
  .map((each) => new BeginAll(each))
const hear = fc.tuple(fc.nat(), events).map(([pick, event]) => new Hear(pick, event))

const REASONS = [
  'reserved',
  'HALTED',
  'DRAWDOWN_LOCK',
  'COOLDOWN_LOCK',
  'COOL_OFF_LOCK',
  'OPEN_BETS_EXCEEDED',
  'ALREADY_BET',
  'LIMIT_EXCEEDED',
  'SELECTION_LIMIT',
  'MARKET_LIMIT',
  'EVENT_LIMIT',
  'STRATEGY_LIMIT',
  'VENUE_LIMIT',
  'ACCOUNT_LIMIT',
  'DAY_LOSS_LIMIT',
  'WEEK_LOSS_LIMIT',
  'MONTH_LOSS_LIMIT',
  'RATE_EXCEEDED',
  'FUNDS_INSUFFICIENT',
  'all',
  'none: known',
  'none: after 0',
  'none: after 1',
  'none: after 2',
] as const

test('an account is what a slow reading of its rules makes of all that happened to it', () => {
  const commands = fc.commands(
    [
      ...Array.from({ length: 10 }, () => begin),
      ...Array.from({ length: 3 }, () => beginAll),
      ...Array.from({ length: 10 }, () => hear),
      ...[adoptions, deposits, locks, lifts, limits, halts, asks, resumptions, resumptions, returns, returns],
    ],
    { maxCommands: 50, size: 'max' },
  )
  fc.assert(
    fc.property(commands, (list) =>
      fc.modelRun(() => {
        const model = new SlowAccount()
        const accounts = createMemoryAccounts()
        const start = sampleRunStart()
        accounts.startRun({ ...start, openingFunds: { [SAMPLE_WALLET]: money(6000) } })
        model.capital = 6000
        model.version = 1
        return { model, real: accounts }
      }, list),
    ),
    { numRuns: RUNS },
  )
  // A model that never disagrees proves nothing where it was never asked.
  if (RUNS >= USUAL_RUNS) expect(REASONS.filter((code) => (answers[code] ?? 0) === 0)).toEqual([])
})
