import { eventId, type Intent, type Order, timestamp } from '@betting-advisor/core'
import {
  type Accounts,
  type AdvanceResult,
  adoptedOrder,
  advanceOrder,
  answersAfter,
  type BeginResult,
  charged,
  checkOneAccount,
  checkStamps,
  checkSteps,
  checkTogether,
  coverDenial,
  type Denial,
  denialOf,
  endsCover,
  exposureChange,
  exposureRow,
  isCharged,
  isLive,
  limitsAt,
  NoneBegun,
  newOrder,
  type OrderControl,
  type OrderStore,
  positionOf,
  type ReplayedOrder,
  reservation,
  SUMMED_SCOPES,
  standingDenial,
  stopOf,
  unknownOrder,
} from '@betting-advisor/core/store'
import { forEachOf } from '@betting-advisor/core/venue'
import type { Columns } from '../columns.ts'
import type { Database } from '../database.ts'
import { createExposureSums, exposureChanges } from './exposure.ts'
import type { Leases } from './leases.ts'
import type { Ledger } from './ledger.ts'
import { createLimitUse, givenBack, taken } from './limit-use.ts'
import { linkedEventOf } from './links.ts'
import type { Losses } from './losses.ts'
import { createMarketTotals } from './market-totals.ts'
import { createOrderQuery } from './order-query.ts'
import { createOrderRows } from './order-rows.ts'
import { type AccountRecord, orderOf } from './records.ts'
import type { Rows } from './rows.ts'
import { askingRun, isOfRealClock } from './run-standing.ts'
import type { Stops } from './stops.ts'

/** Orders, and what moves them. */
export interface Orders extends Pick<Accounts, Exclude<keyof OrderStore, keyof OrderControl>> {
  /** Records an order with all that happened to it, whatever the limits say, of an account that is as given. */
  take(replayed: ReplayedOrder, account: AccountRecord): { readonly order: Order; readonly account: AccountRecord }
}

