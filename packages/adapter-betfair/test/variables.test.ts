import { createSystemClock, Secret } from '@betting-advisor/core'
import { defineSettings, settingsFromEnv } from '@betting-advisor/core/config'
import { expect, test } from 'vitest'
import { betfairAccess, betfairHosts, betfairVariables, createBetfairSession } from '../src/index.ts'
import { streamEndpoint } from '../src/stream.ts'

const groups = { betfair: betfairVariables }

test('a program reads how Betfair is reached, and as whom', async () => {
  const env = {
    BETFAIR_APP_KEY: 'k',
    BETFAIR_USERNAME: 'someone',
    BETFAIR_PASSWORD: 'p',
    BETFAIR_CERTIFICATE: 'certificate',
    BETFAIR_CERTIFICATE_KEY: 'its key',
    BETFAIR_JURISDICTION: 'New-Zealand',
    BETFAIR_SESSION_MINUTES: '60',
    BETFAIR_HOSTS: 'api=api.betfair.com.au, stream=STREAM-API-INTEGRATION.betfair.com:443',
  }
  expect(betfairAccess(await settingsFromEnv(groups, { env }))).toMatchObject({
    appKey: new Secret('k'),
    username: 'someone',
    password: new Secret('p'),
    certificate: { certificate: 'certificate', key: new Secret('its key') },
    jurisdiction: 'new-zealand',
    sessionMs: 3_600_000,
    hosts: { api: 'api.betfair.com.au', stream: 'STREAM-API-INTEGRATION.betfair.com:443' },
  })
})

test('what is missing is said when a session is made of it', () => {
  const access = betfairAccess(defineSettings({}, groups))
  expect(() => createBetfairSession({ ...access, clock: createSystemClock() })).toThrow(
    expect.objectContaining({ code: 'INVALID_VALUE' }),
  )
})

test.each(['api', 'api=', 'apis=127.0.0.1', 'api=a b', 'api=http://127.0.0.1'])('%j names no hosts', async (hosts) => {
  await expect(settingsFromEnv(groups, { env: { BETFAIR_HOSTS: hosts } })).rejects.toThrow('BETFAIR_HOSTS')
})

test('hosts of somebody else are all named, so that none of the exchange’s gets a token of theirs, nor they one of it', async () => {
  const named = (left: string) =>
    Object.keys(betfairHosts('global'))
      .filter((name) => name !== left)
      .map((name) => `${name}=[::1]:8443`)
      .join()
  const read = (BETFAIR_HOSTS: string) => settingsFromEnv(groups, { env: { BETFAIR_HOSTS } })
  expect((await read(named(''))).betfair.hosts).toMatchObject({ api: '[::1]:8443', history: '[::1]:8443' })
  await expect(read(named('login'))).rejects.toThrow('BETFAIR_HOSTS')
  await expect(read('api=box:8443')).rejects.toThrow('BETFAIR_HOSTS')
})

test.each([
  [{ BETFAIR_APP_KEY: 'k', BETFAIR_PASSWORD: 'p' }, 'BETFAIR_USERNAME is required with BETFAIR_APP_KEY'],
  [{ BETFAIR_APP_KEY: 'k', BETFAIR_USERNAME: 'u' }, 'BETFAIR_PASSWORD is required with BETFAIR_APP_KEY'],
  [{ BETFAIR_CERTIFICATE: 'c' }, 'BETFAIR_CERTIFICATE_KEY is required with BETFAIR_CERTIFICATE'],
  [{ BETFAIR_CERTIFICATE_KEY: 'c' }, 'BETFAIR_CERTIFICATE is required with BETFAIR_CERTIFICATE_KEY'],
])('half of what is needed is an error: %o', async (env, message) => {
  await expect(settingsFromEnv(groups, { env })).rejects.toThrow(message)
})

test('the stream of a session is where its hosts say', () => {
  const at = (stream: string) => streamEndpoint({ hosts: betfairHosts('global', { stream }), trust: {} })
  expect(at('stream-api.betfair.com')).toEqual({ host: 'stream-api.betfair.com', port: 443, trust: {} })
  expect(at('[::1]:8444')).toMatchObject({ host: '::1', port: 8444 })
})
