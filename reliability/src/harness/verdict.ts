import { type AccountKey, type Order, type OrderEvent, type Timestamp, timestamp } from '@betting-advisor/core'
import { type LedgerFault, marketExposure, positionOf, type StoreReader } from '@betting-advisor/core/store'
import type { ExchangeReport } from '../exchange/protocol.ts'

/** What venue and ledger must agree on, each as what is wrong with it: nothing is the promise. */
export interface Verdict {
  /** Decisions that are more than one bet. */
  readonly duplicates: readonly string[]
  /** Bets that the database does not know, or knows otherwise. */
  readonly unknown: readonly string[]
  /** Orders that the database believes in and the exchange does not have. */
  readonly phantoms: readonly string[]
  /** Orders that were given up and turned out to live. */
  readonly lateFinds: readonly string[]
  /** Orders that left after their deadline. */
  readonly lateSends: readonly string[]
  readonly timesAboveLimit: number
  readonly unfinished: readonly string[]
  /** What the books say of themselves, how reservations add up, and where an exchange says otherwise what was won. */
  readonly ledger: readonly string[]
  readonly figures: {
    readonly orders: number
    readonly bets: number
    readonly highestExposure: number
    /** How often an intent was turned down, by the code. */
    readonly refused: Readonly<Partial<Record<string, number>>>
    readonly states: Readonly<Record<string, number>>
    /** Of those that were called absent, how many had left: the others died with the process that was to send them. */
    readonly absentAfterLeaving: number
  }
}

/** A request may wait for the exchange to look at it. */
const ARRIVAL_MS = 750

/** Orders that can still change. */
export const LIVE: readonly Order['state'][] = [
  'SENDING',
  'PENDING',
  'UNKNOWN',
  'ACCEPTED',
  'PARTIAL',
  'MATCHED',
  'LATE_FOUND',
]
const PLACED: ReadonlySet<Order['state']> = new Set([
  'MATCHED',
  'CANCELLED',
  'LAPSED',
  'SETTLED',
  'VOIDED',
  'ACCEPTED',
  'PARTIAL',
])

/** Every order of an account. */
async function allOrders(store: StoreReader, account: AccountKey): Promise<readonly Order[]> {
  const orders: Order[] = []
  for (;;) {
    const after = orders.at(-1)?.intent.key
    const page = await store.orders({ account, limit: 5_000, ...(after !== undefined && { after }) })
    orders.push(...page)
    if (page.length < 5_000) return orders
  }
}

/** What is judged, and by what. */
export interface Judged {
  readonly account: AccountKey
  readonly sendDeadlineMs: number
  /** The moment of the real clock at which the engines' shows that. */
  readonly real: (shown: Timestamp) => number
}

/** Holds exchange and database against each other, when all is over. */
export async function judge(
  report: ExchangeReport,
  store: StoreReader,
  { account, sendDeadlineMs, real }: Judged,
): Promise<Verdict> {
  const orders = await allOrders(store, account)
  const byRef = new Map(orders.map((order) => [order.intent.ref as string, order]))
  const decisionOf = new Map(report.requests.map(({ ref, decision }) => [ref, decision]))
  const ours = report.bets.filter(({ ref }) => ref !== null)
  const betsByRef = Map.groupBy(ours, ({ ref }) => ref)
  const betsByDecision = Map.groupBy(ours, ({ ref, id }) => decisionOf.get(ref ?? '') ?? `nobody decided bet ${id}`)

  const unknown: string[] = []
  for (const bet of ours) {
    const order = byRef.get(bet.ref ?? '')
    if (order?.intent.origin === 'adopted') unknown.push(`bet ${bet.id} was found, not decided`)
    else if (order === undefined) unknown.push(`bet ${bet.id} of ${decisionOf.get(bet.ref ?? '')}`)
    else if (!isSame(order, bet))
      unknown.push(`bet ${bet.id}: ${shown(order)}, but there ${bet.state} ${bet.matchedStake}`)
  }
  const phantoms = orders
    .filter(({ state, matchedStake, intent }) => (PLACED.has(state) || matchedStake > 0) && !betsByRef.has(intent.ref))
    .map(shown)
  const lateFinds: string[] = []
  for (const order of orders) {
    const history = await store.history(order.intent.key)
    const wasGivenUp = history.findIndex(isGivenUpBy)
    const lived = history.findIndex(({ type }) => type === 'accepted' || type === 'late-found' || type === 'matched')
    if (wasGivenUp >= 0 && lived > wasGivenUp) lateFinds.push(shown(order))
  }
  return {
    duplicates: [...betsByDecision].filter(([, bets]) => bets.length > 1).map(([decision]) => decision),
    unknown,
    phantoms,
    lateFinds,
    lateSends: lateSendsOf(report, sendDeadlineMs, (ref) => {
      const order = byRef.get(ref)
      return order === undefined ? null : real(order.intent.decidedAt)
    }),
    timesAboveLimit: report.timesAboveLimit,
    unfinished: orders.filter(({ state }) => LIVE.includes(state)).map(shown),
    ledger: [...(await store.verify(account)).map(faultText), ...(await balanceFaults(store, account, orders, report))],
    figures: {
      orders: orders.length,
      bets: ours.length,
      highestExposure: report.highestExposure,
      absentAfterLeaving: orders.filter(({ state, intent }) => state === 'ABSENT' && decisionOf.has(intent.ref)).length,
      refused: await store.rejections(account, timestamp(0)),
      states: Object.fromEntries(
        [...Map.groupBy(orders, ({ state }) => state)].map(([state, all]) => [state, all.length]),
      ),
    },
  }
}

