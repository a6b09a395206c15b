import { expect, it } from 'vitest'
import { faultOf, type StreamCure } from '../../src/stream/stream-fault.ts'

const failure = { op: 'status', statusCode: 'FAILURE', connectionClosed: true } as const

it.each<[string, StreamCure]>([
  ['INVALID_INPUT', 'ask-anew'],
  ['TIMEOUT', 'reconnect'],
  ['NO_APP_KEY', 'stop'],
  ['INVALID_APP_KEY', 'stop'],
  ['NOT_AUTHORIZED', 'stop'],
  ['NO_SESSION', 'log-in'],
  ['INVALID_SESSION_INFORMATION', 'log-in'],
  ['MAX_CONNECTION_LIMIT_EXCEEDED', 'wait'],
  ['TOO_MANY_REQUESTS', 'wait'],
  ['SUBSCRIPTION_LIMIT_EXCEEDED', 'narrow'],
  ['INVALID_CLOCK', 'ask-anew'],
  ['UNEXPECTED_ERROR', 'reconnect'],
  ['CONNECTION_FAILED', 'reconnect'],
  ['INVALID_REQUEST', 'ask-anew'],
  ['A_WORD_OF_TOMORROW', 'reconnect'],
])('%s is a fault of that name, cured by: %s', (errorCode, cure) => {
  const fault = faultOf({ ...failure, errorCode, errorMessage: 'it says why' })
  expect(fault).toMatchObject({ code: errorCode, cure, isRetryable: cure !== 'stop', isOpen: false })
  expect(fault.message).toContain('it says why')
})

it('a word that is none becomes no code', () => {
  expect(faultOf({ ...failure, errorCode: 'not a word\u001b[2J' })).toMatchObject({ code: 'UNEXPECTED_ERROR' })
  expect(faultOf({ ...failure, errorCode: null })).toMatchObject({ code: 'UNEXPECTED_ERROR' })
})

it('a request that the venue quotes is not shown, since the session token is in it', () => {
  const errorMessage = 'Connection is already authenticated: {"op":"authentication","session":"canary"}'
  const fault = faultOf({ ...failure, errorCode: 'INVALID_REQUEST', errorMessage })
  expect(`${fault.message} ${fault.stack} ${JSON.stringify(fault)}`).not.toContain('canary')
})

it('the connection of too wide a subscription stays open', () => {
  const status = { ...failure, errorCode: 'SUBSCRIPTION_LIMIT_EXCEEDED', connectionClosed: false }
  expect(faultOf(status)).toMatchObject({ isOpen: true, cure: 'narrow' })
})
