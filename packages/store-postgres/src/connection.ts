import { StoreError, storeClosed } from '@betting-advisor/core'
import pg from 'pg'
import { type Address, parseAddress } from './address.ts'
import { commitFault, isRetryable, storeFault } from './faults.ts'

/** How a store talks to its server. */
export interface PostgresOptions {
  /** Most connections at once; more than 8 only makes writers wait for each other. @default 6 */
  readonly connections?: number
  /** How long to wait for a connection, in milliseconds. @default 5000 */
  readonly connectTimeoutMs?: number
  /** How long one statement may take, in milliseconds. @default 10000 */
  readonly statementTimeoutMs?: number
  /** How long a statement may wait for another transaction, in milliseconds. @default 2000 */
  readonly lockTimeoutMs?: number
}

/** Runs one statement and gives its rows, of which the caller says what they are: the schema holds it to that. */
export type Query = <Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<Row[]>

/** A pool of connections that speaks of faults in words of the store. */
export interface Connection {
  readonly address: Address
  readonly description: string
  readonly query: Query
  /**
   * Runs `work` in one transaction: all of it is kept when this resolves, nothing when `work` rejects. A deadlock or a
   * serialization failure runs it again, up to three times.
   */
  write<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  /** Runs `work` on one state of the database, whatever others write meanwhile. */
  read<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

const ATTEMPTS = 3
const INT8_OID = 20

/** Opens a pool; the first connection is made with the first statement. */
export function connect(url: string, options: PostgresOptions): Connection {
  const { connections = 6, connectTimeoutMs = 5_000, statementTimeoutMs = 10_000, lockTimeoutMs = 2_000 } = options
  const address = parseAddress(url)
  const description = `PostgreSQL ${address.shown}`
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'betting-advisor',
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    // A server that is cut off answers nothing at all, so this side keeps time as well.
    query_timeout: statementTimeoutMs + 2_000,
    keepAlive: true,
    types: safeIntegers(address),
  })
  // An idle connection that breaks is replaced; the next statement says so if the server is gone.
  pool.on('error', () => {})
  let closing: Promise<void> | undefined

  async function checkOut(): Promise<pg.PoolClient> {
    if (closing !== undefined) throw storeClosed(description)
    try {
      return await pool.connect()
    } catch (error) {
      throw storeFault(error, address)
    }
  }

  async function attempt<Result>(begin: string, work: (query: Query) => Promise<Result>): Promise<Result> {
    const client = await checkOut()
    let fatal: Error | undefined
    const noteLoss = (error: Error) => {
      fatal = error
    }
    client.on('error', noteLoss)
    try {
      await client.query(begin)
      const result = await work(
        async (sql, values) => (await client.query(sql, values === undefined ? [] : [...values])).rows,
      )
      try {
        await client.query('COMMIT')
      } catch (error) {
        fatal = error instanceof Error ? error : new Error(String(error))
        throw isRetryable(error) ? error : commitFault(error, address)
      }
      return result
    } catch (error) {
      if (fatal === undefined) await client.query('ROLLBACK').catch(noteLoss)
      throw error
    } finally {
      client.off('error', noteLoss)
      client.release(fatal)
    }
  }

  async function transaction<Result>(begin: string, work: (query: Query) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(begin, work)
      } catch (error) {
        if (tries === ATTEMPTS || !isRetryable(error)) throw storeFault(error, address)
      }
    }
  }

  return {
    address,
    description,
    async query(sql, values) {
      const client = await checkOut()
      let fault: unknown
      try {
        return (await client.query(sql, values === undefined ? [] : [...values])).rows
      } catch (error) {
        fault = storeFault(error, address)
        throw fault
      } finally {
        // A connection that timed out or broke must not serve anyone else.
        client.release(fault !== undefined)
      }
    },
    write: (work) => transaction('BEGIN', work),
    read: (work) => transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
    async close() {
      closing ??= pool.end()
      await closing
    },
  }
}

function safeIntegers(address: Address): pg.TypeOverrides {
  const types = new pg.TypeOverrides()
  types.setTypeParser(INT8_OID, (text: string) => {
    const value = Number(text)
    if (Number.isSafeInteger(value)) return value
    throw new StoreError(
      'STORE_CORRUPT',
      `Database ${address.shown} holds ${text}, which is beyond the range of money.`,
      {
        remedy: 'Run verify() and restore what was changed by hand.',
      },
    )
  })
  return types
}
