import { InvalidValueError, type Secret } from '@betting-advisor/core'
import { createTransport } from 'nodemailer'
import type { AlertChannel } from '../channel.ts'
import { NotDeliveredError } from '../errors/not-delivered-error.ts'
import { cut, plainText } from '../message.ts'
import { unlessAborted } from '../unless-aborted.ts'

/** Which server takes mail, and from whom to whom. */
export interface EmailSettings {
  /** `smtps://user:password@host:465` for TLS from the beginning, `smtp://…:587` for STARTTLS, which only a server on this machine may do without. */
  readonly url: Secret
  readonly from: string
  /** One address; where several are to read it, that of a list, or a channel for each. */
  readonly to: string
  /** @default email */
  readonly name?: string
}

const LONGEST_SUBJECT = 120
const OF_ONE_MESSAGE: ReadonlySet<number> = new Set([552, 554])

/**
 * Mails each message. Its `Message-ID` is made of the message's id, the same when it is sent again, by which many mail systems show it once.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the server or an address cannot be one.
 * @example
 * ```ts
 * const url = new Secret('smtps://user:password@mail.example.com:465')
 * createEmailChannel({ url, from: 'bot@example.com', to: 'ann@example.com' }).name // 'email'
 * ```
 */
export function createEmailChannel({ url, from, to, name = 'email' }: EmailSettings): AlertChannel {
  if (!isMailServer(url.reveal())) throw new InvalidValueError('url', '[secret]', 'smtp:// or smtps:// and a host')
  for (const [field, address] of Object.entries({ from, to })) {
    if (!isMailAddress(address)) throw new InvalidValueError(field, address, 'a mail address')
  }
  const { protocol, hostname, port, username, password } = new URL(url.reveal())
  const isTls = protocol === 'smtps:'
  const options = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTls ? 465 : 587) : Number(port),
    secure: isTls,
    requireTLS: !isTls && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname),
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  return {
    name,
    async send(message, signal) {
      signal.throwIfAborted()
      // A connection for each message: one that an outage left behind cannot stand in the way of the next.
      const transport = createTransport(options)
      try {
        const mail = transport.sendMail({
          from,
          to,
          subject: cut(message.title, LONGEST_SUBJECT),
          text: plainText(message),
          messageId: `<${message.id}@alerts.betting-advisor>`,
          ...(message.severity === 'critical' && { priority: 'high' as const }),
        })
        await unlessAborted(mail, signal)
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw faultOf(error)
      } finally {
        transport.close()
      }
    },
  }
}

/** Whether a text is the address of a mail server. */
export function isMailServer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  return /^smtps?:$/.test(protocol) && hostname !== '' && [username, password].every(isDecodable)
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** Whether a text can be a mail address, alone. */
export function isMailAddress(text: string): boolean {
  return /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,255}$/.test(text)
}

/** Nothing of the fault's words, which may repeat what was sent. */
function faultOf(error: unknown): NotDeliveredError {
  const fault: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {}
  const { code, responseCode } = fault
  const status = typeof responseCode === 'number' ? ` with ${responseCode}` : ''
  const word = typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'no code'
  return new NotDeliveredError(`The mail server did not take it${status} (${word}).`, {
    isMessage: typeof responseCode === 'number' && OF_ONE_MESSAGE.has(responseCode),
  })
}
