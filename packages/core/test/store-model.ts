import {
  type AccountKey,
  type AdvisorEvent,
  accountKey,
  after,
  type Book,
  createMemoryBook,
  type DecisionKey,
  HOUR,
  type Intent,
  isAdvisorError,
  money,
  type OrderEvent,
  priceUnits,
  runId,
  type Store,
  timestamp,
} from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import fc from 'fast-check'
import { expect } from 'vitest'

const ACCOUNTS = [SAMPLE_ACCOUNT, accountKey('LIVE', 'main')] as const

/** One thing that may be asked of a store; `orders` and `account` count modulo what there is. */
type Command =
  | { readonly do: 'begin'; readonly intent: Intent }
  | { readonly do: 'advance'; readonly order: number; readonly event: OrderEvent }
  | {
      readonly do: 'lock' | 'lift'
      readonly account: AccountKey
      readonly id: string
      readonly from: number
      readonly length: number
    }
  | { readonly do: 'halt' | 'resume'; readonly account: AccountKey }
  | { readonly do: 'deposit'; readonly account: AccountKey; readonly amount: number }
  | { readonly do: 'append'; readonly events: readonly AdvisorEvent[] }

const account = fc.constantFrom(...ACCOUNTS)
const minutes = fc.integer({ min: 0, max: 120 })
const at = minutes.map((count) => after(SAMPLE_TIME, count * 60_000))
const amount = fc.integer({ min: 1, max: 2000 })

const intents = fc
  .record({
    account,
    market: fc.constantFrom('m1', 'm2', 'm3'),
    strategy: fc.constantFrom('value', 'other'),
    entry: fc.integer({ min: 1, max: 3 }),
    side: fc.constantFrom('back' as const, 'lay' as const),
    stake: fc.oneof(
      { weight: 9, arbitrary: amount },
      { weight: 1, arbitrary: fc.integer({ min: 50_000, max: 200_000 }) },
    ),
    price: fc.integer({ min: 10_100, max: 60_000 }),
    at: minutes.map((count) => count * 60_000),
    claims: fc.uniqueArray(
      fc.record({
        limit: fc.constantFrom('open-orders', 'day-loss:d', 'event:e', 'position:p'),
        amount: fc.integer({ min: 0, max: 3 }),
        capacity: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 3, selector: ({ limit }) => limit },
    ),
  })
  .map(sampleIntent)

const reason = fc.constant({ code: 'REASON', message: 'because' })

const events: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.record({ type: fc.constant('accepted' as const), at, venueOrderId: fc.constantFrom('v1', 'v2') }),
  fc.record({ type: fc.constant('rejected' as const), at, reason }),
  fc.record({ type: fc.constant('not-sent' as const), at, reason }),
  fc.record({ type: fc.constant('unknown' as const), at, reason }),
  fc.record({ type: fc.constant('absent' as const), at, reason }),
  fc.record({ type: fc.constant('late-found' as const), at, venueOrderId: fc.constantFrom('v1', 'v2') }),
  fc.record({
    type: fc.constant('matched' as const),
    at,
    matchedStake: amount.map(money),
    averagePrice: fc.integer({ min: 10_100, max: 60_000 }).map(priceUnits),
  }),
  fc.record({ type: fc.constant('cancelled' as const), at, reason }),
  fc.record({ type: fc.constant('lapsed' as const), at, reason }),
  fc.record({
    type: fc.constant('closing-line' as const),
    at,
    closingProbability: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
  }),
  fc.record({
    type: fc.constant('settled' as const),
    at,
    outcome: fc.constantFrom('won' as const, 'lost' as const),
    profit: fc.integer({ min: -5000, max: 5000 }).map(money),
    commission: fc.integer({ min: 0, max: 100 }).map(money),
  }),
  fc.record({ type: fc.constant('voided' as const), at }),
)

const told: fc.Arbitrary<AdvisorEvent> = fc
  .record({ account, at, text: fc.string({ unit: 'grapheme', maxLength: 8 }) })
  .map((told) => ({
    type: 'warning',
    at: told.at,
    account: told.account,
    run: runId('run'),
    code: 'CODE',
    message: told.text,
  }))

