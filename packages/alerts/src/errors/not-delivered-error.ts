import { AdvisorError } from '@betting-advisor/core'

/** Why a message was not delivered. */
export interface NotDelivered {
  /** How long the other side wants to be left alone, in milliseconds; `null` when it did not say. */
  readonly retryAfterMs?: number | null
  /** Whether this message alone was refused, so that others may pass. */
  readonly isMessage?: boolean
}

/** A channel did not take a message, or nobody knows whether it did. It never shows an address or a token. */
export class NotDeliveredError extends AdvisorError {
  readonly code = 'NOT_DELIVERED'
  readonly retryAfterMs: number | null
  readonly isMessage: boolean

  constructor(reason: string, { retryAfterMs = null, isMessage = false }: NotDelivered = {}) {
    // Of a fault of a connection no cause is kept: its words may hold the address, and in that a token.
    super(reason, {
      remedy: 'It is tried again by itself; when that does not help, look at the settings of the channel.',
    })
    this.retryAfterMs = retryAfterMs
    this.isMessage = isMessage
  }
}
