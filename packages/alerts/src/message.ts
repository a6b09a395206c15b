import type { OutboxAlert, OutboxItem } from '@betting-advisor/core/store'

/** What a message says of its matters: that they are there, still there, over, or several things of many. */
export type MessageKind = 'alert' | 'reminder' | 'resolved' | 'digest'

/** One message to people, about one alert or many. */
export interface AlertMessage {
  /** The same whenever the same is delivered again, such as after a process was killed between sending and noting it. */
  readonly id: string
  readonly kind: MessageKind
  readonly severity: OutboxAlert['severity']
  /** One line. */
  readonly title: string
  readonly lines: readonly string[]
  /** What it is about, oldest first. */
  readonly items: readonly OutboxItem[]
}

/** What a message says, as plain text. */
export function plainText({ title, lines }: AlertMessage): string {
  return [title, ...lines].join('\n')
}

/** A text cut to at most `most` UTF-16 units, never within a character, with an ellipsis where something was cut. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  let end = most - 1
  const last = text.charCodeAt(end - 1)
  if (last >= 0xd800 && last <= 0xdbff) end -= 1
  return `${text.slice(0, end)}…`
}
