import type { AccountKey, AdvisorEvent, Currency, DecisionKey, Lock } from '@betting-advisor/core'
import {
  type AuditEntry,
  applyTransfers,
  type Balances,
  type CapitalChange,
  capitalTransfer,
  clockMismatch,
  currencyMismatch,
  type MarketLink,
  type ReplayedOrder,
  type Run,
  recordedOrder,
  type StoreRecord,
  type Transfer,
  unknownAccount,
} from '@betting-advisor/core/store'

/** What the database has of what is imported. */
export interface Present {
  readonly accounts: ReadonlyMap<
    AccountKey,
    { readonly currency: Currency; readonly clock: Run['clock'] | null; readonly balances: Balances }
  >
  readonly runs: ReadonlySet<string>
  readonly orderKeys: ReadonlySet<string>
  readonly orderRefs: ReadonlySet<string>
  /** `account id` of each lock. */
  readonly locks: ReadonlySet<string>
  /** `account id` of each link. */
  readonly links: ReadonlySet<string>
  /** How many there are of each {@link capitalContent}, {@link eventContent} and {@link auditContent}. */
  readonly contents: ReadonlyMap<string, number>
}

/** What has to be written of one account, in the order of the records. */
export interface AccountPlan {
  readonly account: AccountKey
  readonly balances: Balances
  readonly runs: readonly Run[]
  /** What raises the version, each by one. */
  readonly changes: readonly PlannedChange[]
  readonly events: readonly AdvisorEvent[]
  readonly links: readonly MarketLink[]
  readonly audit: readonly AuditEntry[]
}

export type PlannedChange =
  | { readonly kind: 'capital'; readonly transfer: Transfer }
  | { readonly kind: 'order'; readonly order: ReplayedOrder }
  | { readonly kind: 'lock'; readonly lock: Lock }

interface Draft {
  balances: Balances
  readonly runs: Run[]
  readonly changes: PlannedChange[]
  readonly events: AdvisorEvent[]
  readonly links: MarketLink[]
  readonly audit: AuditEntry[]
}

/** The account that a record belongs to. */
export function accountOf(record: StoreRecord): AccountKey {
  switch (record.kind) {
    case 'account':
    case 'capital':
      return record.account
    case 'run':
      return record.run.account
    case 'order':
      return record.order.intent.account
    case 'lock':
      return record.lock.account
    case 'event':
      return record.event.account
    case 'link':
      return record.link.account
    case 'audit':
      return record.entry.account
  }
}

/**
 * What has to be written for some records to be taken in, everything checked.
 *
 * @throws StoreError `STORE_CORRUPT`, `UNKNOWN_ACCOUNT`, `CURRENCY_MISMATCH`, `CLOCK_MISMATCH`
 */
export function planImport(records: readonly StoreRecord[], present: Present): readonly AccountPlan[] {
  const drafts = new Map<AccountKey, Draft>()
  const seen = new Set<string>()
  const left = new Map(present.contents)

  function draftOf(account: AccountKey): Draft {
    const known = drafts.get(account)
    if (known !== undefined) return known
    const there = present.accounts.get(account)
    if (there === undefined) throw unknownAccount(account)
    const draft: Draft = { balances: there.balances, runs: [], changes: [], events: [], links: [], audit: [] }
    drafts.set(account, draft)
    return draft
  }

  function isNew(id: string, isThere: boolean): boolean {
    if (isThere || seen.has(id)) return false
    seen.add(id)
    return true
  }

  /** Whether something without a key is one more than is there already. */
  function isOneMore(content: string): boolean {
    const count = left.get(content) ?? 0
    if (count > 0) left.set(content, count - 1)
    return count === 0
  }

  function change(draft: Draft, next: PlannedChange, transfers: readonly Transfer[]): void {
    draft.balances = applyTransfers(draft.balances, transfers)
    draft.changes.push(next)
  }

  for (const record of records) {
    const account = accountOf(record)
    const draft = draftOf(account)
    switch (record.kind) {
      case 'account': {
        const there = present.accounts.get(account)?.currency ?? record.currency
        if (there.code !== record.currency.code || there.exponent !== record.currency.exponent) {
          throw currencyMismatch(account, there.code, record.currency.code)
        }
        break
      }
      case 'run':
        if (isNew(`run ${record.run.id}`, present.runs.has(record.run.id))) {
          const { clock } = draft.runs[0] ?? record.run
          const kept = present.accounts.get(account)?.clock ?? clock
          if (kept !== record.run.clock) throw clockMismatch(account, kept, record.run.clock)
          draft.runs.push(record.run)
        }
        break
      case 'capital': {
        const transfer = capitalTransfer(record)
        if (isOneMore(capitalContent(record))) {
          change(draft, { kind: 'capital', transfer }, [transfer])
        }
        break
      }
      case 'order': {
        const { key, ref } = record.order.intent
        if (!isNew(`order ${key}`, present.orderKeys.has(key) || present.orderRefs.has(ref))) break
        const order = recordedOrder(record.order, record.history)
        change(draft, { kind: 'order', order }, order.transfers)
        break
      }
      case 'lock':
        if (isNew(`lock ${account} ${record.lock.id}`, present.locks.has(`${account} ${record.lock.id}`))) {
          change(draft, { kind: 'lock', lock: record.lock }, [])
        }
        break
      case 'event':
        if (isOneMore(eventContent(record.event))) draft.events.push(record.event)
        break
      case 'link': {
        const id = `${account} ${record.link.id}`
        if (isNew(`link ${id}`, present.links.has(id))) draft.links.push(record.link)
        break
      }
      case 'audit':
        if (isOneMore(auditContent(record.entry))) draft.audit.push(record.entry)
        break
    }
  }
  return [...drafts].map(([account, draft]) => ({ account, ...draft }))
}

export function capitalContent({ account, wallet, cause, amount, at }: CapitalChange): string {
  return `capital ${account} ${at} ${cause} ${amount} ${wallet}`
}

export function auditContent({ account, at, by, act, subject, reason }: AuditEntry): string {
  return JSON.stringify(['audit', account, at, by, act, subject, reason])
}

/** The same text for the same event, in whatever order its properties were written. */
export function eventContent(event: AdvisorEvent): string {
  const text = JSON.stringify(event, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return `event ${text}`
}

/** The keys of what may be there already. */
export function keysOf(records: readonly StoreRecord[]) {
  const keys = {
    runs: [] as string[],
    orders: [] as DecisionKey[],
    refs: [] as string[],
    locks: [] as string[],
    links: [] as string[],
  }
  for (const record of records) {
    if (record.kind === 'run') keys.runs.push(record.run.id)
    else if (record.kind === 'lock') keys.locks.push(record.lock.id)
    else if (record.kind === 'link') keys.links.push(record.link.id)
    else if (record.kind === 'order') {
      keys.orders.push(record.order.intent.key)
      keys.refs.push(record.order.intent.ref)
    }
  }
  return keys
}
