import { InvalidValueError, type Logger, type Secret, silentLogger } from '@betting-advisor/core'
import { shapes } from '@betting-advisor/core/config'
import { type BearerCheck, bearerCheck } from './security/bearer.ts'
import { type HostList, hostList } from './security/hosts.ts'

const { aFunction, aNumber, aSecret, aText, checkOptions, having, listOf, nullable, optional, valuesThat } = shapes

/** How a monitor behaves. */
export interface MonitorOptions {
  /** The path it is mounted under, such as `/bets`. @default '' */
  readonly basePath?: string | undefined
  /** Asked of everyone who reads the API: at least 32 random bytes as text, sent as `Authorization: Bearer …`. */
  readonly token?: string | Secret | null | undefined
  /** Host names it answers to besides the loopback ones, without port. */
  readonly allowedHosts?: readonly string[] | undefined
  /** Milliseconds between signs of life on an event stream. @default 5000, 100 to 60000 */
  readonly heartbeatMs?: number | undefined
  /** The least milliseconds between two statuses on an event stream. @default 250, 0 to 60000 */
  readonly statusIntervalMs?: number | undefined
  /** How many event streams may be open at once. @default 32, 1 to 10000 */
  readonly maxStreams?: number | undefined
  /** A reader who is this many bytes behind is dropped. @default 1 MiB, 1 KiB to 64 MiB */
  readonly maxBufferedBytes?: number | undefined
  /** Where faults of the monitor itself go. @default says nothing */
  readonly logger?: Logger | undefined
}

/** Options once they are checked. */
export interface MonitorSettings {
  readonly basePath: string
  readonly isAuthorized: BearerCheck | null
  readonly hosts: HostList
  readonly heartbeatMs: number
  readonly statusIntervalMs: number
  readonly maxStreams: number
  readonly maxBufferedBytes: number
  readonly logger: Logger
}

/** One group of settings has the options of both, so each takes those of the other and leaves them alone. */
export const othersOption: shapes.Check = () => undefined

export const monitorMembers = {
  basePath: optional(valuesThat('a path such as /bets', (value) => typeof value === 'string')),
  token: optional(nullable(aSecret)),
  allowedHosts: optional(listOf('host names', aText)),
  heartbeatMs: optional(aNumber),
  statusIntervalMs: optional(aNumber),
  maxStreams: optional(aNumber),
  maxBufferedBytes: optional(aNumber),
  logger: optional(having('a logger', { debug: aFunction, info: aFunction, warn: aFunction, error: aFunction })),
} satisfies shapes.Complete<MonitorOptions>

const members = { ...monitorMembers, host: othersOption, port: othersOption }

/** Checks options. @throws InvalidValueError `INVALID_VALUE`, UnknownOptionError `UNKNOWN_OPTION`, WeakTokenError `WEAK_TOKEN` */
export function monitorSettings(options: MonitorOptions): MonitorSettings {
  checkOptions('createMonitor', options, members)
  return {
    basePath: checkedBasePath(options.basePath ?? ''),
    isAuthorized: tokenCheck(options.token),
    hosts: hostList(options.allowedHosts ?? []),
    heartbeatMs: within('heartbeatMs', options.heartbeatMs ?? 5_000, 100, 60_000),
    statusIntervalMs: within('statusIntervalMs', options.statusIntervalMs ?? 250, 0, 60_000),
    maxStreams: within('maxStreams', options.maxStreams ?? 32, 1, 10_000),
    maxBufferedBytes: within('maxBufferedBytes', options.maxBufferedBytes ?? 1_048_576, 1_024, 67_108_864),
    logger: options.logger ?? silentLogger,
  }
}

function tokenCheck(token: MonitorOptions['token']): BearerCheck | null {
  if (token === undefined || token === null) return null
  return bearerCheck(typeof token === 'string' ? token : token.reveal())
}

function checkedBasePath(basePath: string): string {
  if (basePath === '' || basePath === '/') return ''
  if (!/^(\/[\w~-][\w.~-]*)+$/.test(basePath)) {
    throw new InvalidValueError('basePath', basePath, 'empty or a path such as /bets, without a slash at its end')
  }
  return basePath
}

function within(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new InvalidValueError(name, value, `a whole number from ${min} to ${max}`)
  }
  return value
}
