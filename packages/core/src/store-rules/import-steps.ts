import { clockMismatch, currencyMismatch, unknownAccount } from '../errors/store-error.ts'
import { applyTransfers, capitalChange, capitalTransfer, NO_BALANCES } from '../ledger/balances.ts'
import { windowFinder } from '../limits/loss-window.ts'
import type { Intent } from '../order/intent.ts'
import type { Balances, Transfer } from '../order/transfer.ts'
import type { StoreRecord } from '../ports/record.ts'
import type { Run } from '../ports/run.ts'
import type { AccountKey, RunId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { type ReplayedOrder, recordedOrder } from './replay.ts'

type Recorded<Kind extends StoreRecord['kind']> = Extract<StoreRecord, { readonly kind: Kind }>
type ImportedEvent = Recorded<'event'>['event']

/** What records are taken into. */
export interface ImportTarget {
  account(key: AccountKey): ImportedAccount | undefined
  hasRun(id: RunId): boolean
}

/** An account that records are taken into, as it was before. */
export interface ImportedAccount {
  readonly currency: Currency
  /** That of its runs; `null` while it has none. */
  readonly clock: Run['clock'] | null
  readonly balances: Balances
  hasOrder(intent: Pick<Intent, 'key' | 'ref'>): boolean
  hasLock(id: string): boolean
  hasLink(id: string): boolean
  /** All deposits and withdrawals. */
  capital(): Iterable<Transfer>
  /** Everything that was done by hand. */
  audit(): Iterable<Recorded<'audit'>['entry']>
  /** All events, or those as old as the records' events at least. */
  events(): Iterable<ImportedEvent>
}

/** A record that has to be written, seen to be sound. */
export type ImportStep = { readonly account: AccountKey } & (
  | Omit<Recorded<'account'>, 'account'>
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'capital'; readonly transfer: Transfer }
  | { readonly kind: 'order'; readonly order: ReplayedOrder }
  | { readonly kind: 'lock'; readonly lock: Recorded<'lock'>['lock'] }
  | { readonly kind: 'event'; readonly event: ImportedEvent }
  | { readonly kind: 'link'; readonly link: Recorded<'link'>['link'] }
  | { readonly kind: 'audit'; readonly entry: Recorded<'audit'>['entry'] }
)

/** What an account has that has no key: how often each content, and of which moments. */
interface Kept {
  readonly moments: ReadonlySet<Timestamp>
  readonly counts: Map<string, number>
}

/**
 * What has to be written for some records to be taken in, everything checked before the first of it is.
 *
 * Of money and events, which have no key, as many as are there already with the same content are passed over.
 *
 * @throws StoreError `UNKNOWN_ACCOUNT`, `CURRENCY_MISMATCH`, `CLOCK_MISMATCH`; `STORE_CORRUPT` when an order is not what its history makes of it.
 * @throws InvalidValueError `INVALID_VALUE`
 */
