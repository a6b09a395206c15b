import { resolve } from 'node:path'
import { StoreError } from '@betting-advisor/core/store'

/**
 * The file that a database address names: `sqlite:./data/advisor.db` (from the working directory), `sqlite:///var/advisor.db`
 * (absolute), or a plain path.
 *
 * @throws StoreError `STORE_ADDRESS` when it names none.
 */
export function sqlitePath(address: string): string {
  const path = address.startsWith('sqlite:') ? afterScheme(address) : address
  if (path === '' || path.includes('\0') || path.includes(':memory:') || /^[a-z][a-z\d+.-]+:/i.test(path)) {
    throw new StoreError('STORE_ADDRESS', `${withoutSecrets(address)} names no SQLite file.`, {
      remedy:
        'Use sqlite:./data/advisor.db, sqlite:///absolute/path.db or a plain path; for memory, createMemoryStore().',
    })
  }
  return resolve(path)
}

function afterScheme(address: string): string {
  const rest = address.slice('sqlite:'.length)
  if (!rest.startsWith('//')) return rest
  const path = rest.slice(2)
  // sqlite://host/path would be a file on another machine, which SQLite has no locks for.
  return path.startsWith('/') ? decodeURI(path) : ''
}

/** An address meant for another kind of store may carry a password. */
function withoutSecrets(address: string): string {
  return JSON.stringify(address.replace(/\/\/[^/]*@/, '//'))
}
