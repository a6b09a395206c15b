import {
  type AccountKey,
  type AccountLimits,
  type AdvisorEvent,
  accountKey,
  after,
  DAY,
  eventId,
  HOUR,
  type Intent,
  type Lock,
  MINUTE,
  type Money,
  marketId,
  money,
  type OrderEvent,
  type OrderTerms,
  priceUnits,
  runId,
  selectionId,
  type Timestamp,
} from '@betting-advisor/core'
import type {
  AlertAttempt,
  AlertClaim,
  AuditEntry,
  BetEnding,
  ByHand,
  ExposureLimits,
  MarketLink,
  OutboxAlert,
} from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent } from '@betting-advisor/core/testing'
import { matchedValue, type OneOrMore } from '@betting-advisor/core/venue'
import fc from 'fast-check'

/** The accounts that commands are about. */
export const ACCOUNTS = [SAMPLE_ACCOUNT, accountKey('LIVE', 'main')] as const

/** The names of the venues at which money is. */
const WALLETS = [SAMPLE_WALLET, 'exchange'] as const

/** One thing that may be asked of a store; `order`, `run`, `fence` and `ticket` count modulo what there is. */
export type Command =
  | { readonly do: 'begin'; readonly intent: Intent }
  /** One in the place of an order, which holds a part for it; at times by what that was before. */
  | {
      readonly do: 'begin-beside'
      readonly order: number
      readonly entry: number
      readonly price: number
      readonly stake: number
      readonly behind: number
    }
  | { readonly do: 'begin-all'; readonly intents: OneOrMore<Intent> }
  | {
      readonly do: 'adopt'
      readonly intent: Intent
      readonly history: readonly OrderEvent[]
      readonly fence: number | null
    }
  | {
      readonly do: 'advance'
      readonly order: number
      readonly events: readonly OrderEvent[]
      readonly fence: number | null
    }
  | {
      readonly do: 'advance-all'
      readonly steps: OneOrMore<{ readonly order: number; readonly events: readonly OrderEvent[] }>
      readonly fence: number | null
    }
  | { readonly do: 'call-absent'; readonly order: number; readonly at: number }
  | { readonly do: 'lock'; readonly lock: Lock }
  | { readonly do: 'lift'; readonly account: AccountKey; readonly id: string; readonly at: number }
  | {
      readonly do: 'limits'
      readonly account: AccountKey
      readonly limits: AccountLimits
      readonly at: number
      readonly delay: number
    }
  | { readonly do: 'halt' | 'ask'; readonly account: AccountKey; readonly at: number }
  | { readonly do: 'resume'; readonly account: AccountKey; readonly ticket: number; readonly at: number }
  | {
      readonly do: 'start'
      readonly account: AccountKey
      readonly at: number
      readonly timeZone: string
      readonly limits: AccountLimits
    }
  | { readonly do: 'end'; readonly run: number; readonly at: number }
  | { readonly do: 'lead'; readonly run: number; readonly ttlMs: number }
  | {
      readonly do: 'changes'
      readonly account: AccountKey
      readonly after: number
      readonly at: number
      readonly limit: number
    }
  | {
      readonly do: 'deposit' | 'adjust'
      readonly account: AccountKey
      readonly wallet: string
      readonly amount: number
      readonly by: ByHand | undefined
    }
  | {
      readonly do: 'transfer'
      readonly account: AccountKey
      readonly from: string
      readonly to: string
      readonly amount: number
      readonly by: ByHand | undefined
    }
  | { readonly do: 'settle-by-hand'; readonly order: number; readonly ending: BetEnding; readonly at: number }
  | { readonly do: 'report'; readonly intent: Intent; readonly history: readonly OrderEvent[] }
  | { readonly do: 'link'; readonly link: MarketLink; readonly by: ByHand | undefined }
  | { readonly do: 'unlink'; readonly account: AccountKey; readonly id: string; readonly by: ByHand | undefined }
  | { readonly do: 'note'; readonly entry: AuditEntry }
  | { readonly do: 'alert'; readonly alert: OutboxAlert }
  | { readonly do: 'claim-alerts'; readonly claim: AlertClaim }
  | { readonly do: 'alert-sent' | 'alert-failed'; readonly attempt: AlertAttempt }
  | { readonly do: 'forget-alerts'; readonly account: AccountKey; readonly before: Timestamp }
  | {
      readonly do: 'resolve-alert' | 'acknowledge-alert'
      readonly account: AccountKey
      readonly key: string
      readonly at: number
    }
  | { readonly do: 'append'; readonly events: readonly AdvisorEvent[] }

