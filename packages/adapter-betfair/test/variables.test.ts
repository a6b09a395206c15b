import { createSystemClock, Secret } from '@betting-advisor/core'
import { defineSettings, settingsFromEnv } from '@betting-advisor/core/config'
import { expect, test } from 'vitest'
import { betfairAccess, betfairVariables, createBetfairSession } from '../src/index.ts'

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
  }
  expect(betfairAccess(await settingsFromEnv(groups, { env }))).toMatchObject({
    appKey: new Secret('k'),
    username: 'someone',
    password: new Secret('p'),
    certificate: { certificate: 'certificate', key: new Secret('its key') },
    jurisdiction: 'new-zealand',
    sessionMs: 3_600_000,
  })
})

test('what is missing is said when a session is made of it', () => {
  const access = betfairAccess(defineSettings({}, groups))
  expect(() => createBetfairSession({ ...access, clock: createSystemClock() })).toThrow(
    expect.objectContaining({ code: 'INVALID_VALUE' }),
  )
})
