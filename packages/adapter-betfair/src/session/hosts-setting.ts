import { kinds } from '@betting-advisor/core/config'
import { type BetfairHosts, betfairHosts, isMixed } from './hosts.ts'

const names = Object.keys(betfairHosts('global'))
const HOST = /^(?:[\w-]+(?:\.[\w-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?(?:\/[\w./-]*)?$/i

/** Hosts in place of the exchange's own, as a person writes them: `api=api.betfair.com.au,heartbeat=api.betfair.com.au`. */
export const hostsSetting: kinds.Kind<Partial<BetfairHosts>> = {
  read(text) {
    const pairs = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const)
    if (pairs.length === 0 || !pairs.every(([name, host]) => names.includes(name) && HOST.test(host)))
      return kinds.REFUSED
    const value: Partial<BetfairHosts> = Object.fromEntries(pairs)
    return isMixed(betfairHosts('global', value)) ? kinds.REFUSED : { value }
  },
  allowed: `name=host or name=host:port with commas between them, some of the exchange’s own or every one of another’s; the names are ${names.join(', ')}`,
  secret: false,
  write: (setting) =>
    typeof setting === 'object' && setting !== null
      ? Object.entries(setting)
          .map(([name, host]) => `${name}=${host}`)
          .join(',')
      : String(setting),
}