export function importSteps(records: readonly StoreRecord[], target: ImportTarget): readonly ImportStep[] {
  const opened = new Map<AccountKey, Currency>()
  const balances = new Map<AccountKey, Balances>()
  const clocks = new Map<AccountKey, Run['clock']>()
  const seen = new Set<string>()
  const kept = new Map<AccountKey, Kept>()

  function checkAccount(account: AccountKey): void {
    if (!opened.has(account) && target.account(account) === undefined) throw unknownAccount(account)
  }

  function isNew(id: string, isThere: boolean | undefined): boolean {
    if (isThere === true || seen.has(id)) return false
    seen.add(id)
    return true
  }

  /** Whether something without a key is one more than is there already. */
  function isOneMore(account: AccountKey, at: Timestamp, contentOf: () => string): boolean {
    const { moments, counts } = keptOf(account)
    if (!moments.has(at)) return true
    const content = contentOf()
    const left = counts.get(content) ?? 0
    if (left > 0) counts.set(content, left - 1)
    return left === 0
  }

  function keptOf(account: AccountKey): Kept {
    let found = kept.get(account)
    if (found === undefined) {
      found = contents(target.account(account))
      kept.set(account, found)
    }
    return found
  }

  function post(account: AccountKey, transfers: readonly Transfer[]): void {
    const before = balances.get(account) ?? target.account(account)?.balances ?? NO_BALANCES
    balances.set(account, applyTransfers(before, transfers))
  }

  function stepOf(record: StoreRecord): ImportStep | null {
    switch (record.kind) {
      case 'account': {
        const { account, currency } = record
        windowFinder(record.timeZone)
        const present = opened.get(account) ?? target.account(account)?.currency
        if (present === undefined) {
          opened.set(account, currency)
          return record
        }
        if (present.code !== currency.code || present.exponent !== currency.exponent) {
          throw currencyMismatch(account, present.code, currency.code)
        }
        return null
      }
      case 'run': {
        const { run } = record
        checkAccount(run.account)
        if (!isNew(`run ${run.id}`, target.hasRun(run.id))) return null
        const clock = clocks.get(run.account) ?? target.account(run.account)?.clock ?? run.clock
        if (clock !== run.clock) throw clockMismatch(run.account, clock, run.clock)
        clocks.set(run.account, clock)
        return { kind: 'run', account: run.account, run }
      }
      case 'capital': {
        const { account, at } = record
        checkAccount(account)
        const transfer = capitalTransfer(record)
        if (!isOneMore(account, at, () => contentOfCapital(transfer))) return null
        post(account, [transfer])
        return { kind: 'capital', account, transfer }
      }
      case 'order': {
        const { account, key } = record.order.intent
        checkAccount(account)
        if (!isNew(`order ${key}`, target.account(account)?.hasOrder(record.order.intent))) return null
        const order = recordedOrder(record.order, record.history)
        post(account, order.transfers)
        return { kind: 'order', account, order }
      }
      case 'lock': {
        const { lock } = record
        checkAccount(lock.account)
        if (!isNew(`lock ${lock.account} ${lock.id}`, target.account(lock.account)?.hasLock(lock.id))) return null
        return { kind: 'lock', account: lock.account, lock }
      }
      case 'event': {
        const { event } = record
        checkAccount(event.account)
        if (!isOneMore(event.account, event.at, () => contentOfEvent(event))) return null
        return { kind: 'event', account: event.account, event }
      }
      case 'link': {
        const { link } = record
        const { account, id } = link
        checkAccount(account)
        if (!isNew(`link ${account} ${id}`, target.account(account)?.hasLink(id))) return null
        return { kind: 'link', account, link }
      }
      case 'audit': {
        const { entry } = record
        checkAccount(entry.account)
        if (!isOneMore(entry.account, entry.at, () => contentOfAudit(entry))) return null
        return { kind: 'audit', account: entry.account, entry }
      }
    }
  }

  return records.map(stepOf).filter((step) => step !== null)
}

function contents(account: ImportedAccount | undefined): Kept {
  const moments = new Set<Timestamp>()
  const counts = new Map<string, number>()
  const count = (at: Timestamp, content: string) => {
    moments.add(at)
    counts.set(content, (counts.get(content) ?? 0) + 1)
  }
  for (const transfer of account?.capital() ?? []) count(transfer.at, contentOfCapital(transfer))
  for (const event of account?.events() ?? []) count(event.at, contentOfEvent(event))
  for (const entry of account?.audit() ?? []) count(entry.at, contentOfAudit(entry))
  return { moments, counts }
}

function contentOfCapital(transfer: Transfer): string {
  const { wallet, cause, amount, at } = capitalChange(transfer)
  return `capital ${at} ${cause} ${amount} ${wallet}`
}

function contentOfAudit({ at, by, act, subject, reason }: Recorded<'audit'>['entry']): string {
  return JSON.stringify(['audit', at, by, act, subject, reason])
}

/** The same text for the same event, in whatever order its properties were written. */
function contentOfEvent(event: ImportedEvent): string {
  const text = JSON.stringify(event, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return `event ${text}`
}
