import { InvalidValueError } from '@betting-advisor/core'

const MOST_FAMILIAR = 16
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Which names this monitor answers to. A name that it does not know is a page elsewhere that had its DNS rebound to us. */
export interface HostList {
  /** A configured name by which others than this machine may ask, such as through a proxy; `null` when there is none. */
  readonly exposedAs: string | null
  /** Whether a `Host` header names us. */
  answersTo(host: string): boolean
  /** Whether a page of this `Origin` may ask, given the `Host` it asks at. */
  trusts(origin: string, host: string): boolean
  /** Also answers to this name from now on. */
  add(name: string): void
}

/**
 * The loopback names and `configured` ones.
 *
 * @param configured - Host names without scheme, port or path.
 * @throws InvalidValueError `INVALID_VALUE` when one is not a host name.
 */
export function hostList(configured: readonly string[]): HostList {
  const own = new Set(configured.map(checkedName))
  const names = new Set([...LOOPBACK, ...own])
  /** Hosts that were asked for and are ours, as they are written: everyone asks for the same few. */
  const familiar = new Set<string>()
  return {
    exposedAs: configured.find((name) => !isLoopback(name)) ?? null,
    answersTo(host) {
      if (familiar.has(host)) return true
      const name = nameOf(host)
      const isOurs = name !== null && names.has(name)
      if (isOurs && familiar.size < MOST_FAMILIAR) familiar.add(host)
      return isOurs
    },
    trusts(origin, host) {
      const parsed = URL.canParse(origin) ? new URL(origin) : null
      if (parsed === null || !/^https?:$/.test(parsed.protocol)) return false
      return parsed.host === host.toLowerCase() || own.has(parsed.hostname)
    },
    add(name) {
      names.add(checkedName(name))
    },
  }
}

/** Whether `host` means this machine alone, as an address to listen on and as a name to be asked by. */
export function isLoopback(host: string): boolean {
  return /^(localhost|::1|\[::1\]|127(\.\d{1,3}){3})$/i.test(host)
}

function checkedName(name: string): string {
  const bracketed = /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(name) ? `[${name}]` : name
  const parsed = nameOf(bracketed)
  if (parsed === null || parsed !== bracketed.toLowerCase()) {
    throw new InvalidValueError('allowed host', name, 'a host name without scheme, port or path')
  }
  return parsed
}

/** The name in a `Host` header, lower case, without its port; `null` when it is not one. */
function nameOf(host: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return null
  const { hostname, pathname } = new URL(`http://${host}`)
  return pathname === '/' ? hostname : null
}
