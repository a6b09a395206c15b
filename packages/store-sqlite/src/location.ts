import { existsSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { StoreError } from '@betting-advisor/core/store'

/**
 * The file that a database address names: `sqlite:./data/advisor.db` (from the working directory), `sqlite:///var/advisor.db`
 * (absolute and percent-encoded where needed, as in a file URL), or a plain path.
 *
 * @throws StoreError `STORE_ADDRESS` when it names none, or one that has several names.
 */
export function sqliteFile(address: unknown): string {
  const path = realPath(sqlitePath(address))
  requireOneName(path)
  return path
}

/**
 * The path that an address names, as it stands there.
 *
 * @throws StoreError `STORE_ADDRESS` when it names none.
 */
export function sqlitePath(address: unknown): string {
  // Not shown: it may be the address of another database, with its password.
  if (typeof address !== 'string') throw noFile('What was given as an address is no text: it')
  const path = address.startsWith('sqlite:') ? afterScheme(address) : address
  if (path === '' || path.includes('\0') || path.includes(':memory:') || /^[a-z][a-z\d+.-]+:/i.test(path)) {
    throw noFile(withoutSecrets(address))
  }
  return resolve(path)
}

function noFile(what: string): StoreError {
  return new StoreError('STORE_ADDRESS', `${what} names no SQLite file.`, {
    remedy:
      'Use sqlite:./data/advisor.db, sqlite:///absolute/path.db or a plain path; for postgres://, openPostgresStore(); for memory, createMemoryStore().',
  })
}

/** Links that lead to each other end nowhere; SQLite follows as many. */
const MOST_LINKS = 200

/** Where a path leads to whatever links are on it, so that one file has one name; the file itself need not be there. */
function realPath(path: string, links = 0): string {
  if (existsSync(path)) return realpathSync.native(path)
  const directory = dirname(path)
  const target = linkAt(path)
  if (target !== null && links < MOST_LINKS) return realPath(resolve(directory, target), links + 1)
  return directory === path ? path : join(realPath(directory, links), basename(path))
}

function linkAt(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    // No link, or none that this user may read: opening the file says what is wrong.
    return null
  }
}

/** SQLite keeps its log by the name of a file: engines at two names of one file would destroy it, and not see each other. */
function requireOneName(path: string): void {
  if (!existsSync(path)) return
  const found = statSync(path)
  if (!found.isFile() || found.nlink <= 1) return
  throw new StoreError('STORE_ADDRESS', `${path} is one of ${found.nlink} names of a file (hard links).`, {
    remedy: 'Remove the others; or, where no engine runs on them, make a copy of the file and use that.',
  })
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
