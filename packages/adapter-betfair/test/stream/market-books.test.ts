import { describe, expect, it } from 'vitest'
import { SlowBooks } from '../../../core/test/book/slow-book.ts'
import type { StreamMessage as SlowMessage } from '../../../core/test/book/stream-message.ts'
import { exchangeMarket } from '../../src/markets/names.ts'
import { readChange } from '../../src/stream/read-change.ts'
import { readLine } from '../../src/stream/read-line.ts'
import { booksOf, expectBooks } from './kept-books.ts'
import { madeUpChanges } from './made-up-changes.ts'
import { inSegments } from './scripted-venue.ts'

const read = (message: object) => readChange(readLine(JSON.stringify(message)))
const apply = (kept: ReturnType<typeof booksOf>, ...messages: readonly object[]) => kept.apply(messages.map(read))

describe.each(['all', 'best', 'displayed'] as const)('books that keep offers of the kind: %s', (offers) => {
  it('are after each message of any stream what a slow implementation says', () => {
    for (let run = 0; run < 20; run += 1) {
      const made = madeUpChanges(`${offers} ${run}`, ['1.1', '1.2', '1.3'])
      const kept = booksOf(offers)
      const slow = new SlowBooks()
      for (let count = 0; count < 40; count += 1) {
        const isImage = made.below(8) === 0
        const changes = made.changes()
        // In an image, a market stands once.
        const once = changes.filter(({ id }, index) => changes.findIndex((each) => each.id === id) === index)
        const pt = 1_700_000_000_000 + count
        const message = { op: 'mcm', pt, ...(isImage && { ct: 'SUB_IMAGE' }), mc: isImage ? once : changes }
        const segments = made.below(4) === 0 ? inSegments(message, 3) : [message]
        expect(apply(kept, ...segments).spoiled).toEqual([])
        for (const segment of segments) slow.read(segment as SlowMessage)
        expectBooks(kept, slow, offers)
      }
    }
  })
})

describe('messages as they come', () => {
  const definition = (version: number, price: number) => ({
    ...{ id: '1.1', img: true, marketDefinition: { status: 'OPEN', version, runners: [{ id: 7 }] } },
    rc: [{ id: 7, atb: [[price, 5]] }],
  })
  const bestOf = (kept: ReturnType<typeof booksOf>) => kept.books.get(exchangeMarket('1.1'))?.bestBack(0)

  it.each([
    [1, 2, 3],
    [2, 1, 2],
  ])('of a market that stands in one image twice, the later version counts (%i, %i)', (first, second, best) => {
    const kept = booksOf('all')
    apply(kept, { op: 'mcm', ct: 'SUB_IMAGE', pt: 1, mc: [definition(first, 2), definition(second, 3)] })
    expect(bestOf(kept)).toBe(best)
  })

  it('a runner whose id is a text is the same runner', () => {
    const kept = booksOf('all')
    apply(kept, {
      op: 'mcm',
      pt: 1,
      mc: [
        {
          id: '1.1',
          rc: [
            { id: '7', atb: [[2, 5]] },
            { id: 7, hc: 0, atb: [[3, 5]] },
          ],
        },
      ],
    })
    expect(kept.books.get(exchangeMarket('1.1'))?.runners).toBe(1)
    expect(bestOf(kept)).toBe(3)
  })

  it('a market that is over is forgotten an hour later, unless it is taken back', () => {
    const kept = booksOf('all')
    const over = { status: 'CLOSED', runners: [{ id: 7, status: 'WINNER' }] }
    const tell = (pt: number, id: string, marketDefinition?: object) =>
      apply(kept, { op: 'mcm', pt, mc: [{ id, ...(marketDefinition && { marketDefinition }) }] })
    tell(0, '1.1', over)
    tell(1, '1.2', over)
    tell(2, '1.2', { ...over, status: 'OPEN' })
    tell(3_500_000, '1.3')
    expect(kept.size).toBe(3)
    tell(3_700_000, '1.3')
    tell(3_700_001, '1.3')
    expect([...kept.markets()].map(({ id }) => id)).toEqual(['1.2', '1.3'])
  })

  it('of a market of which something cannot be used, nothing is shown until its image', () => {
    const kept = booksOf('all')
    apply(kept, { op: 'mcm', ct: 'SUB_IMAGE', pt: 1, mc: [definition(1, 2)] })
    const turn = apply(kept, {
      op: 'mcm',
      pt: 2,
      mc: [
        {
          id: '1.1',
          rc: [
            { id: 7, atb: [[2, 7]] },
            { id: 7, atb: 'x' },
          ],
        },
      ],
    })
    expect(turn).toMatchObject({
      changed: ['betfair:1.1'],
      spoiled: [{ id: '1.1', fault: { code: 'MESSAGE_UNREADABLE' } }],
    })
    expect(bestOf(kept)).toBeNull()
    expect(kept.books.get(exchangeMarket('1.1'))?.state.status).toBe('suspended')
    apply(kept, { op: 'mcm', pt: 3, mc: [{ id: '1.1', rc: [{ id: 7, atb: [[2, 7]] }] }] })
    expect(bestOf(kept)).toBeNull()
    apply(kept, { op: 'mcm', pt: 4, mc: [definition(2, 2.5)] })
    expect(bestOf(kept)).toBe(2.5)
  })
})
