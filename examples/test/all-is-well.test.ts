import { MINUTE, timestamp } from '@betting-advisor/core'
import type { FeedStatus } from '@betting-advisor/core/venue'
import { expect, test } from 'vitest'
import { concernOf } from '../start/all-is-well.ts'

const now = timestamp(Date.UTC(2026, 4, 1))

function feeds(...states: readonly FeedStatus['state'][]): { readonly feeds: readonly FeedStatus[] } {
  const quiet = { lastMessageAt: null, fault: null, nextAttemptAt: null, detail: null }
  return { feeds: states.map((state, index) => ({ name: `${index}`, state, ...quiet })) }
}

test('a bot is not well when every feed is down, or alerts do not arrive for five minutes', () => {
  const failing = (minutes: number) => [
    { name: 'webhook', failingSince: null, delivered: 1 },
    { name: 'telegram', failingSince: now - minutes * MINUTE, delivered: 0 },
  ]
  expect(concernOf(feeds(), [], now)).toBeNull()
  expect(concernOf(feeds('ok', 'failing'), failing(4), now)).toBeNull()
  expect(concernOf(feeds('failing', 'exhausted'), [], now)).toBe('every feed is down')
  expect(concernOf(feeds('ok'), failing(5), now)).toBe('alerts do not arrive on telegram')
})
