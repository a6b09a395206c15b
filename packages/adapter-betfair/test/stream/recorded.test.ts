import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { expectSame } from '../../../core/test/book/compare-books.ts'
import { SlowBooks } from '../../../core/test/book/slow-book.ts'
import { runnerName, type StreamMessage } from '../../../core/test/book/stream-message.ts'
import { exchangeMarket } from '../../src/markets/names.ts'
import type { StreamOffers } from '../../src/stream/exchange-book.ts'
import { readChange } from '../../src/stream/read-change.ts'
import { readLine } from '../../src/stream/read-line.ts'
import { booksOf } from './kept-books.ts'

/** Somebody else's recordings are no part of this project: whoever has some, names their folder. */
const folder = process.env['RECORDED_MARKETS'] ?? ''
const recorded = (file: string) => it.skipIf(!existsSync(join(folder, file)))
const linesOf = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)

describe.each<[string, StreamOffers]>([
  ['1.181223995', 'all'],
  ['1.197931750', 'all'],
  ['1.197931750', 'displayed'],
])('the recorded market %s, offers: %s', (file, offers) => {
  recorded(file)('is after each message what a slow implementation says', () => {
    const kept = booksOf(offers)
    const slow = new SlowBooks()
    for (const [index, line] of linesOf(file).entries()) {
      const message: StreamMessage = JSON.parse(line)
      const turn = kept.apply([readChange(readLine(line))])
      slow.read(message)
      expect(turn.spoiled).toEqual([])
      expect(turn.changed).toHaveLength(message.mc?.length ?? 0)
      for (const { id, rc, marketDefinition } of message.mc ?? []) {
        const book = kept.books.get(exchangeMarket(id))
        const market = slow.markets.get(id)
        if (book === undefined || market === undefined) throw new Error(`no book of ${id}`)
        expectSame(book, market, offers, index % 500 === 0 ? undefined : (rc ?? []).map(runnerName))
        if (book.totalMatched !== Math.round((market.tv ?? 0) * 100))
          throw new Error(`message ${index}: ${book.totalMatched}`)
        expect(turn.told.map((told) => told.id)).toEqual(marketDefinition === undefined ? [] : [id])
      }
    }
  })
})
