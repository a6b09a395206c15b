import { createSystemClock, MINUTE } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { keepingLogger } from '../../../core/test/support/advisor.ts'
import { createBetfairCard, serveBetfair } from '../../src/emulator.ts'
import { createBetfairSession } from '../../src/index.ts'
import { createMarketFeed, streamEndpoint } from '../../src/stream.ts'

it('says that a key or an account is shown delayed prices, which are never fresh', async () => {
  const clock = createSystemClock()
  const world = createBetfairCard({ seed: 'delayed' })
  await using emulator = await serveBetfair({ world, clock, accounts: [{ username: 'bot', password: 'secret' }] })
  const { hosts, authority: authorities } = emulator
  await using session = createBetfairSession({
    ...{ appKey: 'delayed-key', username: 'bot', password: 'secret', hosts, authorities, clock },
  })
  const { access } = session
  const endpoint = streamEndpoint(access)
  const feed = createMarketFeed({ endpoint, appKey: access.appKey, session, markets: { filter: {} } })
  const stopped = new AbortController()
  const logger = keepingLogger()
  let heard = 0
  for await (const batch of feed.messages({ clock, logger, signal: stopped.signal })) {
    for (const message of batch) {
      const { asOf } = message()
      heard += 1
      expect(asOf === null ? Number.POSITIVE_INFINITY : clock.now() - asOf).toBeGreaterThanOrEqual(3 * MINUTE)
    }
    if (heard >= 3) stopped.abort()
  }
  expect(logger.lines).toMatchObject([{ level: 'warn', fields: { everyMs: 180_000 } }])
  expect(feed.status().detail).toContain('a delayed key or account')
})