const account = fc.constantFrom(...ACCOUNTS)
const wallets = fc.constantFrom(SAMPLE_WALLET, SAMPLE_WALLET, ...WALLETS)
const by = fc.constantFrom<ByHand | undefined>(undefined, { by: 'ada', reason: 'so it is' })
/** Mostly within two hours, at times within weeks: milliseconds after {@link SAMPLE_TIME}. */
const moment = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 120 }).map((minutes) => minutes * MINUTE) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 24 * 30 }).map((hours) => hours * HOUR) },
)
const at = moment.map((later) => after(SAMPLE_TIME, later))
const amount = fc.integer({ min: 1, max: 2000 })
const limit: fc.Arbitrary<Money | null> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 6000 }).map(money) },
)

const exposure: fc.Arbitrary<ExposureLimits['exposure']> = fc.record({
  selection: limit,
  market: limit,
  event: limit,
  strategy: limit,
  venue: limit,
  account: limit,
})
const loss: fc.Arbitrary<ExposureLimits['loss']> = fc.record({ day: limit, week: limit, month: limit })
const accountLimits: fc.Arbitrary<AccountLimits> = fc.record({ exposure, loss })

const EVENTS: Readonly<Record<string, string>> = { m1: 'e1', m2: 'e1', m3: 'e2' }

const PLAIN = { kind: 'limit', persistence: 'lapse', minFill: null } as const

