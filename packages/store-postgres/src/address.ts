import { StoreError } from '@betting-advisor/core/store'

/** Where a database is, as far as may be shown. */
export interface Address {
  /** `user@host:port/database`, without the password. */
  readonly shown: string
  readonly user: string
  readonly host: string
  readonly database: string
}

/**
 * Reads a `postgres://user:password@host:port/database` address.
 *
 * @throws StoreError `STORE_ADDRESS` when it is none. The address itself is in no message, for it may hold a password.
 */
export function parseAddress(url: unknown): Address {
  if (typeof url !== 'string') throw badAddress('is not a text')
  // Not URL's own error as the cause: it carries the whole address.
  if (!URL.canParse(url)) throw badAddress('is not a URL')
  const { protocol, username, hostname, port, pathname } = new URL(url)
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') throw badAddress('does not start with postgres://')
  const user = decode(username)
  const database = decode(pathname.slice(1))
  if (database === '') throw badAddress('names no database')
  const host = `${hostname === '' ? 'localhost' : hostname}:${port === '' ? '5432' : port}`
  return { shown: `${user === '' ? '' : `${user}@`}${host}/${database}`, user, host, database }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badAddress('has a % that is not followed by two hexadecimal digits')
  }
}

function badAddress(what: string): StoreError {
  return new StoreError('STORE_ADDRESS', `The database address ${what}.`, {
    remedy:
      'Set DB_URL to postgres://user:password@host:5432/database; write %40 for an @ in the password, %25 for a %.',
  })
}
