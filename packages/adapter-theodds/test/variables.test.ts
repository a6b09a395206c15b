import { Secret } from '@betting-advisor/core'
import { defineSettings, settingsFromEnv } from '@betting-advisor/core/config'
import { expect, test } from 'vitest'
import { theOddsAccess, theOddsVariables } from '../src/index.ts'

const groups = { theOdds: theOddsVariables }

test('a program reads the key and how requests are made, and reaches the API so', async () => {
  const env = {
    THEODDS_API_KEY: 'k',
    HTTP_TIMEOUT: '4',
    CIRCUIT_BREAKER_MAX_FAILURES: '3',
    CIRCUIT_BREAKER_RESET_TIMEOUT: '20',
  }
  const settings = await settingsFromEnv(groups, { env })
  expect(theOddsAccess(settings)).toEqual({
    apiKey: new Secret('k'),
    maxFailures: 3,
    resetTimeoutSeconds: 20,
    httpTimeoutSeconds: 4,
  })
  expect(settings.theOdds.apiKey?.reveal()).toBe('k')
})

test('without a key the source looks for it by itself, when it starts', () => {
  expect(theOddsAccess(defineSettings({}, groups))).not.toHaveProperty('apiKey')
})
