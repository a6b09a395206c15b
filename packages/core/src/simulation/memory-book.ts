import type { AdvisorEvent, StoredEvent } from '../engine/advisor-event.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { currencyMismatch, runExists, unknownAccount, unknownOrder, unknownRun } from '../errors/store-error.ts'
import type { Book } from '../ports/book.ts'
import { pageSize } from '../ports/paging.ts'
import type { Run, RunStart } from '../ports/store.ts'
import type { AccountKey, DecisionKey, RunId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { MemoryAccount } from './memory-account.ts'

/**
 * An empty book in memory, as backtests use it: every rule of a store, nothing that survives the process.
 *
 * What it hands out is immutable and shared, not copied.
 *
 * @example
 * ```ts
 * const book = createMemoryBook()
 * book.startRun({ run, currency: currency('GBP'), openingBankroll: money(100_000), since: run.startedAt })
 * const result = book.begin(intent)
 * ```
 */
export function createMemoryBook(): Book {
  const accounts = new Map<AccountKey, MemoryAccount>()
  const runs = new Map<RunId, AccountKey>()
  const owners = new Map<DecisionKey, MemoryAccount>()

  function account(key: AccountKey): MemoryAccount {
    const found = accounts.get(key)
    if (found === undefined) throw unknownAccount(key)
    return found
  }

  function owner(key: DecisionKey): MemoryAccount {
    const found = owners.get(key)
    if (found === undefined) throw unknownOrder(key)
    return found
  }

  function open({ run, currency, openingBankroll }: RunStart): MemoryAccount {
    if (openingBankroll < 0) throw new InvalidValueError('opening bankroll', openingBankroll, 'zero or more')
    if (runs.has(run.id)) throw runExists(run.id)
    const known = accounts.get(run.account)
    if (known !== undefined) {
      if (known.currency.code !== currency.code || known.currency.exponent !== currency.exponent) {
        throw currencyMismatch(run.account, known.currency.code, currency.code)
      }
      return known
    }
    const opened = new MemoryAccount(run.account, currency)
    if (openingBankroll > 0) opened.deposit(openingBankroll, run.startedAt)
    accounts.set(run.account, opened)
    return opened
  }

  function updateRun(id: RunId, change: (run: Run) => Run): void {
    const key = runs.get(id)
    if (key === undefined) throw unknownRun(id)
    const list = account(key).runs
    const index = list.findIndex((run) => run.id === id)
    const run = list[index]
    if (run !== undefined) list[index] = change(run)
  }

  return {
    startRun(start) {
      const opened = open(start)
      const restored = opened.restore(start)
      opened.runs.push({ ...start.run, reachedAt: start.run.startedAt, endedAt: null })
      runs.set(start.run.id, opened.key)
      return restored
    },
    heartbeat(id, at) {
      updateRun(id, (run) => ({ ...run, reachedAt: later(run.reachedAt, at) }))
    },
    endRun(id, at) {
      updateRun(id, (run) => ({ ...run, reachedAt: later(run.reachedAt, at), endedAt: at }))
    },
    begin(intent) {
      const result = account(intent.account).begin(intent)
      if (result.kind === 'reserved') owners.set(intent.key, account(intent.account))
      return result
    },
    advance: (key, event) => owner(key).advance(key, event),
    setLock(lock) {
      account(lock.account).locks.set(lock.id, lock)
    },
    liftLock: (key, id, at) => account(key).liftLock(id, at),
    setHalt(key, halt) {
      account(key).halt = halt
    },
    deposit: (key, amount, at) => account(key).deposit(amount, at),
    append(events: readonly AdvisorEvent[]): readonly StoredEvent[] {
      for (const event of events) account(event.account)
      return events.map((event) => account(event.account).append(event))
    },
    accounts: () => [...accounts.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
    runs: (key) => [...account(key).runs],
    balances: (key) => account(key).balances,
    currency: (key) => account(key).currency,
    orders: (query) => account(query.account).orders(query),
    order: (key) => owners.get(key)?.order(key) ?? null,
    history: (key) => owner(key).history(key),
    equity: (key, since) => account(key).equity(since),
    locks: (key) => [...account(key).locks.values()],
    events: (query) => account(query.account).events(query.after, pageSize(query.limit), query.types),
    lastEventId: (key) => account(key).lastEventId(),
    rejections: (key, since) => account(key).rejections(since),
    verify: (key) => account(key).verify(),
  }
}

function later(a: Timestamp, b: Timestamp): Timestamp {
  return a > b ? a : b
}
