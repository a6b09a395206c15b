import { isIPv6 } from 'node:net'

/** Where a customer of the exchange lives, as far as that decides which hosts serve him. */
export type Jurisdiction = 'global' | 'australia' | 'new-zealand' | 'italy' | 'spain' | 'romania'

/** The hosts that serve one customer, each by what it does. */
export interface BetfairHosts {
  /** Interactive login. */
  readonly login: string
  /** Login with a client certificate. */
  readonly certificateLogin: string
  readonly keepAlive: string
  readonly logout: string
  /** Betting and account operations. */
  readonly api: string
  readonly heartbeat: string
  /** The navigation menu, with its path: its language goes by jurisdiction. */
  readonly navigation: string
  readonly stream: string
  /** Historical data. */
  readonly history: string
}

const global: BetfairHosts = {
  login: 'identitysso.betfair.com',
  certificateLogin: 'identitysso-cert.betfair.com',
  keepAlive: 'identitysso.betfair.com',
  logout: 'identitysso.betfair.com',
  api: 'api.betfair.com',
  heartbeat: 'api.betfair.com',
  navigation: 'api.betfair.com/exchange/betting/rest/v1/en/navigation/menu.json',
  stream: 'stream-api.betfair.com',
  history: 'historicdata.betfair.com',
}

/** Login and keep-alive at the identity service of a top-level domain; all else, logging out too, stays global. */
const identityAt = (domain: string): BetfairHosts => ({
  ...global,
  login: `identitysso.betfair.${domain}`,
  certificateLogin: `identitysso-cert.betfair.${domain}`,
  keepAlive: `identitysso.betfair.${domain}`,
})

const table: Readonly<Record<Jurisdiction, BetfairHosts>> = {
  global,
  australia: { ...identityAt('com.au'), keepAlive: 'identitysso.betfair.au' },
  'new-zealand': { ...identityAt('com.au'), keepAlive: 'identitysso.betfair.au', api: 'api.betfair.com.au' },
  italy: {
    ...identityAt('it'),
    heartbeat: 'api.betfair.it',
    navigation: 'api.betfair.it/exchange/betting/rest/v1/it/navigation/menu.json',
  },
  spain: {
    ...identityAt('es'),
    heartbeat: 'api.betfair.es',
    navigation: 'api.betfair.es/exchange/betting/rest/v1/es/navigation/menu.json',
  },
  romania: identityAt('ro'),
}

/** Domains of the exchange: a country's own, or the one of all. */
const OF_THE_EXCHANGE = /(?:^|\.)betfair\.(?:com|(?:com?\.)?[a-z]{2})\.?$/

/** Whether the exchange itself is reached, however its host is written: any other is an emulator's. */
export function originOf(host: string): 'venue' | 'emulator' {
  const url = `https://${isIPv6(host) ? `[${host}]` : host}`
  return URL.canParse(url) && OF_THE_EXCHANGE.test(new URL(url).hostname) ? 'venue' : 'emulator'
}

/** Whether credentials would go both to the exchange and to somebody else. */
export function isMixed(hosts: BetfairHosts): boolean {
  return new Set(Object.values(hosts).map(originOf)).size > 1
}

/**
 * The hosts that serve customers of a jurisdiction, by the venue's documentation of July 2026; each can be replaced. A session takes
 * those of the exchange or those of an emulator, and no mixture.
 *
 * @example
 * ```ts
 * const hosts = betfairHosts('new-zealand', { stream: 'localhost' })
 * console.log(hosts.api) // 'api.betfair.com.au'
 * ```
 */
export function betfairHosts(jurisdiction: Jurisdiction, replaced: Partial<BetfairHosts> = {}): BetfairHosts {
  return { ...table[jurisdiction], ...replaced }
}
