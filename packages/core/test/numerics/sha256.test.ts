import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256Hex } from '../../src/numerics/sha256.ts'

function reference(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

test('gives the digests of FIPS 180-4', () => {
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('agrees with OpenSSL at every length around the block boundaries', () => {
  for (let length = 0; length <= 200; length += 1) {
    const text = 'a'.repeat(length)
    expect(sha256Hex(text)).toBe(reference(text))
  }
})

test('agrees with OpenSSL on any well-formed text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256Hex(text)).toBe(reference(text))
    }),
    { numRuns: 300 },
  )
})
