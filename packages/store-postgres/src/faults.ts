import { isAdvisorError } from '@betting-advisor/core'
import { StoreError, type StoreErrorCode } from '@betting-advisor/core/store'
import type { Address } from './address.ts'
import { tlsFaultOf } from './tls-faults.ts'

interface Fault {
  readonly code: StoreErrorCode
  what(address: Address): string
  readonly remedy: string
}

const unavailable: Fault = {
  code: 'STORE_UNAVAILABLE',
  what: ({ host }) => `The database server at ${host} can’t be reached.`,
  remedy: 'Start it, or check host and port in DB_URL, firewall and number of connections.',
}
const accessDenied: Fault = {
  code: 'STORE_ACCESS_DENIED',
  what: ({ user, host }) => `The database server at ${host} does not let in ${user === '' ? 'this user' : user}.`,
  remedy: 'Check user and password in DB_URL.',
}
const busy: Fault = {
  code: 'STORE_BUSY',
  what: ({ shown }) => `Database ${shown} took too long.`,
  remedy: 'Nothing was changed. Look for long transactions on it, or raise the time-outs.',
}

const failed: Fault = {
  code: 'STORE_FAILED',
  what: ({ shown }) => `Database ${shown} refused a statement.`,
  remedy:
    'Nothing was changed. See the cause; where it names no setting of the server, report it as a fault of this package.',
}

/** `statement_completion_unknown`: the one code of its class that does not say that the transaction was rolled back. */
const UNKNOWN_COMPLETION = '40003'

const unknownOutcome: Fault = {
  code: 'OUTCOME_UNKNOWN',
  what: ({ shown }) => `The connection to database ${shown} was lost while it kept a change.`,
  remedy: 'Read the order again by its key before anything else is decided on it.',
}

/** What PostgreSQL and the socket say, by SQLSTATE (PostgreSQL documentation, appendix A) or by Node's error code. */
const FAULTS: Readonly<Record<string, Fault>> = {
  '28P01': accessDenied,
  '28000': {
    ...accessDenied,
    remedy:
      'Check user and password in DB_URL; the server may also want TLS (sslmode=verify-full) or a certificate, or not let in this machine (pg_hba.conf).',
  },
  '3D000': {
    code: 'STORE_NOT_FOUND',
    what: ({ database, host }) => `There is no database ${database} at ${host}.`,
    remedy: 'Create it (CREATE DATABASE), or correct DB_URL.',
  },
  '42501': {
    code: 'STORE_ACCESS_DENIED',
    what: ({ shown }) => `Database ${shown} denies what the store needs.`,
    remedy:
      'Grant this user CREATE on the database for the first start, then all rights in the schema betting_advisor.',
  },
  '25006': {
    code: 'STORE_READ_ONLY',
    what: ({ shown }) => `Database ${shown} can only be read.`,
    remedy: 'Point DB_URL at the primary server, not at a standby.',
  },
  '53100': {
    code: 'STORE_FULL',
    what: ({ shown }) => `The disk of database ${shown} is full.`,
    remedy: 'Free some space on the server.',
  },
  '22003': {
    code: 'STORE_CORRUPT',
    what: ({ shown }) => `Database ${shown} holds amounts beyond the range of money.`,
    remedy: 'Run verify() and restore what was changed by hand.',
  },
  XX001: {
    code: 'STORE_CORRUPT',
    what: ({ shown }) => `Database ${shown} is damaged.`,
    remedy: 'Restore it from a backup.',
  },
  '55P03': busy,
  '57014': busy,
  '40001': busy,
  '40P01': busy,
  [UNKNOWN_COMPLETION]: unknownOutcome,
  '58030': unavailable,
  '25P03': unavailable,
  '25P04': unavailable,
  // Of a socket in the file system.
  EACCES: unavailable,
  ENOENT: unavailable,
  EADDRNOTAVAIL: unavailable,
  ECONNABORTED: unavailable,
  ECONNREFUSED: unavailable,
  ECONNRESET: unavailable,
  EHOSTDOWN: unavailable,
  ENETDOWN: unavailable,
  EHOSTUNREACH: unavailable,
  ENETUNREACH: unavailable,
  ENOTFOUND: unavailable,
  EAI_AGAIN: unavailable,
  EPIPE: unavailable,
  ETIMEDOUT: unavailable,
}

/** What pg itself says without a code. */
const MESSAGES: readonly [text: RegExp, fault: Fault][] = [
  [/SASL|password must be a string/i, accessDenied],
  [/connection terminated|timeout exceeded when trying to connect|connection error|not queryable/i, unavailable],
  [/query read timeout/i, busy],
]

/** Whether the error carries a SQLSTATE, which no error of the network looks like: `EPIPE` has no digit. */
function isFromServer(error: unknown): boolean {
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(codeOf(error) ?? '')
}

/** What went wrong in words of this store; errors that are neither the server's nor the network's come back as they are. */
export function storeFault(error: unknown, address: Address): unknown {
  if (isAdvisorError(error)) return error
  const fault = faultOf(error)
  return fault === undefined ? error : saidBy(fault, error, address)
}

/** The same for a commit: unless the server said that it rolled back, nobody here knows. */
export function commitFault(error: unknown, address: Address): unknown {
  const code = codeOf(error) ?? ''
  if (code !== UNKNOWN_COMPLETION && /^(40|23)/.test(code)) return storeFault(error, address)
  return saidBy(unknownOutcome, error, address)
}

function saidBy(fault: Fault, cause: unknown, address: Address): StoreError {
  return new StoreError(fault.code, fault.what(address), { cause, remedy: fault.remedy })
}

/** Whether the server rolled back only because others were in the way: the whole transaction may be tried again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/**
 * Whether the server itself turned a statement down and lives on: then nothing of it was kept. Told by its severity, or, where a
 * server speaks another language than English, by the classes that are never worse.
 */
export function isRefusal(error: unknown): boolean {
  if (codeOf(error) === UNKNOWN_COMPLETION) return false
  if (error instanceof Error && 'severity' in error && error.severity === 'ERROR') return true
  return /^(22|23|25|40|42|55|57014)/.test(codeOf(error) ?? '')
}

function faultOf(error: unknown): Fault | undefined {
  const code = codeOf(error)
  const tls = error instanceof Error ? tlsFaultOf(error) : undefined
  if (tls !== undefined) return { ...tls, code: 'STORE_TLS_FAILED' }
  if (code !== undefined && Object.hasOwn(FAULTS, code)) return FAULTS[code]
  // Connection, resources, intervention, system: these pass.
  if (isFromServer(error) && /^(08|53|57|58)/.test(code ?? '')) return unavailable
  if (isFromServer(error)) return failed
  if (!(error instanceof Error)) return undefined
  // A name with several addresses fails with one error for each.
  if (error instanceof AggregateError) return error.errors.map(faultOf).find((fault) => fault !== undefined)
  return MESSAGES.find(([text]) => text.test(error.message))?.[1]
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
