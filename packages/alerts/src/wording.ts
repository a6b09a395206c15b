import { createHash } from 'node:crypto'
import type { OutboxItem } from '@betting-advisor/core/store'
import { type AlertMessage, cut, type MessageKind } from './message.ts'

const LONGEST_LINE = 500
const SIGNS = { info: 'INFO', warning: 'WARNING', critical: 'CRITICAL' } as const
const RANK = { info: 0, warning: 1, critical: 2 } as const

/** What is said of one matter by itself. */
export function messageOf(item: OutboxItem): AlertMessage {
  const { alert, repeats, lastAt, closed } = item
  const kind: Exclude<MessageKind, 'digest'> = closed !== null ? 'resolved' : item.deliveries > 0 ? 'reminder' : 'alert'
  const again = kind === 'reminder' ? ' (still open)' : ''
  const sign = kind === 'resolved' ? 'RESOLVED' : SIGNS[alert.severity]
  return {
    id: idOf([item]),
    kind,
    severity: alert.severity,
    title: cut(oneLine(`${sign} ${alert.code}${again}`), LONGEST_LINE),
    lines: [
      cut(oneLine(alert.message), LONGEST_LINE * 2),
      `account ${alert.account}`,
      `at ${clockOf(alert.at)}${closed === null ? '' : `, over at ${clockOf(closed.at)}`}`,
      ...(repeats > 0 ? [`${repeats} more times, last at ${clockOf(lastAt)}`] : []),
      ...(alert.severity === 'critical' && closed === null
        ? [cut(oneLine(`repeated until acknowledged: ${alert.key}`), LONGEST_LINE)]
        : []),
    ],
    items: [item],
  }
}

/** How many matters a digest tells one by one. */
export const DIGEST_LINES = 15

/** What is said of many matters at once: how many there are of each code, and some of them; of critical ones give it no more than {@link DIGEST_LINES}. */
export function digestOf(items: readonly OutboxItem[]): AlertMessage {
  const severity = items.reduce<OutboxItem['alert']['severity']>(
    (most, { alert, closed }) => (closed === null && RANK[alert.severity] > RANK[most] ? alert.severity : most),
    'info',
  )
  const counts = Map.groupBy(items, ({ alert }) => alert.code)
  const shown = items.slice(0, DIGEST_LINES)
  const more = items.length - shown.length
  return {
    id: idOf(items),
    kind: 'digest',
    severity,
    title: `${SIGNS[severity]} ${items.length} alerts`,
    lines: [
      cut([...counts].map(([code, of]) => `${cut(oneLine(code), 60)} × ${of.length}`).join(', '), LONGEST_LINE),
      ...shown.map(lineOf),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
    items,
  }
}

function lineOf({ alert, closed, repeats }: OutboxItem): string {
  const over = closed === null ? '' : 'resolved: '
  const times = repeats > 0 ? ` (× ${repeats + 1})` : ''
  return `- ${clockOf(alert.at)} ${over}${cut(oneLine(`${alert.code} ${alert.message}`), 180)}${times}`
}

/** From what is told, and how often it was told before, so that the same said twice is the same message. */
function idOf(items: readonly OutboxItem[]): string {
  const hash = createHash('sha256')
  for (const { alert, id, deliveries, closed } of items) {
    hash.update(JSON.stringify([alert.account, id, deliveries, closed !== null]))
  }
  return hash.digest('hex').slice(0, 32)
}

/** Whatever a venue wrote into it, it is one line that can do nothing where it is shown. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

function clockOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
