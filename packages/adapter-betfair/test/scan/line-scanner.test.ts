import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineScanner } from '../../src/scan/line-scanner.ts'
import { MARKET, RUNNER } from '../../src/scan/tape-layout.ts'
import type { StreamOffers } from '../../src/stream/exchange-book.ts'
import { madeUpChanges } from '../stream/made-up-changes.ts'
import { textMutator } from '../stream/mutate-text.ts'
import { twoWays } from './two-ways.ts'

const LINES = Number(process.env['FAULT_MUTATIONS'] ?? 2_000)
const OFFERS: readonly StreamOffers[] = ['all', 'best', 'displayed']
const folder = process.env['RECORDED_MARKETS'] ?? ''
const recorded = (file: string) => it.skipIf(!existsSync(join(folder, file)))

/** A number as the scanner reads it, where the last price of a runner stands; `null` where the line is not plain. */
function numberIn(text: string): number | null {
  const line = Buffer.from(`{"op":"mcm","mc":[{"id":"1.1","rc":[{"id":7,"ltp":${text}}]}]}`)
  const message = new LineScanner().scan(line, 0, line.length)
  return message === null ? null : (message.tape[message.first + MARKET.length + RUNNER.lastPrice] ?? null)
}

describe.each(OFFERS)('what the scanner reads, offers: %s', (offers) => {
  it('comes to the same as what JSON.parse reads, message by message, also of spoiled ones', {
    timeout: 300_000,
  }, () => {
    const random = createSeededRandom(`scanner ${offers}`)
    const mutated = textMutator(random)
    const below = (count: number): number => Math.floor(random() * count)
    const made = madeUpChanges(`scanner ${offers}`, ['1.1', '1.2', '1.3'])
    const ways = twoWays(offers)
    let isSpaced = false
    for (let count = 0; count < LINES; count += 1) {
      const message = {
        op: 'mcm',
        ...(below(9) > 0 && { id: below(3) }),
        ...(below(9) > 0 && { pt: 1_700_000_000_000 + count }),
        clk: below(5) === 0 ? null : `c${count}`,
        ...(below(20) === 0 && { ct: 'SUB_IMAGE' }),
        mc: made.changes().map((change) => ({ ...change, ...(below(4) === 0 && { con: true, img: false }) })),
      }
      if (below(50) === 0) isSpaced = !isSpaced
      const text = JSON.stringify(message)
      const line = isSpaced ? text.replaceAll(/([:,])/g, '$1 ') : text
      ways.take(below(3) === 0 ? mutated(line) : line)
    }
    expect(ways.plain).toBeGreaterThan(LINES / 3)
    expect(ways.plain).toBeLessThan(LINES)
  })
})

describe('a number', () => {
  it('is to the bit what JSON.parse makes of it', () => {
    const digits = fc.stringMatching(/^[0-9]{1,20}$/)
    fc.assert(
      fc.property(digits, fc.option(digits), (whole, decimals) => {
        const text = decimals === null ? whole : `${whole}.${decimals}`
        let parsed: number | null = null
        try {
          parsed = JSON.parse(text)
        } catch {
          // It begins with zeros, and is no JSON.
        }
        expect(numberIn(text)).toBe(parsed)
      }),
      { numRuns: 5_000 },
    )
  })

  it.each(['1.01', '2', '1000', '0', '0.1', '12345.67', '21.32267441860465', '9007199254740993', '0.0000000000000001'])(
    '%s is read',
    (text) => {
      expect(numberIn(text)).toBe(Number(text))
    },
  )

  it.each(['-1', '1e3', '1.', '.5', '01', '+1', '"2"', 'NaN', '1.2.3', '', 'null', '0x1'])('%s is left', (text) => {
    expect(numberIn(text)).toBeNull()
  })
})

describe('a line that is not plain', () => {
  const told = (runner: string, market = '', message = '') =>
    `{"op":"mcm","id":2,"pt":1,"clk":"c",${message}"mc":[{"id":"1.1",${market}"rc":[{"id":7,${runner}"atb":[[2,3]]}]}]}`
  const scan = (line: string) => new LineScanner().scan(Buffer.from(line), 0, Buffer.byteLength(line))

  it('is read where nothing is odd about it', () => {
    expect(scan(told(''))).not.toBeNull()
    expect(scan(`${told('')}\r\n`)).not.toBeNull()
  })

  it.each<[string, string]>([
    ['a field that nobody knows', told('"new":1,')],
    ['a field of a market that nobody knows', told('', '"_stream_id":3,')],
    ['a field of a message that nobody knows', told('', '', '"sent":3,')],
    ['a field that is told twice', told('"atb":[[2,4]],')],
    ['a runner that is told twice its id', told('"id":8,')],
    ['another kind of message', told('', '', '"ct":"HEARTBEAT",')],
    ['a segment', told('', '', '"segmentType":"SEG",')],
    ['a status', told('', '', '"status":503,')],
    ['an image', told('', '"img":true,')],
    ['a definition', told('', '"marketDefinition":{"runners":[]},')],
    ['an escaped letter', told('').replace('"1.1"', String.raw`"1.\u0031"`)],
    ['an escaped name', told('').replace('"atb"', String.raw`"\u0061tb"`)],
    ['a letter of more than one byte', told('').replace('"c"', '"ć"')],
    ['an id that is a text', told('').replace('"id":7', '"id":"7"')],
    ['a size below zero', told('').replace('[2,3]', '[2,-3]')],
    ['a pair of three', told('').replace('[2,3]', '[2,3,4]')],
    ['a pair of one', told('').replace('[2,3]', '[2]')],
    ['a list that is none', told('').replace('[[2,3]]', 'null')],
    ['a comma too many', told('').replace('[2,3]', '[2,3],')],
    ['a moment that is no integer', told('').replace('"pt":1', '"pt":1.5')],
    ['a moment beyond all time', told('').replace('"pt":1', '"pt":8640000000000001')],
    ['a market without an id', told('').replace('"id":"1.1",', '')],
    ['a runner without an id', told('').replace('"id":7,', '')],
    ['a line that goes on', `${told('')} {}`],
    ['a line that is cut', told('').slice(0, -1)],
    ['an empty line', '\r\n'],
    ['another stream', told('').replace('mcm', 'ocm')],
    ['a tab', told('').replace(',', ',\t')],
    ['a very long line', told(`"trd":[${Array.from({ length: 9_000 }, () => '[2,3]').join()}],`)],
  ])('is left to JSON.parse: %s', (_, line) => {
    expect(scan(line)).toBeNull()
  })

  it('makes ids of markets that are gone leave room for others', () => {
    const scanner = new LineScanner()
    for (let market = 0; market < 25_000; market += 1) {
      const line = Buffer.from(`{"op":"mcm","mc":[{"id":"1.${market}"}]}`)
      const message = scanner.scan(line, 0, line.length)
      expect(message?.marketId(message.first)).toBe(`1.${market}`)
    }
  })
})

describe.each<[string, StreamOffers]>([
  ['1.181223995', 'all'],
  ['1.197931750', 'all'],
  ['1.197931750', 'displayed'],
])('the recorded market %s, offers: %s', (file, offers) => {
  recorded(file)('comes to the same, message by message, and nearly all of it is plain', () => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)
    const ways = twoWays(offers)
    for (const line of lines) ways.take(line, 'changed')
    expect(ways.plain / lines.length).toBeGreaterThan(0.95)
  })
})
