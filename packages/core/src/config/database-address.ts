import { Secret } from './secret.ts'

/** Which database holds the bot's state. */
export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: Secret }

/** A database's address, or why there is none in the text. */
export type DatabaseAddressResult = { readonly address: DatabaseAddress } | { readonly problem: string }

/**
 * Reads a database URL: `sqlite:PATH`, `sqlite:///PATH` or `postgres://…`.
 *
 * After `sqlite:` the path stands as it is. After `sqlite:///` it is absolute and may be percent-encoded, as in a file URL. The
 * problem named never quotes the URL, which may hold a password.
 */
export function parseDatabaseAddress(url: string): DatabaseAddressResult {
  const scheme = /^([a-z][a-z\d]*)(?:\+[\w]+)?:/i.exec(url)
  if (scheme === null) return { problem: 'a URL: sqlite:./data/advisor.db or postgres://user:password@host/database' }
  if (scheme[0].includes('+')) return { problem: `a URL without a driver name: write ${scheme[1]}: for ${scheme[0]}` }
  switch (scheme[1]?.toLowerCase()) {
    case 'sqlite':
      return sqliteAddress(url.slice('sqlite:'.length))
    case 'postgres':
    case 'postgresql':
      return postgresAddress(url)
    default:
      return { problem: `sqlite: or postgres:, not ${scheme[0]}` }
  }
}

function sqliteAddress(rest: string): DatabaseAddressResult {
  if (rest.startsWith('//') && !rest.startsWith('///')) {
    return { problem: 'sqlite:PATH or sqlite:///PATH, not sqlite:// with a host' }
  }
  if (/^\/{3}\.{1,2}(?:[/\\]|$)/.test(rest)) {
    return { problem: 'sqlite:./PATH for a relative path: what follows sqlite:/// is absolute' }
  }
  const path = rest.startsWith('///') ? absolutePath(rest) : rest
  if (path === null) return { problem: 'a valid URL: after sqlite:/// a % in the path is written %25' }
  if (path === '' || path.endsWith('/')) return { problem: 'a URL that names a file, such as sqlite:./data/advisor.db' }
  if (path.includes(':memory:')) {
    return { problem: 'a file: give the advisor a memory store in code when nothing is to be kept' }
  }
  if (path.includes('?')) return { problem: 'sqlite: and a path without a query' }
  return { address: { kind: 'sqlite', path } }
}

/** The path of a file URL without its scheme; however many slashes it begins with, it is absolute. `null` when it cannot be decoded. */
function absolutePath(slashed: string): string | null {
  const path = slashed.replace(/^\/+/, '')
  try {
    return decodeURIComponent(/^[a-z]:[\\/]/i.test(path) ? path : `/${path}`)
  } catch {
    return null
  }
}

function postgresAddress(url: string): DatabaseAddressResult {
  if (!URL.canParse(url)) {
    return { problem: 'a valid URL: characters such as @ / # % in user or password must be percent-encoded' }
  }
  const { hostname, pathname, searchParams } = new URL(url)
  if (hostname === '' && !searchParams.has('host'))
    return { problem: 'a URL with a host: postgres://user:password@host/database' }
  if (pathname.length < 2) return { problem: 'a URL that names a database: postgres://user:password@host/database' }
  return { address: { kind: 'postgres', url: new Secret(url) } }
}

/** The URL that {@link parseDatabaseAddress} reads as `address`. */
export function databaseUrl(address: DatabaseAddress): string {
  return address.kind === 'sqlite' ? `sqlite:${address.path}` : address.url.reveal()
}
