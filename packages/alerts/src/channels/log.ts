import type { Logger } from '@betting-advisor/core'
import type { AlertChannel } from '../channel.ts'
import { plainText } from '../message.ts'

const LEVELS = { info: 'info', warning: 'warn', critical: 'error' } as const

/**
 * Alerts as lines of a log, each at the level of its severity.
 *
 * @example
 * ```ts
 * createLogChannel(silentLogger).name // 'log'
 * ```
 */
export function createLogChannel(logger: Logger): AlertChannel {
  return {
    name: 'log',
    async send(message) {
      const { id, kind, severity, items } = message
      const level = kind === 'resolved' ? 'info' : LEVELS[severity]
      const keys = items.slice(0, 20).map(({ alert }) => alert.key)
      logger[level]({ event: `alert.${kind}`, id, keys }, plainText(message))
    },
  }
}
