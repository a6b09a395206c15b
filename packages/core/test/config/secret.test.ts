import { inspect } from 'node:util'
import { Secret } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'

describe('Secret', () => {
  const secret = new Secret('canary-7f3a')

  test('gives its value only when asked', () => {
    expect(secret.reveal()).toBe('canary-7f3a')
  })

  test.each([
    ['String()', () => String(secret)],
    ['a template', () => `${secret}`],
    ['JSON', () => JSON.stringify({ nested: [secret] })],
    ['inspect', () => inspect({ nested: { secret } }, { depth: 9, showHidden: true })],
    ['spread keys', () => JSON.stringify({ ...secret })],
    ['structuredClone', () => inspect(structuredClone(secret))],
    ['an error message', () => new Error(`bad ${secret}`).message],
  ])('%s does not show it', (_, show) => {
    expect(show()).not.toContain('canary')
  })
})