/** Begins orders and moves them on. */
export function createOrders(
  database: Database,
  rows: Rows,
  ledger: Ledger,
  losses: Losses,
  stops: Stops,
  leases: Leases,
): Orders {
  const limits = createLimitUse(database)
  const exposure = createExposureSums(database, limits)
  const totals = createMarketTotals(database)
  const written = createOrderRows(database)

  /** The row of the order that is this one, by its reference or its key. */
  function same({ key, ref }: Pick<Order['intent'], 'key' | 'ref'>): Columns | undefined {
    const row = database.get('SELECT * FROM orders WHERE ref = ?', ref)
    return row === undefined ? rows.order(key) : rows.columns(row)
  }

  function take({ order: replayed, transfers, history }: ReplayedOrder, account: AccountRecord) {
    const { intent, settledAt } = replayed
    const order = { ...replayed, version: account.version + 1 }
    const number = written.insert(order, history, intent.decidedAt)
    if (isLive(order)) limits.add(intent.account, taken(intent.claims))
    const reserving = reservation(intent, exposure.move(number, null, order), order.updatedAt)
    const numbers = ledger.insert(account, [...transfers, ...reserving], number)
    // Corrections come after what they correct.
    const settling = transfers.findLastIndex(({ kind }) => kind !== 'correct')
    const settledBy = numbers[settling]
    if (settledAt !== null && settledBy !== undefined) written.settledBy(number, settledBy)
    return { order, account: { ...ledger.after(account, [...transfers, ...reserving]), version: order.version } }
  }

  /** An intent under the event under which its market was first bet on, or of its link: what is set off on one market counts for one event. */
  function pinned(intent: Intent): Intent {
    const sql = 'SELECT event FROM orders WHERE account = ? AND market = ? LIMIT 1'
    const event =
      database.get(sql, intent.account, intent.market)?.['event'] ??
      linkedEventOf(database, intent.account, intent.market)
    return typeof event !== 'string' || event === intent.event ? intent : { ...intent, event: eventId(event) }
  }

  function highestEntry({ account, market, strategy, selection, side }: Intent): number {
    const sql = `SELECT max(entry) AS entry FROM orders
      WHERE account = ? AND market = ? AND strategy = ? AND selection = ? AND side = ?`
    const row = database.get(sql, account, market, strategy, selection, side)
    return row === undefined ? 0 : rows.columns(row).number('entry')
  }

  function begunAfter(account: string, from: number): number {
    const sql = `SELECT count(*) AS orders FROM orders WHERE account = ? AND begun_at > ? AND origin = 'decided'`
    const row = database.get(sql, account, from)
    return row === undefined ? 0 : rows.columns(row).number('orders')
  }

  function known(asked: Intent): Extract<BeginResult, { readonly kind: 'exists' }> | null {
    const existing = same(asked)
    if (existing === undefined) return null
    const order = orderOf(existing)
    return { kind: 'exists', order, entry: highestEntry(order.intent) }
  }

  /** The row of the order that another holds something for. */
  function coveredBy(key: Order['intent']['key']): Columns | undefined {
    const row = database.get('SELECT * FROM orders WHERE replaces = ? AND covered > 0', key)
    return row === undefined ? undefined : rows.columns(row)
  }

  function coverRefusal(intent: Intent): Denial | null {
    if (intent.covers === undefined || intent.replaces === null) return null
    const row = rows.order(intent.replaces)
    return coverDenial(intent, row === undefined ? undefined : orderOf(row), coveredBy(intent.replaces) !== undefined)
  }

  /** Begins what is not there yet, within a transaction. */
  function begun(asked: Intent): Exclude<BeginResult, { readonly kind: 'exists' }> {
    const key = asked.account
    const account = rows.account(key)
    const intent = pinned(asked)
    const { order: fresh } = newOrder(intent)
    const { standing, isReal } = askingRun(database, key, intent.run)
    const silence = standingDenial(intent.run, standing)
    const now = isReal ? Date.now() : intent.decidedAt
    if (isReal) checkStamps([{ at: intent.decidedAt }], timestamp(now))
    if (silence !== null) return { kind: 'denied', ...silence }
    const positions = exposure.positions(key, intent.market, null)
    const moved = exposureChange(positions, null, positionOf(fresh))
    const stopping = { halt: account.halt, locks: [...stops.activeAt(key, intent.decidedAt)] }
    const changed = stopOf(intent, stopping) ?? coverRefusal(intent)
    if (changed !== null) return { kind: 'denied', ...changed }
    const scopes = SUMMED_SCOPES.map((scope) => exposureRow(scope, intent))
    const used = limits.of(key, [...scopes, ...intent.claims.map(({ limit }) => limit)])
    const refusal = denialOf(
      intent,
      {
        ...stopping,
        balances: account.balances,
        used,
        positions,
        exposure: (scope) => used(exposureRow(scope, intent)),
        lost: (kind) => losses.lost(key, kind, intent.windows[kind]),
        limits: limitsAt(account.limits, intent.decidedAt).limits,
        // As long a time before now by the clock that counts.
        decidedAfter: (from) => begunAfter(key, now - (intent.decidedAt - from)),
      },
      moved,
    )
    if (refusal !== null) return { kind: 'denied', ...refusal }
    const order = { ...fresh, version: account.version + 1 }
    const number = written.insert(order, [], now)
    limits.add(key, [...exposureChanges(intent, moved), ...taken(intent.claims)])
    const reserving = reservation(intent, moved.change, intent.decidedAt)
    return { kind: 'reserved', order, balances: ledger.post(key, account, reserving, number).account.balances }
  }

  function advance(...[key, events, fence]: Parameters<Orders['advance']>): AdvanceResult {
    return database.write(() => {
      const row = rows.order(key)
      if (row === undefined) throw unknownOrder(key)
      const before = orderOf(row)
      leases.check(before.intent.account, fence)
      if (isOfRealClock(database, before.intent.run)) checkStamps(events, timestamp(Date.now()))
      const number = row.number('number')
      const next = advanceOrder(before, events, (order, event) =>
        isCharged(event) ? charged(order, event, totals.others(before.intent, number)) : event,
      )
      if (next.kind === 'ignored') return { kind: 'ignored', order: before, detail: next.detail }
      const { account: accountKey } = before.intent
      const account = rows.account(accountKey)
      const order = { ...next.order, version: account.version + 1 }
      written.update(number, order, next.events)
      limits.add(accountKey, [...givenBack(next.released), ...taken(next.claimed)])
      const reserving = reservation(before.intent, exposure.move(number, before, order), order.updatedAt)
      const posted = ledger.post(accountKey, account, [...reserving, ...next.transfers], number)
      if (before.settledAt === null && order.settledAt !== null && posted.last !== null) {
        written.settledBy(number, posted.last)
      }
      const changed = { kind: 'changed', from: before.state, order } as const
      const covered = endsCover(before, order) ? coveredBy(key) : undefined
      if (covered === undefined) return { ...changed, balances: posted.account.balances }
      const uncovered = advance(orderOf(covered).intent.key, [{ type: 'uncovered', at: order.updatedAt }], fence)
      return { ...changed, uncovered: uncovered.order, balances: rows.account(accountKey).balances }
    })
  }

  return {
    take,
    orders: createOrderQuery(database, rows),

    order(key) {
      const row = rows.order(key)
      return row === undefined ? null : orderOf(row)
    },

    history(key) {
      const row = rows.order(key)
      if (row === undefined) throw unknownOrder(key)
      return rows.history(row.number('number'))
    },

    begin: (asked) => database.write(() => known(asked) ?? begun(asked)),

    beginAll(asked) {
      checkTogether(asked)
      try {
        return database.write(() => {
          for (const intent of asked) {
            const there = known(intent)
            if (there !== null) return { ...there, key: intent.key }
          }
          let { balances } = rows.account(asked[0].account)
          const orders = forEachOf(asked, (intent) => {
            const result = begun(intent)
            if (result.kind === 'denied') throw new NoneBegun({ ...result, key: intent.key })
            balances = result.balances
            return result.order
          })
          return { kind: 'reserved', orders, balances }
        })
      } catch (error) {
        if (error instanceof NoneBegun) return error.result
        throw error
      }
    },

    advance,

    advanceAll(steps, fence) {
      checkSteps(steps)
      return database.write(() => {
        const accounts = forEachOf(steps, ({ key }) => {
          const row = rows.order(key)
          if (row === undefined) throw unknownOrder(key)
          return row.text<Order['intent']['account']>('account')
        })
        checkOneAccount(accounts)
        const results = forEachOf(steps, ({ key, events }) => advance(key, events, fence))
        return answersAfter(results, rows.account(results[0].order.intent.account).balances)
      })
    },

    adopt(intent, history, fence) {
      return database.write(() => {
        const before = rows.account(intent.account)
        leases.check(intent.account, fence)
        const existing = same(intent)
        if (existing !== undefined) return { kind: 'exists', order: orderOf(existing) }
        const others = totals.others(intent, null)
        const { order, account } = take(adoptedOrder(pinned(intent), history, others), before)
        ledger.save(intent.account, account)
        return { kind: 'adopted', order, balances: account.balances }
      })
    },
  }
}
