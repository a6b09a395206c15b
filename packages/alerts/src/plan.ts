import type { OutboxItem } from '@betting-advisor/core/store'
import type { AlertMessage } from './message.ts'
import { DIGEST_LINES, digestOf, messageOf } from './wording.ts'

/** What one channel is to deliver of what is due. */
export interface Plan {
  /** What shares a message, in the order of sending: what is critical first. */
  readonly groups: readonly (readonly OutboxItem[])[]
  /** For which there is no room now. */
  readonly held: readonly OutboxItem[]
}

/** How many messages may leave now. */
export interface Room {
  /** That are not critical. */
  readonly quiet: number
  /** In which a critical matter is alone; the others share messages, and none is left out of them. */
  readonly urgent: number
}

/**
 * What to tell together of all that is due, so that people are not flooded.
 *
 * @param items - Oldest first, each with something to say.
 * @param isRefused - Whether the other side refused a message in which it was with others: by itself it holds up nothing but itself.
 */
export function planFor(
  items: readonly OutboxItem[],
  room: Room,
  isRefused: (item: OutboxItem) => boolean = () => false,
): Plan {
  const isUrgent = ({ alert, closed }: OutboxItem) => alert.severity === 'critical' && closed === null
  const urgent = items.filter((item) => isUrgent(item) && !isRefused(item))
  const refused = items.filter(isRefused)
  const others = items.filter((item) => !isUrgent(item) && !isRefused(item))
  const groups: (readonly OutboxItem[])[] = []
  const held: OutboxItem[] = []

  const own = urgent.length <= room.urgent ? urgent.length : Math.max(0, room.urgent - 1)
  groups.push(...urgent.slice(0, own).map((item) => [item]))
  for (let from = own; from < urgent.length; from += DIGEST_LINES) groups.push(urgent.slice(from, from + DIGEST_LINES))

  let left = Math.max(0, room.quiet)
  const kept = others.length > 0 ? 1 : 0
  for (const item of refused) {
    const isFree = isUrgent(item)
    if (!isFree && left <= kept) held.push(item)
    else groups.push([item])
    if (!isFree && left > kept) left -= 1
  }
  if (left === 0) return { groups, held: [...held, ...others] }
  const single = others.length <= left ? others.length : left - 1
  groups.push(...others.slice(0, single).map((item) => [item]))
  if (single < others.length) groups.push(others.slice(single))
  return { groups, held }
}

/** What a group is told as. */
export function messageFor(group: readonly OutboxItem[]): AlertMessage {
  const [first, ...more] = group
  return first !== undefined && more.length === 0 ? messageOf(first) : digestOf(group)
}
