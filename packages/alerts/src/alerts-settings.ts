import type { AccountKey, Clock, Logger } from '@betting-advisor/core'
import type { OutboxStore } from '@betting-advisor/core/store'
import type { AlertChannel } from './channel.ts'

/** What alerts are delivered from, and on which ways. */
export interface AlertsSettings {
  readonly store: Pick<OutboxStore, 'claimAlerts' | 'alertSent' | 'alertFailed'>
  readonly account: AccountKey
  readonly channels: readonly AlertChannel[]
  /** That of the engines: alerts are due by their time. */
  readonly clock: Clock
  /** The same for one process, and no other: what it has taken nobody else delivers. */
  readonly by: string
  /** Uniform numbers in [0, 1), which spread attempts. */
  readonly random: () => number
  /** @default silent */
  readonly logger?: Logger
  /** How often the outbox is asked, in milliseconds. @default 500 */
  readonly pollMs?: number
  /** How long a channel may take for one message, in real milliseconds, below 60000. @default 10000 */
  readonly timeoutMs?: number
}

/** How a channel is doing. */
export interface AlertChannelStatus {
  readonly name: string
  /** Since when nothing has been delivered on it; `null` while it works. */
  readonly failingSince: number | null
  readonly delivered: number
}