/** A refusal that names a bet gives nothing up: the order is looked for. */
function isGivenUpBy(event: OrderEvent): boolean {
  if (event.type === 'rejected') return event.venueOrderId === undefined
  return event.type === 'absent' || event.type === 'not-sent'
}

function isSame(order: Order, bet: ExchangeReport['bets'][number]): boolean {
  // Nothing was ever matched, and its market is over: whether it was taken at all makes no difference to any money.
  const isPriceSame =
    order.averagePrice === null || bet.averagePrice === null
      ? order.averagePrice === bet.averagePrice
      : // Rounded against the bettor.
        Math.abs(order.averagePrice - bet.averagePrice) < 1
  return order.venueOrderId === bet.id && order.matchedStake === bet.matchedStake && isPriceSame
}

function lateSendsOf(
  { requests }: ExchangeReport,
  deadlineMs: number,
  decided: (ref: string) => number | null,
): readonly string[] {
  return requests.flatMap((request) => {
    const { ref, decision, arrivedAt } = request
    const decidedAt = request.decidedAt ?? decided(ref)
    if (decidedAt === null) return []
    const sentMs = (request.sentAt ?? decidedAt) - decidedAt
    const arrivedMs = (arrivedAt ?? decidedAt) - decidedAt
    if (sentMs <= deadlineMs && arrivedMs <= deadlineMs + ARRIVAL_MS) return []
    return [`${decision}: sent ${sentMs}, there ${arrivedMs} ms after`]
  })
}

async function balanceFaults(
  store: StoreReader,
  account: AccountKey,
  orders: readonly Order[],
  { statement }: ExchangeReport,
): Promise<readonly string[]> {
  const { available, reserved, capital, result, commission } = await store.balances(account)
  const markets = Map.groupBy(orders, ({ intent }) => intent.market)
  const live = Array.from(markets.values(), (bets) =>
    marketExposure(bets.map(positionOf).filter((position) => position !== null)),
  ).reduce((sum, worst) => sum + worst, 0)
  const total = available + reserved + capital + result + commission
  return [
    ...(live === reserved ? [] : [`${reserved} is reserved, live markets can lose ${live}`]),
    ...(total === 0 ? [] : [`the ledger adds up to ${total}`]),
    ...(statement === null || available + reserved + capital === statement.result
      ? []
      : [`${available + reserved + capital} was won, ${statement.result} by the exchange's statement`]),
    ...(statement === null || commission === statement.commission
      ? []
      : [`${commission} is commission, ${statement.commission} by the exchange's statement`]),
  ]
}

function shown({ intent, state, matchedStake, venueOrderId }: Order): string {
  return `${intent.key} is ${state}, matched ${matchedStake}, known as ${venueOrderId}`
}

function faultText({ check, detail }: LedgerFault): string {
  return `${check}: ${detail}`
}
