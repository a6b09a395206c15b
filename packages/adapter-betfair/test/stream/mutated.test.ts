import process from 'node:process'
import { currency, isAdvisorError } from '@betting-advisor/core'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { knownOrder } from '../../src/stream/known-order.ts'
import { createLineFramer } from '../../src/stream/line-framer.ts'
import { readChange, readStatus } from '../../src/stream/read-change.ts'
import { readLine } from '../../src/stream/read-line.ts'
import { readOrder } from '../../src/stream/read-order.ts'
import { booksOf } from './kept-books.ts'
import { madeUpChanges } from './made-up-changes.ts'
import { textMutator } from './mutate-text.ts'

/** How many spoiled texts each parser gets; `pnpm test:long` sends 20,000. */
const MUTATIONS = Number(process.env['FAULT_MUTATIONS'] ?? 5_000)
const random = createSeededRandom('mutations')
const below = (count: number): number => Math.floor(random() * count)
const mutated = textMutator(random)

/** Holds a parser to it: what it cannot use it says so, by name, in bounded time. */
function expectOnlyTyped(texts: () => string, parse: (text: string) => void): void {
  let refused = 0
  let slowest = 0
  for (let count = 0; count < MUTATIONS; count += 1) {
    const text = mutated(texts())
    const start = performance.now()
    try {
      parse(text)
    } catch (error) {
      if (!isAdvisorError(error)) throw new Error(`not a typed error for ${text.slice(0, 500)}`, { cause: error })
      refused += 1
    }
    slowest = Math.max(slowest, performance.now() - start)
  }
  expect(refused).toBeGreaterThan(0)
  expect(slowest).toBeLessThan(5_000)
}

describe('what is not what it should be', () => {
  it('in a message of markets gives an error with a name or a market that is not shown, and no book in the middle of a change', () => {
    const made = madeUpChanges('mutations', ['1.1', '1.2'])
    const kept = booksOf('all')
    const images = ['SUB_IMAGE', undefined, undefined, 'RESUB_DELTA', 'HEARTBEAT']
    const message = () =>
      JSON.stringify({ op: 'mcm', id: 2, pt: 1, clk: 'c', ct: images[below(5)], mc: made.changes() })
    expectOnlyTyped(message, (text) => {
      try {
        kept.apply([readChange(readLine(text))])
      } finally {
        for (const { book } of kept.markets()) expect(book.isChanging).toBe(false)
      }
    })
    expect(kept.size).toBeLessThan(MUTATIONS)
  })

  it('in an order gives an error with a name', () => {
    const order = {
      id: '3',
      p: 3,
      s: 2,
      side: 'B',
      status: 'E',
      pt: 'L',
      ot: 'L',
      pd: 1,
      sm: 1,
      sr: 1,
      sl: 0,
      sc: 0,
      sv: 0,
      avp: 3.1,
      rfo: 'a',
    }
    expectOnlyTyped(
      () => JSON.stringify(order),
      (text) => knownOrder(readOrder(readLine(text)), 'a' as never, currency('GBP')),
    )
  })

  it('in a status gives an error with a name', () => {
    const status = {
      op: 'status',
      id: 1,
      statusCode: 'FAILURE',
      errorCode: 'TIMEOUT',
      errorMessage: 'x',
      connectionClosed: true,
    }
    expectOnlyTyped(
      () => JSON.stringify(status),
      (text) => readStatus(readLine(text)),
    )
  })

  it('in the bytes gives an error with a name, and never more than a line is kept', () => {
    const line = () => `${JSON.stringify({ op: 'mcm', name: 'Bodø/Glimt 🏇', mc: [] })}`
    const framer = createLineFramer(10_000)
    expectOnlyTyped(line, (text) => {
      for (const chunk of [
        Buffer.from(text.slice(0, 9)),
        Buffer.from(`${text.slice(9)}${below(2) === 0 ? '\r\n' : ''}`),
      ]) {
        const lines = framer.push(chunk)
        expect(framer.waiting).toBeLessThan(20_000)
        let start = 0
        for (const end of lines?.ends ?? []) {
          readLine(lines?.bytes.toString('utf8', start, end) ?? '')
          start = end
        }
      }
    })
  })
})