const intents = fc
  .record({
    account,
    market: fc.constantFrom('m1', 'm2', 'm3'),
    selection: fc.constantFrom('Home', 'Away'),
    venue: fc.constantFrom('exchange', 'bookmaker'),
    strategy: fc.constantFrom('value', 'other'),
    entry: fc.integer({ min: 1, max: 3 }),
    side: fc.constantFrom('back' as const, 'lay' as const),
    stake: fc.oneof(
      { weight: 9, arbitrary: amount },
      { weight: 1, arbitrary: fc.integer({ min: 50_000, max: 200_000 }) },
    ),
    price: fc.integer({ min: 10_100, max: 60_000 }),
    terms: fc.constantFrom<OrderTerms>(
      PLAIN,
      PLAIN,
      { ...PLAIN, persistence: 'market-on-close' },
      { kind: 'limit-on-close' },
      { kind: 'market-on-close' },
    ),
    at: moment,
    wallet: wallets,
    claims: fc.uniqueArray(
      fc.record({
        limit: fc.constantFrom('open-orders', 'day-loss:d', 'event:e', 'position:p'),
        amount: fc.integer({ min: 0, max: 3 }),
        capacity: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 3, selector: ({ limit }) => limit },
    ),
    exposure,
    loss,
    commission: fc.constantFrom(0, 0, 0.02, 0.05, 0.065),
    rate: fc.option(fc.record({ orders: fc.integer({ min: 0, max: 6 }), windowMs: fc.integer({ min: 1, max: HOUR }) })),
  })
  .map((sample) =>
    sampleIntent({
      ...sample,
      liability: sample.stake,
      event: EVENTS[sample.market] ?? 'e',
      netting: sample.venue === 'exchange',
      outcomes: sample.market === 'm3' ? 3 : 2,
    }),
  )

const ENDINGS = ['won', 'lost', 'placed', 'half-won', 'half-lost', 'push', 'dead-heat'] as const

const reason = fc.constant({ code: 'REASON', message: 'because' })
const profit = fc.integer({ min: -5000, max: 5000 }).map(money)

const events: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.record({ type: fc.constant('accepted' as const), at, venueOrderId: fc.constantFrom('v1', 'v2') }),
  fc.record({ type: fc.constant('rejected' as const), at, reason }),
  fc.record({ type: fc.constant('not-sent' as const), at, reason }),
  fc.record({ type: fc.constant('unknown' as const), at, reason }),
  fc.record({ type: fc.constant('reset' as const), at }),
  fc.record({ type: fc.constant('absent' as const), at, reason }),
  fc.record({ type: fc.constant('late-found' as const), at, venueOrderId: fc.constantFrom('v1', 'v2') }),
  fc.record({
    type: fc.constant('matched' as const),
    at,
    matchedStake: amount.map(money),
    averagePrice: fc.option(fc.integer({ min: 10_100, max: 60_000 }).map(priceUnits)),
  }),
  fc
    .record({
      at,
      filled: amount,
      voided: fc.constantFrom(0, 0, 0.3, 1),
      price: fc.integer({ min: 10_000, max: 60_000 }),
    })
    .map(({ at, filled, voided, price }): OrderEvent => {
      const voidedStake = money(Math.floor(filled * voided))
      const matchedStake = money(filled - voidedStake)
      // A few ten-thousandths more than any price makes of it, as fills at several prices come to.
      const value = matchedValue(matchedStake * price + (matchedStake > 0 ? filled % 7 : 0))
      return { type: 'matched', at, matchedStake, averagePrice: null, matchedValue: value, voidedStake }
    }),
  fc.record({
    type: fc.constant('amended' as const),
    at,
    stake: amount.map(money),
    persistence: fc.constantFrom('lapse' as const, 'persist' as const, 'market-on-close' as const),
  }),
  fc.record({ type: fc.constant('uncovered' as const), at }),
  fc.record({ type: fc.constant('cancelled' as const), at, reason }),
  fc.record({ type: fc.constant('lapsed' as const), at, reason }),
  fc.record({
    type: fc.constant('closing-line' as const),
    at,
    closingProbability: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
  }),
  fc.record(
    {
      type: fc.constant('settled' as const),
      at,
      outcome: fc.constantFrom(...ENDINGS),
      profit,
      matchedStake: amount.map(money),
      venueVersion: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ['type', 'at', 'outcome', 'profit'] },
  ),
  fc.record(
    { type: fc.constant('voided' as const), at, venueVersion: fc.integer({ min: 1, max: 3 }) },
    { requiredKeys: ['type', 'at'] },
  ),
  fc.record(
    {
      type: fc.constant('corrected' as const),
      at,
      outcome: fc.constantFrom(...ENDINGS, 'void' as const),
      profit,
      venueVersion: fc.integer({ min: 1, max: 4 }),
      byHand: fc.constant({ by: 'ada', reason: 'the venue says so' }),
    },
    { requiredKeys: ['type', 'at', 'outcome', 'profit'] },
  ),
  fc.record({
    type: fc.constant('market-charged' as const),
    at,
    amount: fc.integer({ min: 0, max: 300 }).map(money),
    venueVersion: fc.integer({ min: 1, max: 4 }),
  }),
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

const locks: fc.Arbitrary<Lock> = fc
  .record({
    account,
    id: fc.constantFrom('l1', 'l2', 'l3', 'l4', 'l5'),
    kind: fc.constantFrom('day-loss' as const, 'cooldown' as const, 'cool-off' as const, 'pause' as const),
    strategy: fc.constantFrom(null, null, 'value'),
    market: fc.constantFrom(null, null, marketId('m1')),
    venue: fc.constantFrom(undefined, undefined, ...WALLETS),
    reason: fc.constantFrom('lost', 'a break'),
    from: moment,
    length: fc.option(fc.integer({ min: 1, max: 20 }), { freq: 10 }),
  })
  .map(({ from, length, venue, ...lock }) => {
    const start = after(SAMPLE_TIME, from)
    const at = venue === undefined ? {} : { venue }
    return { ...lock, ...at, from: start, until: length === null ? null : after(start, length * MINUTE) }
  })

const endings: fc.Arbitrary<BetEnding> = fc.record({
  outcome: fc.constantFrom(...ENDINGS, 'void' as const),
  // A void brings nothing; one that does is refused.
  profit: fc.oneof(fc.constant(money(0)), fc.integer({ min: -800, max: 3000 }).map(money)),
})

const linkId = fc.constantFrom('k1', 'k2', 'k3')
const links: fc.Arbitrary<MarketLink> = fc.record({
  account,
  id: linkId,
  event: fc.constantFrom('e1', 'linked').map(eventId),
  markets: fc.array(
    fc.record({
      market: fc.constantFrom('m1', 'm2', 'm3', 'm4').map(marketId),
      // Sometimes as many as the others have, sometimes not.
      selections: fc.constantFrom(['Home', 'Away'], ['1', '2'], ['Home']).map((names) => names.map(selectionId)),
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

const notes: fc.Arbitrary<AuditEntry> = fc.record({
  account,
  at,
  act: fc.constantFrom('cancel' as const, 'correct' as const),
  subject: fc.constantFrom(null, 'm1'),
  by: fc.constantFrom('ada', 'bo'),
  reason: fc.string({ unit: 'grapheme', maxLength: 8 }),
})

const alertKey = fc.constantFrom('a1', 'a2')
const deliverer = fc.constantFrom('one', 'two')
const lease = fc.constantFrom(0, MINUTE, HOUR)
const alerts: fc.Arbitrary<OutboxAlert> = fc.record({
  account,
  key: alertKey,
  code: fc.constantFrom('LEDGER_BROKEN', 'ORDER_UNRESOLVED'),
  severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
  message: fc.string({ unit: 'grapheme', maxLength: 8 }),
  at,
})

const fence = fc.option(fc.nat(), { freq: 4 })
const step = fc.record({ order: fc.nat({ max: 9 }), events: fc.array(events, { minLength: 1, maxLength: 3 }) })
const lockId = fc.constantFrom('l1', 'l2', 'l3', 'l4', 'l5')

/** Anything that may be asked. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('begin' as const), intent: intents }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('begin-beside' as const),
      order: fc.nat(),
      entry: fc.integer({ min: 4, max: 9 }),
      price: fc.integer({ min: 10_100, max: 60_000 }),
      stake: amount,
      behind: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('begin-all' as const),
      // Mostly of one account: of several it is refused.
      intents: fc
        .tuple(intents, fc.array(intents, { maxLength: 3 }), fc.integer({ min: 0, max: 9 }))
        .map(
          ([first, others, mixed]): OneOrMore<Intent> => [
            first,
            ...others.filter((intent) => mixed === 0 || intent.account === first.account),
          ],
        ),
    }),
  },
  {
    weight: 24,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      order: fc.nat(),
      events: fc.array(events, { minLength: 1, maxLength: 3 }),
      fence,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('advance-all' as const),
      steps: fc.tuple(step, fc.array(step, { maxLength: 4 })).map(
        ([first, others]): OneOrMore<typeof first> => [
          first,
          // One order is in no two steps; where there are few, it is at times all the same, which is refused.
          ...others.filter(
            ({ order }, index) => order !== first.order && others.findIndex((one) => one.order === order) === index,
          ),
        ],
      ),
      fence,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('adopt' as const),
      intent: fc
        .tuple(intents, fc.constantFrom('adopted' as const, 'foreign' as const, 'foreign' as const, 'decided' as const))
        .map(([intent, origin]) => ({ ...intent, origin })),
      history: fc.array(events, { maxLength: 6 }),
      fence,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('call-absent' as const), order: fc.nat(), at: moment }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lock' as const), lock: locks }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lift' as const), account, id: lockId, at: moment }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('limits' as const),
      account,
      limits: accountLimits,
      at: moment,
      delay: fc.constantFrom(0, HOUR, DAY),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('halt' as const), account, at: moment }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const), account, at: moment }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('resume' as const), account, ticket: fc.nat({ max: 3 }), at: moment }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      account,
      at: moment,
      timeZone: fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Pacific/Apia'),
      limits: accountLimits,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), run: fc.nat(), at: moment }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('lead' as const), run: fc.nat(), ttlMs: fc.constantFrom(0, HOUR) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('changes' as const),
      account,
      after: fc.nat({ max: 20 }),
      at: moment,
      limit: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('deposit' as const, 'adjust' as const),
      account,
      wallet: wallets,
      amount: fc.integer({ min: -60_000, max: 60_000 }),
      by,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('transfer' as const),
      account,
      from: wallets,
      to: fc.constantFrom(...WALLETS),
      amount: fc.integer({ min: 0, max: 60_000 }),
      by,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('settle-by-hand' as const), order: fc.nat(), ending: endings, at: moment }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      // Mostly as it must be.
      intent: fc
        .tuple(intents, fc.constantFrom('reported' as const, 'reported' as const, 'decided' as const))
        .map(([intent, origin]) => ({ ...intent, origin })),
      history: fc.array(events, { maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('link' as const), link: links, by }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unlink' as const), account, id: linkId, by }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('note' as const), entry: notes }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('alert' as const), alert: alerts }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('claim-alerts' as const),
      claim: fc.record({ account, by: deliverer, at, leaseMs: lease, limit: fc.integer({ min: 1, max: 3 }) }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('alert-sent' as const, 'alert-failed' as const),
      attempt: fc.record(
        {
          account,
          id: fc.integer({ min: 1, max: 5 }),
          by: deliverer,
          at,
          nextAt: fc.option(at),
          said: fc.constantFrom('open' as const, 'over' as const, 'nothing' as const),
        },
        { requiredKeys: ['account', 'id', 'by', 'at', 'nextAt'] },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('resolve-alert' as const, 'acknowledge-alert' as const),
      account,
      key: alertKey,
      at: moment,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget-alerts' as const), account, before: at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('append' as const), events: fc.array(told, { maxLength: 3 }) }) },
)
