import { createHmac } from 'node:crypto'
import { type Clock, InvalidValueError, type Secret } from '@betting-advisor/core'
import type { AlertChannel } from '../channel.ts'
import { NotDeliveredError } from '../errors/not-delivered-error.ts'
import { type AlertMessage, cut, plainText } from '../message.ts'
import { isWebAddress, WEB_ADDRESS } from './address.ts'
import { post, retryAfterMs } from './post.ts'

/** Where alerts are posted to. */
export interface WebhookSettings {
  /** `https://…`, or `http://…` within this machine or its network. */
  readonly url: Secret
  /** With which each body is signed. */
  readonly secret: Secret
  readonly clock: Clock
  /** @default webhook */
  readonly name?: string
}

/** So that no receiver has to take megabytes. */
const MOST_ALERTS = 100
const LONGEST_MESSAGE = 2_000
/** Of which the next message may be free. */
const OF_ONE_MESSAGE: ReadonlySet<number> = new Set([400, 413, 422])

/**
 * Posts each message as JSON: `id`, `kind`, `severity`, `title`, `text`, `count` of its alerts, and the first 100 of these as `alerts`, with account, key, code, severity,
 * message, at, repeats and closedAt. `Idempotency-Key` is the message's id, the same when it is sent again; `X-Alert-Timestamp` is the time of sending in epoch seconds, and
 * `X-Alert-Signature` is {@link webhookSignature}. Any status of 200 to 299 says that it was taken; `Retry-After` is obeyed.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the address is none, or one of plain http beyond this network.
 * @example
 * ```ts
 * const clock = createSystemClock()
 * const channel = createWebhookChannel({ url: new Secret('https://example.com/alerts'), secret: new Secret('0123456789abcdef'), clock })
 * channel.name // 'webhook'
 * ```
 */
export function createWebhookChannel({ url, secret, clock, name = 'webhook' }: WebhookSettings): AlertChannel {
  if (!isWebAddress(url.reveal())) throw new InvalidValueError('url', '[secret]', WEB_ADDRESS)
  return {
    name,
    async send(message, signal) {
      const body = bodyOf(message)
      const seconds = Math.floor(clock.now() / 1000)
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': message.id,
        'x-alert-timestamp': String(seconds),
        'x-alert-signature': webhookSignature(secret, seconds, body),
      }
      const answer = await post(url.reveal(), headers, body, signal)
      if (answer.status >= 200 && answer.status < 300) return
      throw new NotDeliveredError(`The webhook answered with status ${answer.status}.`, {
        retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), clock.now()),
        isMessage: OF_ONE_MESSAGE.has(answer.status),
      })
    },
  }
}

/**
 * What `X-Alert-Signature` is: `v1=` and the HMAC-SHA-256 of timestamp, a dot and the body as it was sent, in hexadecimal digits.
 *
 * A receiver computes it of what came, compares in constant time, and takes nothing whose timestamp is minutes old.
 *
 * @param seconds - What `X-Alert-Timestamp` says.
 * @example
 * ```ts
 * webhookSignature(new Secret('0123456789abcdef'), 0, '{}').length // 67
 * ```
 */
export function webhookSignature(secret: Secret, seconds: number, body: string): string {
  return `v1=${createHmac('sha256', secret.reveal()).update(`${seconds}.${body}`).digest('hex')}`
}

function bodyOf(message: AlertMessage): string {
  const { id, kind, severity, title, items } = message
  return JSON.stringify({
    id,
    kind,
    severity,
    title,
    text: plainText(message),
    count: items.length,
    alerts: items.slice(0, MOST_ALERTS).map(({ alert, repeats, closed }) => ({
      ...alert,
      message: cut(alert.message, LONGEST_MESSAGE),
      repeats,
      closedAt: closed?.at ?? null,
    })),
  })
}
