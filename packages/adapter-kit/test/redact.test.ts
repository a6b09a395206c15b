import { inspect } from 'node:util'
import { Secret } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { createRedactor, redactError, redactHeaders } from '../src/index.ts'

const VALUE = 'pä$$ w/ö"rd+1'
const redact = createRedactor([new Secret(VALUE), 'plain-token', 'abc'])

describe('by value', () => {
  test.each([
    ['as it is', VALUE],
    ['in a URL', encodeURIComponent(VALUE)],
    ['in JSON', JSON.stringify({ password: VALUE })],
    ['in basic authentication', `Basic ${Buffer.from(VALUE).toString('base64')}`],
    ['twice', `${VALUE}${VALUE}`],
  ])('%s', (_where, text) => {
    const shown = redact(`before ${text} after`)
    expect(shown).not.toContain(VALUE)
    expect(shown).not.toContain(encodeURIComponent(VALUE))
    expect(shown).not.toContain(Buffer.from(VALUE).toString('base64'))
    expect(shown).toMatch(/^before .*\[secret\].* after$/)
  })

  test('values too short to be told from words stay in words', () => {
    expect(redact('the abc of betting')).toBe('the abc of betting')
  })
})

describe('by place', () => {
  test.each([
    ['https://x/v4/odds?apiKey=zzz&regions=eu', 'https://x/v4/odds?apiKey=[secret]&regions=eu'],
    ['https://x/?regions=eu&api_key=zzz', 'https://x/?regions=eu&api_key=[secret]'],
    ['GET /?token=zzz failed', 'GET /?token=[secret] failed'],
    ['/?apiKey=abc#top', '/?apiKey=[secret]#top'],
    ['/?monkey=1', '/?monkey=1'],
  ])('%s', (text, shown) => {
    expect(redact(text)).toBe(shown)
  })

  const PARAMETERS = [
    ...['apiKey', 'apikey', 'API_KEY', 'api_key', 'appKey', 'appkey', 'app_key', 'key', 'token', 'access_token'],
    ...['session', 'sessionToken', 'session_token', 'password', 'secret'],
  ]

  test.each(PARAMETERS)('the parameter %s, first and later', (name) => {
    expect(redact(`GET https://x/v1?${name}=zzz&regions=eu`)).toBe(`GET https://x/v1?${name}=[secret]&regions=eu`)
    expect(redact(`https://x/v1?regions=eu&${name}=zzz`)).toBe(`https://x/v1?regions=eu&${name}=[secret]`)
  })

  const HEADERS = [
    ...['authorization', 'proxy-authorization', 'cookie', 'set-cookie'],
    ...['x-api-key', 'x-application', 'x-authentication'],
  ]

  test.each(HEADERS.flatMap((name) => [name, name.toUpperCase()]))('the header %s', (name) => {
    expect(redactHeaders([[name, 'zzz']], redact)).toEqual({ [name]: '[secret]' })
  })

  test('no other header but by value', () => {
    const plain: [string, string][] = ['accept', 'cookie2', 'x-application-id', 'key'].map((name) => [name, 'zzz'])
    expect(redactHeaders(plain, redact)).toEqual(Object.fromEntries(plain))
  })

  test('headers', () => {
    const headers = new Headers({ Authorization: 'zzz', 'X-Application': 'zzz', 'x-trace': 'plain-token', accept: 'a' })
    expect(redactHeaders(headers, redact)).toEqual({
      accept: 'a',
      authorization: '[secret]',
      'x-application': '[secret]',
      'x-trace': '[secret]',
    })
  })
})

test('errors keep their names, codes and causes, and lose everything else', () => {
  const inner = Object.assign(new Error('connect plain-token'), { code: 'ECONNRESET', request: { key: 'plain-token' } })
  const copy = redactError(new TypeError('fetch of plain-token failed', { cause: inner }), redact)
  expect(copy).toMatchObject({
    name: 'TypeError',
    message: 'fetch of [secret] failed',
    cause: { message: 'connect [secret]', code: 'ECONNRESET' },
  })
  expect(inspect(copy, { depth: 9, showHidden: true })).not.toContain('plain-token')
  expect(redactError('plain-token', redact).message).toBe('[secret]')
})
