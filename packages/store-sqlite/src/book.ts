import {
  type AccountKey,
  applyTransfers,
  type Balances,
  type Book,
  capitalTransfer,
  currencyMismatch,
  DAY,
  type DecisionKey,
  entrySeriesKey,
  equityChange,
  type Intent,
  InvalidValueError,
  isLive,
  type LimitClaim,
  money,
  newOrder,
  type Order,
  type Restored,
  type RunId,
  type RunStart,
  refusalOf,
  runExists,
  type StoredEvent,
  type Timestamp,
  type Transfer,
  transition,
  unknownAccount,
  unknownOrder,
  unknownRun,
  withdrawalTooLarge,
} from '@betting-advisor/core/store'
import type { Database } from './database.ts'
import { createReads } from './reads.ts'
import { lockOf, orderOf } from './records.ts'

/**
 * Keeps a book in a database: core's rules decide, every operation is one transaction.
 *
 * A transaction holds SQLite's one write lock from its first statement on, so nothing can change between the reading that a rule
 * rests on and the writing of what it says.
 */
export function createSqliteBook(database: Database): Book {
  const reads = createReads(database)

  function book(account: AccountKey, transfers: readonly Transfer[], orderNumber: number | null): BookedTransfers {
    const balances = applyTransfers(reads.account(account).balances, transfers)
    let last: number | null = null
    for (const transfer of transfers) {
      last = insertTransfer(transfer, orderNumber)
    }
    database.run(
      'UPDATE account SET available = ?, reserved = ?, capital = ?, result = ?, commission = ? WHERE key = ?',
      balances.available,
      balances.reserved,
      balances.capital,
      balances.result,
      balances.commission,
      account,
    )
    return { balances, last }
  }

  function insertTransfer(transfer: Transfer, orderNumber: number | null): number {
    const { number } = database.run(
      'INSERT INTO transfer (account, kind, order_number, at, equity_change) VALUES (?, ?, ?, ?, ?)',
      transfer.account,
      transfer.kind,
      orderNumber,
      transfer.at,
      equityChange(transfer),
    )
    for (const { book: name, amount } of transfer.entries) {
      database.run('INSERT INTO entry (transfer, book, amount) VALUES (?, ?, ?)', number, name, amount)
    }
    return number
  }

  function claim(account: AccountKey, claims: readonly LimitClaim[], sign: 1 | -1): void {
    for (const { limit, amount } of claims) {
      database.run(
        `INSERT INTO limit_use (account, name, used) VALUES (?, ?, 0) ON CONFLICT DO NOTHING`,
        account,
        limit,
      )
      database.run('UPDATE limit_use SET used = used + ? WHERE account = ? AND name = ?', sign * amount, account, limit)
    }
  }

  function used(account: AccountKey, limit: string): number {
    const row = database.get('SELECT used FROM limit_use WHERE account = ? AND name = ?', account, limit)
    return row === undefined ? 0 : reads.columns(row).number('used')
  }

  function insertOrder(order: Order): number {
    const { intent } = order
    return database.run(
      `INSERT INTO orders (key, ref, account, run, strategy, strategy_version, series, entry, venue, event, market, selection,
         side, price, stake, liability, decided_at, intent, state, live, matched_stake, reserved, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)`,
      intent.key,
      intent.ref,
      intent.account,
      intent.run,
      intent.strategy,
      intent.strategyVersion,
      entrySeriesKey(intent),
      intent.entry,
      intent.venue,
      intent.event,
      intent.market,
      intent.selection,
      intent.side,
      intent.price,
      intent.stake,
      intent.liability,
      intent.decidedAt,
      JSON.stringify(intent),
      order.state,
      order.matchedStake,
      order.reserved,
      order.updatedAt,
    ).number
  }

  function updateOrder(number: number, order: Order, settledBy: number | null): void {
    database.run(
      `UPDATE orders SET state = ?, live = ?, venue_order_id = ?, matched_stake = ?, average_price = ?, reserved = ?, profit = ?,
         commission = ?, outcome = ?, closing_probability = ?, reason_code = ?, reason_message = ?, sent_at = ?, settled_at = ?,
         settled_by = coalesce(settled_by, ?), updated_at = ?
       WHERE number = ?`,
      order.state,
      isLive(order) ? 1 : 0,
      order.venueOrderId,
      order.matchedStake,
      order.averagePrice,
      order.reserved,
      order.profit,
      order.commission,
      order.outcome,
      order.closingProbability,
      order.reason?.code ?? null,
      order.reason?.message ?? null,
      order.sentAt,
      order.settledAt,
      settledBy,
      order.updatedAt,
      number,
    )
  }

  function openAccount({ run, currency, openingBankroll }: RunStart): void {
    const known = database.get('SELECT currency_code, currency_exponent FROM account WHERE key = ?', run.account)
    if (known !== undefined) {
      const kept = reads.account(run.account).currency
      if (kept.code === currency.code && kept.exponent === currency.exponent) return
      throw currencyMismatch(run.account, kept.code, currency.code)
    }
    database.run(
      `INSERT INTO account (key, currency_code, currency_exponent, opened_at, available, reserved, capital, result, commission)
       VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0)`,
      run.account,
      currency.code,
      currency.exponent,
      run.startedAt,
    )
    if (openingBankroll > 0) book(run.account, [capitalTransfer(run.account, openingBankroll, run.startedAt)], null)
  }

  function restore({ run, since }: RunStart): Restored {
    const { account: key, startedAt } = run
    const { balances, halt } = reads.account(key)
    const settled = database.all(
      'SELECT * FROM orders WHERE account = ? AND settled_at >= ? ORDER BY settled_by',
      key,
      since,
    )
    const [firstSettled] = settled
    const before = firstSettled === undefined ? null : reads.columns(firstSettled).number('settled_by')
    const equity = database.get(
      'SELECT coalesce(sum(equity_change), 0) AS equity FROM transfer WHERE account = ? AND (? IS NULL OR number < ?)',
      key,
      before,
      before,
    )
    const orders = (sql: string) => database.all(sql, key).map((row) => orderOf(reads.columns(row)))
    const entries = database.all(
      'SELECT series, max(entry) AS entry FROM orders WHERE account = ? GROUP BY series',
      key,
    )
    const recent = database.all(
      'SELECT decided_at FROM orders WHERE account = ? AND decided_at >= ? ORDER BY decided_at',
      key,
      startedAt - DAY,
    )
    return {
      account: key,
      balances,
      live: orders('SELECT * FROM orders WHERE account = ? AND live = 1 ORDER BY decided_at, number'),
      settled: settled.map((row) => orderOf(reads.columns(row))),
      equityBefore: money(equity === undefined ? 0 : reads.columns(equity).number('equity')),
      locks: reads.locks(key).filter(({ until }) => until === null || startedAt < until),
      entries: Object.fromEntries(entries.map(reads.columns).map((row) => [row.text('series'), row.number('entry')])),
      recentDecisions: recent.map((row) => reads.columns(row).time('decided_at')),
      halt,
    }
  }

  function updateRun(id: RunId, at: Timestamp, endedAt: Timestamp | null): void {
    const sql = 'UPDATE run SET reached_at = max(reached_at, ?), ended_at = coalesce(?, ended_at) WHERE id = ?'
    if (database.write(() => database.run(sql, at, endedAt, id)).changes === 0) throw unknownRun(id)
  }

  return {
    ...reads,

    startRun(start) {
      const { run, openingBankroll } = start
      if (openingBankroll < 0) throw new InvalidValueError('opening bankroll', openingBankroll, 'zero or more')
      return database.write(() => {
        if (database.get('SELECT 1 FROM run WHERE id = ?', run.id) !== undefined) throw runExists(run.id)
        openAccount(start)
        database.run(
          `INSERT INTO run (id, account, started_at, reached_at, clock, source, seed, strategies, settings_hash)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          run.id,
          run.account,
          run.startedAt,
          run.startedAt,
          run.clock,
          run.source,
          run.seed,
          JSON.stringify(run.strategies),
          run.settingsHash,
        )
        return restore(start)
      })
    },

    heartbeat: (id, at) => updateRun(id, at, null),
    endRun: (id, at) => updateRun(id, at, at),

    begin(intent: Intent) {
      return database.write(() => {
        const existing = reads.orderRow(intent.key)
        if (existing !== undefined) return { kind: 'exists', order: orderOf(existing) }
        const { account } = intent
        const { balances, halt } = reads.account(account)
        const { order, transfer } = newOrder(intent)
        const refusal = refusalOf(intent, {
          halt,
          locks: activeLocks(account, intent.decidedAt),
          available: balances.available,
          used: (limit) => used(account, limit),
        })
        if (refusal !== null) return { kind: 'denied', ...refusal }
        const number = insertOrder(order)
        claim(account, intent.claims, 1)
        return { kind: 'reserved', order, balances: book(account, [transfer], number).balances }
      })
    },

    advance(key: DecisionKey, event) {
      return database.write(() => {
        const row = reads.orderRow(key)
        if (row === undefined) throw unknownOrder(key)
        const before = orderOf(row)
        const next = transition(before, event)
        if (next.kind === 'ignored') return { kind: 'ignored', order: before, detail: next.detail }
        const { account } = before.intent
        const number = row.number('number')
        claim(account, next.released, -1)
        claim(account, next.claimed, 1)
        database.run(
          'INSERT INTO order_event (order_number, type, at, body) VALUES (?, ?, ?, ?)',
          number,
          event.type,
          event.at,
          JSON.stringify(event),
        )
        const { balances, last } = book(account, next.transfers, number)
        updateOrder(number, next.order, next.order.settledAt === null ? null : last)
        return { kind: 'changed', order: next.order, balances }
      })
    },

    setLock(lock) {
      database.write(() => {
        reads.account(lock.account)
        database.run(
          `INSERT INTO lock (account, id, kind, reason, from_at, until_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (account, id) DO UPDATE
           SET kind = excluded.kind, reason = excluded.reason, from_at = excluded.from_at, until_at = excluded.until_at`,
          lock.account,
          lock.id,
          lock.kind,
          lock.reason,
          lock.from,
          lock.until,
        )
      })
    },

    liftLock(account, id, at) {
      return database.write(() => {
        reads.account(account)
        const sql = 'UPDATE lock SET until_at = ? WHERE account = ? AND id = ? AND (until_at IS NULL OR until_at > ?)'
        return database.run(sql, at, account, id, at).changes > 0
      })
    },

    setHalt(account, halt) {
      const sql = 'UPDATE account SET halt_reason = ?, halted_at = ? WHERE key = ?'
      const { changes } = database.write(() => database.run(sql, halt?.reason ?? null, halt?.at ?? null, account))
      if (changes === 0) throw unknownAccount(account)
    },

    deposit(account, amount, at) {
      return database.write(() => {
        const { available } = reads.account(account).balances
        const transfer = capitalTransfer(account, amount, at)
        if (available + amount < 0) throw withdrawalTooLarge(amount, available)
        return book(account, [transfer], null).balances
      })
    },

    append(events) {
      if (events.length === 0) return []
      return database.write(() =>
        events.map((event): StoredEvent => {
          const id = reads.account(event.account).lastEventId + 1
          database.run(
            'INSERT INTO event (account, id, at, type, rejection, body) VALUES (?, ?, ?, ?, ?, ?)',
            event.account,
            id,
            event.at,
            event.type,
            event.type === 'advice' ? event.advice.rejection : null,
            JSON.stringify(event),
          )
          database.run('UPDATE account SET last_event_id = ? WHERE key = ?', id, event.account)
          return { id, event }
        }),
      )
    },
  }

  function activeLocks(account: AccountKey, at: Timestamp) {
    const sql =
      'SELECT * FROM lock WHERE account = ? AND from_at <= ? AND (until_at IS NULL OR until_at > ?) ORDER BY number'
    return database.all(sql, account, at, at).map((row) => lockOf(reads.columns(row)))
  }
}

interface BookedTransfers {
  readonly balances: Balances
  /** The number of the last of them; `null` when there were none. */
  readonly last: number | null
}
