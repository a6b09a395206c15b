import { createSystemClock } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { betfairHosts } from '../../src/session/hosts.ts'
import { createBetfairSession } from '../../src/session/session.ts'
import { createMarketFeed } from '../../src/stream/market-feed.ts'
import { openVenue } from '../orders/open-venue.ts'
import { accessTo } from '../stream/scripted-venue.ts'

describe('the hosts of a jurisdiction', () => {
  it('serve a New Zealander orders from Australia, and his stream from the world', () => {
    const hosts = betfairHosts('new-zealand')
    expect(hosts.api).toBe('api.betfair.com.au')
    expect(hosts.certificateLogin).toBe('identitysso-cert.betfair.com.au')
    expect(hosts.keepAlive).toBe('identitysso.betfair.au')
    expect(hosts.stream).toBe('stream-api.betfair.com')
  })

  it('serve an Italian his heartbeat and menu at home, and his orders from the world', () => {
    const hosts = betfairHosts('italy')
    expect(hosts.heartbeat).toBe('api.betfair.it')
    expect(hosts.navigation).toBe('api.betfair.it/exchange/betting/rest/v1/it/navigation/menu.json')
    expect(hosts.api).toBe('api.betfair.com')
    expect(hosts.logout).toBe('identitysso.betfair.com')
  })

  it('give way to hosts of one’s own', () => {
    expect(betfairHosts('global', { api: '127.0.0.1:8443' })).toEqual({
      ...betfairHosts('global'),
      api: '127.0.0.1:8443',
    })
  })
})

const KEYS = { appKey: 'k', username: 'u', password: 'p', clock: createSystemClock() }

describe('the exchange', () => {
  it.each([
    'stream-api.betfair.com',
    'stream-api.betfair.com:443',
    'STREAM-API.BETFAIR.COM',
    'stream-api.betfair.com/',
    'stream-api.betfair.com.',
    'stream-api-integration.betfair.com',
    'api.betfair.com.au',
    'api.betfair.it',
  ])('is known as itself as %s', (host) => {
    const access = accessTo(1)
    const feed = createMarketFeed({ ...access, endpoint: { host }, markets: { filter: {} } })
    expect(feed.origin).toBe('venue')
  })

  it.each(['127.0.0.1', '::1', '[::1]:8444', 'localhost', 'betfair.com.example.org', 'notbetfair.com', 'betfair', ''])(
    'is not %j',
    (host) => {
      const access = accessTo(1)
      const feed = createMarketFeed({ ...access, endpoint: { host }, markets: { filter: {} } })
      expect(feed.origin).toBe('emulator')
    },
  )

  it('is known as itself where its orders go, however that is written', async () => {
    const theirs = { api: 'API.betfair.com:443', navigation: 'api.betfair.com/menu.json' }
    await using it = await openVenue(() => ({ json: {} }), {}, { hosts: { ...betfairHosts('global'), ...theirs } })
    expect(it.venue.traits.origin).toBe('venue')
  })

  it('shares its credentials and tokens with no other host', () => {
    for (const hosts of [{ api: 'box:8443' }, { stream: '127.0.0.1:8444' }, { history: 'betfair.example.org' }]) {
      expect(() => createBetfairSession({ ...KEYS, hosts })).toThrow(
        expect.objectContaining({ code: 'INVALID_VALUE', message: expect.stringContaining('hosts') }),
      )
    }
    const own = createBetfairSession({
      ...KEYS,
      hosts: { api: 'api.betfair.com.au', stream: 'stream-api-integration.betfair.com' },
    })
    expect(own.access.hosts.api).toBe('api.betfair.com.au')
  })
})
