import { describe, expect, it } from 'vitest'
import { betfairHosts } from '../../src/session/hosts.ts'

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
