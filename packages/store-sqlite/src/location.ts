import { resolve } from 'node:path'
import { StoreError } from '@betting-advisor/core/store'

/**
 * The file that a database address names: `sqlite:./data/advisor.db` (from the working directory), `sqlite:///var/advisor.db`
 * (absolute and percent-encoded where needed, as in a file URL), or a plain path.
 *
 * @throws StoreError `STORE_ADDRESS` when it names none.
 */
export function sqlitePath(address: string): string {
  const path = address.startsWith('sqlite:') ? afterScheme(address) : address
  if (path === '' || path.includes('\0') || path.includes(':memory:') || /^[a-z][a-z\d+.-]+:/i.test(path)) {
    throw new StoreError('STORE_ADDRESS', `${withoutSecrets(address)} names no SQLite file.`, {
      remedy:
        'Use sqlite:./data/advisor.db, sqlite:///absolute/path.db or a plain path; for postgres://, openPostgresStore(); for memory, createMemoryStore().',
    })
  }
  return resolve(path)
}

/** The path of an address, or nothing where it names none. */
function afterScheme(address: string): string {
  const rest = address.slice('sqlite:'.length)
  if (rest.includes('?')) return ''
  // sqlite://host/path would be a file on another machine, which SQLite has no locks for.
  return rest.startsWith('//') ? absolutePath(rest.slice(2)) : rest
}

function absolutePath(slashed: string): string {
  const path = slashed.replace(/^\/+/, '')
  // Whoever writes sqlite:///./advisor.db means the working directory, and would get the root.
  if (path === slashed || /^\.{1,2}(?:[/\\]|$)/.test(path)) return ''
  try {
    return path === '' ? '' : decodeURIComponent(/^[a-z]:[\\/]/i.test(path) ? path : `/${path}`)
  } catch {
    return ''
  }
}

/** An address meant for another kind of store may carry a password. */
function withoutSecrets(address: string): string {
  return JSON.stringify(address.replace(/\/\/[^/]*@/, '//'))
}
