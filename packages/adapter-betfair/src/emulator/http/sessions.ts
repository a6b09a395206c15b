import { createHash } from 'node:crypto'
import type { AccountBook } from '../exchange/account-book.ts'

/** Sessions of the emulated venue. */
export interface Sessions {
  /** A token, or why there is none. */
  login(
    username: string,
    password: string,
    now: number,
  ): { readonly token: string } | { readonly fault: string; readonly token?: string }
  /** The account of a token that lives. */
  account(token: string, now: number): AccountBook | null
  keepAlive(token: string, now: number): boolean
  logout(token: string): boolean
  /** All sessions end now. */
  expire(): void
}

const LOGINS_A_MINUTE = 100
const BAN_MS = 20 * 60_000
/** Of these the venue gives a token that cannot bet. */
const LIMITED = new Set([
  'PENDING_AUTH',
  'SECURITY_QUESTION_WRONG_3X',
  'KYC_SUSPEND',
  'SUSPENDED',
  'CONTACT_VERIFICATION_REQUIRED',
])
const MOST_FAILURES = 5

/** No session yet; each lasts so long unless it is kept alive. */
export function createSessions(accounts: ReadonlyMap<string, AccountBook>, lifetimeMs: number): Sessions {
  const sessions = new Map<string, { readonly account: AccountBook; until: number }>()
  const failures = new Map<string, number>()
  let logins: number[] = []
  let bannedUntil = 0
  let count = 0
  return {
    login(username, password, now) {
      if (now < bannedUntil) return { fault: 'TEMPORARY_BAN_TOO_MANY_REQUESTS' }
      const account = accounts.get(username)
      const failed = failures.get(username) ?? 0
      if (failed >= MOST_FAILURES) return { fault: 'ACCOUNT_ALREADY_LOCKED' }
      if (account === undefined || account.settings.password !== password) {
        failures.set(username, failed + 1)
        return { fault: failed + 1 === MOST_FAILURES ? 'ACCOUNT_NOW_LOCKED' : 'INVALID_USERNAME_OR_PASSWORD' }
      }
      const { loginFault } = account.settings
      if (loginFault !== null && !LIMITED.has(loginFault)) return { fault: loginFault }
      logins = [...logins.filter((at) => at > now - 60_000), now]
      if (logins.length > LOGINS_A_MINUTE) {
        bannedUntil = now + BAN_MS
        return { fault: 'TEMPORARY_BAN_TOO_MANY_REQUESTS' }
      }
      failures.delete(username)
      count += 1
      const token = `${createHash('sha256').update(`${username}|${count}|${now}`).digest('base64').slice(0, 43)}=`
      sessions.set(token, { account, until: now + lifetimeMs })
      return loginFault === null ? { token } : { fault: loginFault, token }
    },
    account(token, now) {
      const session = sessions.get(token)
      return session === undefined || session.until <= now ? null : session.account
    },
    keepAlive(token, now) {
      const session = sessions.get(token)
      if (session === undefined || session.until <= now) return false
      session.until = now + lifetimeMs
      return true
    },
    logout: (token) => sessions.delete(token),
    expire: () => sessions.clear(),
  }
}
