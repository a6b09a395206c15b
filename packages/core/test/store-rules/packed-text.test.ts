import { createHash } from 'node:crypto'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knownOfIntent } from '../../src/store-rules/packed-intent.ts'
import { createTextPacker } from '../../src/store-rules/packed-text.ts'
import { PACKED_WORDS } from '../../src/store-rules/packed-words.ts'
import { sampleIntent } from '../../src/testing/sample-intent.ts'

const { pack, unpack } = createTextPacker(zlib)

describe('a packed text', () => {
  test('is the text again, whatever it is and whatever is known', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.json())
    fc.assert(fc.property(texts, texts, (text, known) => unpack(pack(text, known), known) === text))
  })

  test('is found to be changed by whichever byte, or cut off', () => {
    const intent = sampleIntent()
    const known = knownOfIntent(intent)
    const packed = pack(JSON.stringify(intent), known)
    for (let at = 0; at < packed.length; at += 1) {
      for (const bit of [1, 16, 128]) {
        const changed = packed.slice()
        changed[at] = (packed[at] ?? 0) ^ bit
        const text = unpack(changed, known)
        // What follows the last block of a stream may mean nothing: then the text is the same.
        expect(text === null || text === JSON.stringify(intent), `byte ${at}, bit ${bit}`).toBe(true)
      }
      expect(unpack(packed.subarray(0, at), known)).toBeNull()
    }
  })

  test('is not read with anything else known than what it was packed with', () => {
    const intent = sampleIntent()
    const packed = pack(JSON.stringify(intent), knownOfIntent(intent))
    for (const other of [{ stake: 2000 }, { market: 'another' }, { side: 'lay' as const }]) {
      expect(unpack(packed, knownOfIntent({ ...intent, ...sampleIntent(other) }))).toBeNull()
    }
  })

  test('takes a quarter of the room, for a short intent', () => {
    const intent = sampleIntent()
    const text = JSON.stringify(intent)
    expect(pack(text, knownOfIntent(intent)).length).toBeLessThan(text.length / 4)
  })

  test('can be read by every release: its words are as they were', () => {
    expect(createHash('sha256').update(PACKED_WORDS).digest('hex')).toBe(
      'fe26e5da4e46929d3957ff1c794a46195fef1843a7b48273d0962a76e413b88e',
    )
  })
})
