import { isAdvisorError } from '@betting-advisor/core'
import { shapes } from '@betting-advisor/core/config'
import { StoreError, storeClosed } from '@betting-advisor/core/store'
import pg from 'pg'
import { type Address, parseAddress } from './address.ts'
import { commitFault, isRefusal, isRetryable, storeFault } from './faults.ts'

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
  /**
   * Whether what is answered must be on the disk. With `none` a server is taken that promises less, for trials: the store says that it is
   * not durable, and no real money is bet on it. @default 'required'
   */
  readonly durability?: 'required' | 'none'
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
  /** The same for work that may be long, such as a migration: each of its statements may take an hour. */
  writeLong<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  /**
   * Runs one statement that is a transaction of its own, which takes one round trip. A deadlock or a serialization failure runs it
   * again, up to three times. It must keep nothing where it gives a number beyond 2^53.
   *
   * @param name - Under which each connection keeps the statement parsed.
   */
  step<Row extends pg.QueryResultRow>(name: string, sql: string, values: readonly unknown[]): Promise<Row[]>
  /** Runs one statement that changes nothing; `name` as in {@link Connection.step}. */
  ask<Row extends pg.QueryResultRow>(name: string, sql: string, values: readonly unknown[]): Promise<Row[]>
  /** Runs `work` on one state of the database, whatever others write meanwhile. */
  read<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  /** The same for work that may be long, such as an audit. */
  readLong<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

const positive = shapes.optional(
  shapes.valuesThat('a whole number, at least 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1),
)
const members = {
  connections: positive,
  connectTimeoutMs: positive,
  statementTimeoutMs: positive,
  lockTimeoutMs: positive,
  durability: shapes.optional(shapes.oneOf('required', 'none')),
} satisfies shapes.Complete<PostgresOptions>

const ATTEMPTS = 3
const LONG_MS = 3_600_000
/** A server that is cut off answers nothing at all, so this side keeps time as well, and lets the server be the first to say so. */
const GRACE_MS = 2_000
const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'
const INT8_OID = 20
const INT8_ARRAY_OID = 1016

/** Opens a pool; the first connection is made with the first statement. */
export function connect(url: string, options: PostgresOptions, atMost = 6): Connection {
  shapes.checkOptions('the options of a PostgreSQL store', options, members)
  const { connections = atMost, connectTimeoutMs = 5_000, statementTimeoutMs = 10_000, lockTimeoutMs = 2_000 } = options
  const address = parseAddress(url)
  const description = `PostgreSQL ${address.shown}`
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'betting-advisor',
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    query_timeout: statementTimeoutMs + GRACE_MS,
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

  /** Lends a connection; `fatal` says that it must not serve anyone else. */
  async function withClient<Result>(
    work: (client: pg.PoolClient, loss: { fatal?: Error }) => Promise<Result>,
  ): Promise<Result> {
    const client = await checkOut()
    const loss: { fatal?: Error } = {}
    // A connection that breaks tells whoever waits for an answer, and once more whoever listens: nobody would end the process.
    const noteLoss = (error: Error) => {
      loss.fatal = error
    }
    client.on('error', noteLoss)
    try {
      return await work(client, loss)
    } finally {
      client.off('error', noteLoss)
      client.release(loss.fatal)
    }
  }

  async function attempt<Result>(
    begin: string,
    work: (query: Query) => Promise<Result>,
    longMs?: number,
  ): Promise<Result> {
    const patience = longMs === undefined ? {} : { query_timeout: longMs + GRACE_MS }
    return await withClient(async (client, loss) => {
      try {
        await client.query(begin)
        if (longMs !== undefined) await client.query(`SET LOCAL statement_timeout = ${longMs}`)
        const result = await work(async (text, values) => {
          const query: pg.QueryConfig & { readonly query_timeout?: number } = {
            text,
            values: [...(values ?? [])],
            ...patience,
          }
          return (await client.query(query)).rows
        })
        try {
          await client.query({ text: 'COMMIT', ...patience })
        } catch (error) {
          loss.fatal = errorOf(error)
          throw isRetryable(error) ? error : commitFault(error, address)
        }
        return result
      } catch (error) {
        if (loss.fatal === undefined) {
          await client.query('ROLLBACK').catch((failed: unknown) => {
            loss.fatal = errorOf(failed)
          })
        }
        throw error
      }
    })
  }

  async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work()
      } catch (error) {
        if (tries === ATTEMPTS || !isRetryable(error)) throw storeFault(error, address)
      }
    }
  }

  async function single<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> {
    return await withClient(async (client, loss) => {
      try {
        return (await client.query<Row>(query)).rows
      } catch (error) {
        // A connection that timed out or broke must not serve anyone else.
        loss.fatal = errorOf(error)
        throw storeFault(error, address)
      }
    })
  }

  return {
    address,
    description,
    query: (sql, values) => single({ text: sql, values: [...(values ?? [])] }),
    ask: (name, sql, values) => single({ name, text: sql, values: [...values] }),
    step: (name, sql, values) =>
      retried(() =>
        withClient(async (client, loss) => {
          try {
            return (await client.query({ name, text: sql, values: [...values] })).rows
          } catch (error) {
            // Refused, or an answer that can't be read: nothing was kept.
            if (isRefusal(error) || isAdvisorError(error)) throw error
            loss.fatal = errorOf(error)
            throw commitFault(error, address)
          }
        }),
      ),
    write: (work) => retried(() => attempt('BEGIN', work)),
    writeLong: (work) => retried(() => attempt('BEGIN', work, LONG_MS)),
    read: (work) => retried(() => attempt(SNAPSHOT, work)),
    readLong: (work) => retried(() => attempt(SNAPSHOT, work, LONG_MS)),
    async close() {
      closing ??= pool.end()
      await closing
    },
  }
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/** A figure that no calculation here can hold to the last unit. */
export function beyondRange({ shown }: Address, figure: string): StoreError {
  return new StoreError('STORE_CORRUPT', `Database ${shown} holds ${figure}, which is beyond the range of money.`, {
    remedy: 'Run verify() and restore what was changed by hand.',
  })
}

function safeIntegers(address: Address): pg.TypeOverrides {
  const types = new pg.TypeOverrides()
  const parse = (text: string): number => {
    const value = Number(text)
    if (Number.isSafeInteger(value)) return value
    throw beyondRange(address, text)
  }
  types.setTypeParser(INT8_OID, parse)
  types.setTypeParser(INT8_ARRAY_OID, (text: string) =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((item) => (item === 'NULL' ? null : parse(item))),
  )
  return types
}
