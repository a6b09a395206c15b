import { currencyMismatch, runExists, unknownAccount, unknownOrder, unknownRun } from '../errors/store-error.ts'
import { absentByHand } from '../order/absent-by-hand.ts'
import type { AdvisorEvent, StoredEvent } from '../ports/advisor-event.ts'
import type { RunStart } from '../ports/store/runs.ts'
import type { Accounts } from '../store-rules/accounts.ts'
import { type ImportStep, importSteps } from '../store-rules/import-steps.ts'
import { pageSize } from '../store-rules/paging.ts'
import { openingTransfers } from '../store-rules/wallet-moves.ts'
import type { AccountKey, DecisionKey, RunId } from '../units/ids.ts'
import { MemoryAccount } from './account.ts'

/**
 * Empty accounts in memory, as backtests use it: every rule of a store, nothing that survives the process.
 *
 * What it hands out is immutable and shared, not copied.
 *
 * @example
 * ```ts
 * const accounts = createMemoryAccounts()
 * accounts.startRun({ ...start, openingFunds: { paper: money(100_000) } })
 * const result = accounts.begin(intent)
 * ```
 */
export function createMemoryAccounts(): Accounts {
  const accounts = new Map<AccountKey, MemoryAccount>()
  const runs = new Map<RunId, MemoryAccount>()
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

  function runOwner(id: RunId): MemoryAccount {
    const found = runs.get(id)
    if (found === undefined) throw unknownRun(id)
    return found
  }

  function open(start: RunStart): MemoryAccount {
    const { run, currency, timeZone } = start
    const opening = openingTransfers(start)
    if (runs.has(run.id)) throw runExists(run.id)
    const known = accounts.get(run.account)
    if (known !== undefined) {
      if (known.currency.code !== currency.code || known.currency.exponent !== currency.exponent) {
        throw currencyMismatch(run.account, known.currency.code, currency.code)
      }
      known.runs.checkSettings(run.account, run)
      known.runs.supersede(run)
      known.open(start)
      return known
    }
    const opened = new MemoryAccount(run.account, currency, timeZone, run.startedAt)
    opened.open(start)
    for (const transfer of opening) opened.takeCapital(transfer)
    accounts.set(run.account, opened)
    return opened
  }

  function write(step: ImportStep): void {
    if (step.kind === 'account') {
      accounts.set(step.account, new MemoryAccount(step.account, step.currency, step.timeZone, step.openedAt))
      return
    }
    const target = account(step.account)
    switch (step.kind) {
      case 'run':
        target.runs.add(step.run)
        runs.set(step.run.id, target)
        break
      case 'capital':
        target.takeCapital(step.transfer)
        break
      case 'order':
        target.take(step.order)
        owners.set(step.order.order.intent.key, target)
        break
      case 'lock':
        target.takeLock(step.lock)
        break
      case 'event':
        target.events.append(step.event)
        break
    }
  }

  return {
    startRun(start) {
      const opened = open(start)
      const restored = opened.restore(start)
      opened.runs.add({ ...start.run, reachedAt: start.run.startedAt, endedAt: null })
      runs.set(start.run.id, opened)
      return restored
    },
    heartbeat: (id, at) => runOwner(id).runs.heartbeat(id, at),
    endRun: (id, at) => runOwner(id).runs.end(id, at),
    begin(intent) {
      const result = account(intent.account).begin(intent)
      if (result.kind === 'reserved') owners.set(intent.key, account(intent.account))
      return result
    },
    advance(key, events, fence) {
      const found = owner(key)
      found.runs.checkFence(fence)
      return found.advance(key, events)
    },
    callAbsent: (key, reason, at) => owner(key).advance(key, [absentByHand(reason, at)]),
    adopt(intent, history, fence) {
      const found = account(intent.account)
      found.runs.checkFence(fence)
      const result = found.adopt(intent, history)
      if (result.kind === 'adopted') owners.set(intent.key, found)
      return result
    },
    setLock: (lock) => account(lock.account).setLock(lock),
    liftLock: (key, id, at) => account(key).liftLock(id, at),
    setLimits: (key, limits, at, raiseDelayMs) => account(key).setLimits(limits, at, raiseDelayMs),
    setHalt: (key, halt) => account(key).setHalt(halt),
    askResume: (key, at) => account(key).stops.askResume(account(key).version, at),
    resume: (key, code, at) => account(key).resume(code, at),
    lead: (run, at, ttlMs) => runOwner(run).runs.lead(run, at, ttlMs),
    deposit: (key, wallet, amount, at) => account(key).deposit(wallet, amount, at),
    transfer: (key, from, to, amount, at) => account(key).transfer(from, to, amount, at),
    adjust: (key, wallet, amount, at) => account(key).adjust(wallet, amount, at),
    append(events: readonly AdvisorEvent[]): readonly StoredEvent[] {
      for (const event of events) account(event.account)
      return events.map((event) => account(event.account).events.append(event))
    },
    importRecords(records) {
      const steps = importSteps(records, {
        account: (key) => accounts.get(key)?.imported(),
        hasRun: (id) => runs.has(id),
      })
      for (const step of steps) write(step)
      return steps.length
    },
    accounts: () => [...accounts.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
    runs: (key) => account(key).runs.all(),
    balances: (key) => account(key).ledger.balances,
    currency: (key) => account(key).currency,
    accountRecords: (key) => account(key).records(),
    orders: (query) => account(query.account).orders.list(query),
    order: (key) => owners.get(key)?.orders.get(key) ?? null,
    history: (key) => owner(key).orders.history(key),
    equity: (key, since) => account(key).ledger.equity(since),
    locks: (key) => [...account(key).stops.locks()],
    events: (query) => account(query.account).events.page(query.after, pageSize(query.limit), query.types),
    lastEventId: (key) => account(key).events.lastId(),
    rejections: (key, since) => account(key).events.rejections(since),
    changes: ({ account: key, after, at, limit }) => account(key).changes(after, at, limit),
    limits: (key, at) => account(key).limits(at),
    peers: (key, at) => account(key).runs.peers(at),
    verify: (key) => account(key).verify(),
  }
}
