import type { OutboxItem } from '@betting-advisor/core/store'
import type { AlertMessage } from './message.ts'
import { DIGEST_LINES, digestOf, messageOf } from './wording.ts'

/** What one channel is to deliver of what is due. */
export interface Plan {
  /** In their order: what is critical first. */
  readonly messages: readonly AlertMessage[]
  /** For which there is no room now. */
  readonly held: readonly OutboxItem[]
}

/** How many critical matters have a message of their own at a time; the others share messages, and none is left out of them. */
export const OWN_MESSAGES = 5

/**
 * Which messages tell of all that is due, so that people are not flooded.
 *
 * @param items - Oldest first, each with something to say.
 * @param room - How many messages may leave that are not critical.
 */
export function planFor(items: readonly OutboxItem[], room: number): Plan {
  const isUrgent = ({ alert, closed }: OutboxItem) => alert.severity === 'critical' && closed === null
  const urgent = items.filter(isUrgent)
  const others = items.filter((item) => !isUrgent(item))
  const alone = urgent.length <= OWN_MESSAGES ? urgent : urgent.slice(0, OWN_MESSAGES - 1)
  const messages = alone.map(messageOf)
  for (let from = alone.length; from < urgent.length; from += DIGEST_LINES) {
    messages.push(together(urgent.slice(from, from + DIGEST_LINES)))
  }
  if (others.length > 0 && room <= 0) return { messages, held: others }
  const single = others.length <= room ? others : others.slice(0, room - 1)
  messages.push(...single.map(messageOf))
  if (single.length < others.length) messages.push(together(others.slice(single.length)))
  return { messages, held: [] }
}

function together(items: readonly OutboxItem[]): AlertMessage {
  const [first, ...more] = items
  return first !== undefined && more.length === 0 ? messageOf(first) : digestOf(items)
}
