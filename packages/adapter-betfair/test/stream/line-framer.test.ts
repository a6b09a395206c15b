import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineFramer } from '../../src/stream/line-framer.ts'

function linesOf(chunks: readonly Buffer[], longest = 1_000_000): string[] {
  const framer = createLineFramer(longest)
  return chunks.flatMap((chunk) => {
    const lines = framer.push(chunk)
    if (lines === null) return []
    return lines.ends.map((end, index) => lines.bytes.toString('utf8', lines.ends[index - 1] ?? 0, end))
  })
}

const text = fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\n', ' '))

describe('lines of a stream', () => {
  it('come out whole wherever the bytes were cut, and what is unfinished never does', () => {
    const stream = fc.tuple(fc.array(text), text, fc.array(fc.nat(), { maxLength: 20 }))
    fc.assert(
      fc.property(stream, ([lines, unfinished, cuts]) => {
        const bytes = Buffer.from(`${lines.map((line) => `${line}\r\n`).join('')}${unfinished}`)
        const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b)
        const chunks = [0, ...places].map((place, index) => bytes.subarray(place, places[index] ?? bytes.length))
        expect(linesOf(chunks)).toEqual(lines.map((line) => `${line}\r\n`))
      }),
    )
  })

  it('are cut at every byte, in the middle of a letter too', () => {
    const bytes = Buffer.from('{"name":"Bodø/Glimt 🏇"}\n')
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(linesOf([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(['{"name":"Bodø/Glimt 🏇"}\n'])
    }
  })

  it('that are too long end the stream before they fill the memory', () => {
    const framer = createLineFramer(1000)
    const push = () => framer.push(Buffer.alloc(400, 'a'))
    push()
    push()
    expect(push).toThrow(expect.objectContaining({ code: 'LINE_TOO_LONG' }))
    expect(() => linesOf([Buffer.from(`${'a'.repeat(1001)}\nb\n`)], 1000)).toThrow('a line has more than 1000 bytes')
  })
})
