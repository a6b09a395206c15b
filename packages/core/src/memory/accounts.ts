import { currencyMismatch, runExists, unknownAccount, unknownOrder, unknownRun } from '../errors/store-error.ts'
import { absentByHand } from '../order/absent-by-hand.ts'
import { settledByHand } from '../order/settle-by-hand.ts'
import type { AdvisorEvent, StoredEvent } from '../ports/advisor-event.ts'
import type { RunStart } from '../ports/store/runs.ts'
import type { Accounts } from '../store-rules/accounts.ts'
import { checkOneAccount, checkSteps } from '../store-rules/advance-together.ts'
import {
  absentEntry,
  adjustEntry,
  checkReported,
  haltEntry,
  reportEntry,
  settledEntry,
  transferEntry,
} from '../store-rules/audit-entries.ts'
import { checkTogether } from '../store-rules/begin-together.ts'
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
      known.runs.checkClock(run.account, run)
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
      case 'link':
        target.setLink(step.link)
        break
      case 'audit':
        target.audit.note(step.entry)
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
    beginAll(intents) {
      checkTogether(intents)
      const found = account(intents[0].account)
      const result = found.beginAll(intents)
      if (result.kind === 'reserved') for (const { key } of intents) owners.set(key, found)
      return result
    },
    advance(key, events, fence) {
      const found = owner(key)
      found.runs.checkFence(fence)
      return found.advance(key, events)
    },
    advanceAll(steps, fence) {
      checkSteps(steps)
      checkOneAccount(steps.map(({ key }) => owner(key).key))
      const found = owner(steps[0].key)
      found.runs.checkFence(fence)
      return found.advanceAll(steps)
    },
    callAbsent(key, reason, at, by) {
      const found = owner(key)
      const result = found.advance(key, [absentByHand(reason, at)])
      if (by !== undefined && result.kind === 'changed') found.audit.note(absentEntry(result.order, { by, reason }, at))
      return result
    },
    settleByHand(key, ending, at, by) {
      const found = owner(key)
      const event = settledByHand(found.orders.get(key), ending, at, by)
      const result = found.advance(key, [event])
      if (result.kind === 'changed') found.audit.note(settledEntry(result.order, event, by, at))
      return result
    },
    report(intent, history, by) {
      checkReported(intent)
      const found = account(intent.account)
      const result = found.adopt(intent, history)
      if (result.kind === 'adopted') {
        owners.set(intent.key, found)
        found.audit.note(reportEntry(intent, by))
      }
      return result
    },
    adopt(intent, history, fence) {
      const found = account(intent.account)
      found.runs.checkFence(fence)
      const result = found.adopt(intent, history)
      if (result.kind === 'adopted') owners.set(intent.key, found)
      return result
    },
    setLock: (lock, by) => account(lock.account).setLock(lock, by),
    liftLock(key, id, at, by) {
      const isLifted = account(key).liftLock(id, at)
      if (isLifted && by !== undefined)
        account(key).audit.note({ ...by, account: key, at, act: 'lift-lock', subject: id })
      return isLifted
    },
    setLimits(key, limits, at, raiseDelayMs, by) {
      const holds = account(key).setLimits(limits, at, raiseDelayMs)
      if (by !== undefined) account(key).audit.note({ ...by, account: key, at, act: 'limits', subject: null })
      return holds
    },
    setHalt(key, halt, by) {
      account(key).setHalt(halt)
      if (by !== undefined) account(key).audit.note(haltEntry(key, halt, by))
    },
    askResume: (key, at) => account(key).stops.askResume(account(key).version, at),
    resume(key, code, at, by) {
      account(key).resume(code, at)
      if (by !== undefined) account(key).audit.note({ ...by, account: key, at, act: 'resume', subject: null })
    },
    lead: (run, at, ttlMs) => runOwner(run).runs.lead(run, at, ttlMs),
    deposit(key, wallet, amount, at, by) {
      const balances = account(key).deposit(wallet, amount, at)
      if (by !== undefined) account(key).audit.note({ ...by, account: key, at, act: 'deposit', subject: `${amount}` })
      return balances
    },
    transfer(key, from, to, amount, at, by) {
      const balances = account(key).transfer(from, to, amount, at)
      if (by !== undefined) account(key).audit.note(transferEntry({ account: key, from, to, amount, at }, by))
      return balances
    },
    adjust(key, wallet, amount, at, by) {
      const balances = account(key).adjust(wallet, amount, at)
      if (by !== undefined) account(key).audit.note(adjustEntry({ account: key, wallet, amount, at }, by))
      return balances
    },
    setLink(link, at, by) {
      const found = account(link.account)
      found.setLink(link)
      if (by !== undefined) found.audit.note({ ...by, account: link.account, at, act: 'link', subject: link.id })
    },
    removeLink(key, id, at, by) {
      const isRemoved = account(key).removeLink(id)
      if (isRemoved && by !== undefined) account(key).audit.note({ ...by, account: key, at, act: 'link', subject: id })
      return isRemoved
    },
    putAlert: (alert) => account(alert.account).outbox.put(alert),
    claimAlerts: (claim) => account(claim.account).outbox.claim(claim),
    alertSent: (attempt) => account(attempt.account).outbox.attempted(attempt, null),
    alertFailed: (attempt, reason) => account(attempt.account).outbox.attempted(attempt, reason),
    resolveAlert: (key, alert, at) => account(key).outbox.close(alert, at, null),
    forgetAlerts: (key, before) => account(key).outbox.forget(before),
    acknowledgeAlert(key, alert, at, by) {
      const isEnded = account(key).outbox.close(alert, at, by.by)
      if (isEnded) account(key).audit.note({ ...by, account: key, at, act: 'acknowledge', subject: alert })
      return isEnded
    },
    note: (entry) => account(entry.account).audit.note(entry),
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
    links: (key) => account(key).links.all(),
    outbox: ({ account: key, after, limit, open = false }) => account(key).outbox.page(after, pageSize(limit), open),
    audit: ({ account: key, after, limit }) => account(key).audit.page(after, pageSize(limit)),
    peers: (key, at) => account(key).runs.peers(at),
    verify: (key) => account(key).verify(),
  }
}