const lockIds = fc.constantFrom('l1', 'l2')

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('begin' as const), intent: intents }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('advance' as const), order: fc.nat(), event: events }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('lock' as const, 'lift' as const, 'lift' as const),
      account,
      id: lockIds,
      from: minutes,
      length: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('halt' as const, 'resume' as const, 'resume' as const), account }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('deposit' as const),
      account,
      amount: fc.integer({ min: -60_000, max: 60_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('append' as const), events: fc.array(told, { maxLength: 3 }) }) },
)

/** What either answers to a command: a plain value or a promise of it. */
type Asked = {
  readonly [Name in 'begin' | 'advance' | 'setLock' | 'liftLock' | 'setHalt' | 'deposit' | 'append']: (
    ...parameters: Parameters<Store[Name]>
  ) => unknown
}

async function ask(store: Asked, command: Command, keys: readonly DecisionKey[]): Promise<unknown> {
  try {
    switch (command.do) {
      case 'begin':
        return await store.begin(command.intent)
      case 'advance': {
        const key = keys[command.order % Math.max(1, keys.length)] ?? sampleIntent({ market: 'unknown' }).key
        return await store.advance(key, command.event)
      }
      case 'lock': {
        const from = after(SAMPLE_TIME, command.from * 60_000)
        const until = timestamp(from + command.length * 60_000)
        return await store.setLock({
          id: command.id,
          account: command.account,
          kind: 'day-loss',
          reason: 'lost',
          from,
          until,
        })
      }
      case 'lift':
        return await store.liftLock(command.account, command.id, after(SAMPLE_TIME, command.from * 60_000))
      case 'halt':
        return await store.setHalt(command.account, { reason: 'halted', at: SAMPLE_TIME })
      case 'resume':
        return await store.setHalt(command.account, null)
      case 'deposit':
        return await store.deposit(command.account, money(command.amount), SAMPLE_TIME)
      case 'append':
        return await store.append(command.events)
    }
  } catch (error) {
    if (isAdvisorError(error)) return { thrown: error.code }
    throw error
  }
}

/** Everything that can be read of a store, and what a run that starts now would be handed. */
async function everything(store: Store | Book): Promise<unknown> {
  const accounts: unknown[] = []
  for (const key of ACCOUNTS) {
    const orders = await store.orders({ account: key, limit: 10_000 })
    const histories: unknown[] = []
    for (const { intent } of orders) histories.push(await store.history(intent.key))
    accounts.push({
      orders,
      histories,
      balances: await store.balances(key),
      equity: await store.equity(key, after(SAMPLE_TIME, HOUR)),
      locks: await store.locks(key),
      events: await store.events({ account: key, after: 0, limit: 10_000 }),
      faults: await store.verify(key),
      restored: await store.startRun({ ...sampleRunStart(key, 2), since: after(SAMPLE_TIME, HOUR) }),
      runs: await store.runs(key),
    })
  }
  return accounts
}

/**
 * Drives random commands against a store and against the memory book, and compares every answer and, at the end, everything
 * that can be read.
 */
export async function expectStoreToFollowModel(
  open: () => Promise<{ readonly store: Store; reopen(): Promise<Store> } & AsyncDisposable>,
  settings: { readonly runs: number; readonly commands: number },
): Promise<void> {
  const commands = fc.array(command, { minLength: 1, maxLength: settings.commands, size: 'max' })
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      await using opened = await open()
      const model = createMemoryBook()
      for (const key of ACCOUNTS)
        expect(await opened.store.startRun(sampleRunStart(key))).toEqual(model.startRun(sampleRunStart(key)))
      const keys: DecisionKey[] = []
      for (const each of list) {
        const expected = await ask(model, each, keys)
        expect(await ask(opened.store, each, keys)).toEqual(expected)
        if (each.do === 'begin') keys.push(each.intent.key)
      }
      const read = await everything(model)
      expect(read).toMatchObject(ACCOUNTS.map(() => ({ faults: [] })))
      expect(await everything(await opened.reopen())).toEqual(read)
    }),
    { numRuns: settings.runs, endOnFailure: true },
  )
}
