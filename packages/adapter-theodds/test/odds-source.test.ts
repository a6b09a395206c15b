import { HOUR, SECOND } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { openService, read } from './harness.ts'
import { START } from './tiny-world.ts'

describe('what a poll tells', () => {
  test('each event is a market with home, draw and away in order, and each bookmaker’s prices beside them', async () => {
    await using service = await openService()
    const reading = read(service)
    await service.pass(0)
    const [update] = reading.updates()
    expect(update?.market).toMatchObject({
      id: `theodds:${service.world.fixture.id}:h2h`,
      kind: 'h2h',
      outcome: 'winner',
      winners: 1,
      selections: [{ name: 'Arsenal' }, { name: 'Draw' }, { name: 'Chelsea' }],
      event: {
        id: `theodds:${service.world.fixture.id}`,
        competition: 'soccer_epl',
        name: 'Arsenal v Chelsea',
        startsAt: START + 6 * HOUR,
      },
    })
    expect(update).toMatchObject({ status: 'open', inPlay: false, receivedAt: START })
    expect(update?.venues).toHaveLength(3)
    expect(update?.venues[0]).toEqual({
      venue: 'pinnacle',
      side: 'back',
      quotedAt: START - 5 * SECOND,
      freshness: 'live',
      prices: [2, 3.4, 4],
    })
    await reading.stop()
  })
})
