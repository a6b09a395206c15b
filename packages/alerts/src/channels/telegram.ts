import { InvalidValueError, type Secret } from '@betting-advisor/core'
import type { AlertChannel } from '../channel.ts'
import { NotDeliveredError } from '../errors/not-delivered-error.ts'
import { type AlertMessage, cut, plainText } from '../message.ts'
import { isWebAddress } from './address.ts'
import { type PostAnswer, post } from './post.ts'

/** Which bot writes to which chat. */
export interface TelegramSettings {
  readonly token: Secret
  /** The number of a chat, or the `@name` of a channel. */
  readonly chatId: string
  /** Where the Bot API is. @default https://api.telegram.org */
  readonly baseUrl?: string
  /** @default telegram */
  readonly name?: string
}

const LONGEST_TEXT = 4096
/** To one chat, not more than one message a second. */
const GAP_MS = 1_000

/**
 * Sends each message to one chat, at most one a second, cut to the 4096 characters that the Bot API takes. What it answers with `retry_after` is obeyed; a text
 * whose formatting it refuses is sent again as plain text. It has no way to tell a message that is sent twice.
 *
 * @throws InvalidValueError `INVALID_VALUE` when token, chat or address cannot be one.
 * @example
 * ```ts
 * createTelegramChannel({ token: new Secret('123456:ABC-DEF'), chatId: '-1001234567890' }).name // 'telegram'
 * ```
 */
export function createTelegramChannel(settings: TelegramSettings): AlertChannel {
  const { token, chatId, baseUrl = 'https://api.telegram.org', name = 'telegram' } = settings
  if (!isBotToken(token.reveal())) throw new InvalidValueError('token', '[secret]', 'the token of a bot')
  if (!isWebAddress(baseUrl))
    throw new InvalidValueError('baseUrl', '[secret]', 'an address of https, or of http nearby')
  if (!isChatId(chatId)) throw new InvalidValueError('chatId', chatId, 'the number of a chat or @name')

  function call(fields: object, signal: AbortSignal): Promise<PostAnswer> {
    const url = `${baseUrl.replace(/\/+$/, '')}/bot${token.reveal()}/sendMessage`
    return post(url, { 'content-type': 'application/json' }, JSON.stringify(fields), signal)
  }

  return {
    name,
    gapMs: GAP_MS,
    async send(message, signal) {
      const text = cut(plainText(message), LONGEST_TEXT)
      const fields = {
        chat_id: chatId,
        link_preview_options: { is_disabled: true },
        disable_notification: message.severity === 'info' || message.kind === 'resolved',
      }
      const formatted = await call({ ...fields, text: htmlOf(text, message), parse_mode: 'HTML' }, signal)
      const answer = formatted.status === 400 ? await call({ ...fields, text }, signal) : formatted
      if (answer.status === 200) return
      const { description, retryAfterMs } = readAnswer(answer.body)
      const words = description.replaceAll(token.reveal(), '[secret]')
      throw new NotDeliveredError(`Telegram answered with status ${answer.status}: ${words}`, {
        retryAfterMs,
        isMessage: answer.status === 400 && !/chat not found|upgraded to a supergroup/i.test(words),
      })
    },
  }
}

/** Whether a text can be the token of a bot: with anything else in it, it would be another address. */
export function isBotToken(text: string): boolean {
  return /^\d{1,20}:[\w-]{1,100}$/.test(text)
}

/** Whether a text can name a chat. */
export function isChatId(text: string): boolean {
  return /^(-?\d{1,20}|@\w{1,64})$/.test(text)
}

/** Its length counts as it is shown, so it is cut before it is escaped. */
function htmlOf(text: string, { title }: AlertMessage): string {
  const escaped = (part: string) => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return text.startsWith(title) ? `<b>${escaped(title)}</b>${escaped(text.slice(title.length))}` : escaped(text)
}

function readAnswer(body: string): { readonly description: string; readonly retryAfterMs: number | null } {
  const answer = objectOf(parsed(body))
  const seconds = objectOf(answer['parameters'])['retry_after']
  const description = answer['description']
  return {
    description: typeof description === 'string' ? cut(description, 200) : 'no description',
    retryAfterMs: typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : null,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
