import { readFile } from 'node:fs/promises'
import { InvalidValueError, Secret } from '@betting-advisor/core'
import { shapes } from '@betting-advisor/core/config'
import type { Random } from '@betting-advisor/core/simulation'
import { missingKey } from './errors.ts'

/** How The Odds API is reached. */
export interface TheOddsAccess {
  /**
   * The key, or a function that fetches it, for a vault. By default it comes from the environment: `THEODDS_API_KEY`, or the file
   * that `THEODDS_API_KEY_FILE` names.
   */
  readonly apiKey?: Secret | string | (() => Promise<string>)
  /** `https://api.the-odds-api.com` by default. */
  readonly baseUrl?: string
  /** Failures in a row that open the circuit breaker; 5 by default. */
  readonly maxFailures?: number
  /** How long the breaker stays open; 60 by default. */
  readonly resetTimeoutSeconds?: number
  /** How long one attempt may take, in real seconds; 10 by default. */
  readonly httpTimeoutSeconds?: number
  /** Where the jitter of retries comes from; unpredictable by default. */
  readonly random?: Random
}

const { aFunction, aNumber, aSecret, aText, optional } = shapes

/** How these settings are checked where they are given. */
export const accessMembers = {
  apiKey: optional((argument, value) => {
    if (typeof value !== 'function') aSecret(argument, value)
  }),
  baseUrl: optional(aText),
  maxFailures: optional(aNumber),
  resetTimeoutSeconds: optional(aNumber),
  httpTimeoutSeconds: optional(aNumber),
  random: optional(aFunction),
} satisfies shapes.Complete<TheOddsAccess>

export const DEFAULT_BASE_URL = 'https://api.the-odds-api.com'
const HOSTS = new Set(['api.the-odds-api.com', 'ipv6-api.the-odds-api.com'])

/** Whether it is the real service that is reached. */
export function originOf(baseUrl: string = DEFAULT_BASE_URL): 'venue' | 'emulator' {
  if (!URL.canParse(baseUrl)) throw new InvalidValueError('baseUrl', baseUrl, `a URL, such as ${DEFAULT_BASE_URL}`)
  const url = new URL(baseUrl)
  return url.protocol === 'https:' && HOSTS.has(url.hostname) ? 'venue' : 'emulator'
}

/**
 * The key.
 *
 * @throws ApiError `MISSING_KEY` when nobody has given one.
 */
export async function keyOf(apiKey: TheOddsAccess['apiKey']): Promise<Secret> {
  if (typeof apiKey === 'object') return present(apiKey.reveal())
  return present(typeof apiKey === 'function' ? await apiKey() : (apiKey ?? (await keyFromEnvironment())))
}

async function keyFromEnvironment(): Promise<string> {
  const key = process.env['THEODDS_API_KEY']
  if (key !== undefined && key !== '') return key
  const path = process.env['THEODDS_API_KEY_FILE']
  return path === undefined || path === '' ? '' : await readFile(path, 'utf8')
}

function present(key: string): Secret {
  const trimmed = key.trim()
  if (trimmed === '') throw missingKey()
  return new Secret(trimmed)
}
