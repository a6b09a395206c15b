import { createHash } from 'node:crypto'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knownOfIntent } from '../../src/store-rules/packed-intent.ts'
import { createTextPacker } from '../../src/store-rules/packed-text.ts'
import { ALL_WORDS, WORDS_OF_KINDS } from '../../src/store-rules/packed-words.ts'
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

  test('does not depend on what was packed or read before or between, however long', () => {
    const words = ['{"key":', '{"type":"order",', '{"type":"advice",', '']
    const texts = fc.tuple(fc.constantFrom(...words), fc.string({ unit: 'grapheme', maxLength: 5000 }))
    const knowns = fc.string({ unit: 'grapheme', maxLength: 3000 })
    const pieces = fc.array(fc.tuple(texts, knowns), { minLength: 2, maxLength: 8 })
    fc.assert(
      fc.property(pieces, (all) => {
        const packed = all.map(([[begins, rest], known]) => pack(begins + rest, known))
        for (const [index, [[begins, rest], known]] of all.entries()) {
          const alone = createTextPacker(zlib)
          const row = packed[index] ?? new Uint8Array()
          expect(alone.pack(begins + rest, known)).toEqual(row)
          expect(unpack(row, known)).toBe(begins + rest)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('of a kind of which there are many is packed with its own words, and read with no others as something else', () => {
    const known = 'known'
    const formats = [ALL_WORDS, ...WORDS_OF_KINDS].map(({ format }) => format)
    expect(new Set(formats).size).toBe(formats.length)
    for (const { begins, format, words } of WORDS_OF_KINDS) {
      expect(words.startsWith(begins)).toBe(true)
      const packed = pack(words, known)
      expect(packed[0]).toBe(format)
      for (const other of formats.filter((each) => each !== format)) {
        // All words end with those of intents.
        expect([null, words]).toContain(unpack(Uint8Array.of(other, ...packed.subarray(1)), known))
      }
    }
  })

  test('can be read by every release: its words are as they were', () => {
    expect(
      createHash('sha256')
        .update(JSON.stringify([ALL_WORDS, ...WORDS_OF_KINDS]))
        .digest('hex'),
    ).toBe('306971bea7630b27da69ebd5a59fb6d73b9dc323eaed9bc31a859d0ff7e705fd')
  })
})
