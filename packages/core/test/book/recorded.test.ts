import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { expectSame } from './compare-books.ts'
import { SlowBooks } from './slow-book.ts'
import { runnerName, type StreamMessage } from './stream-message.ts'
import { createStreamReader, type StreamDepth } from './stream-reader.ts'

/** Somebody else's recordings are no part of this project: whoever has some, names their folder. */
const folder = process.env['RECORDED_MARKETS'] ?? ''

function messages(file: string): StreamMessage[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

const recorded = (file: string) => it.skipIf(!existsSync(join(folder, file)))

describe.each<[string, StreamDepth]>([
  ['1.181223995', 'all'],
  ['1.197931750', 'all'],
  ['1.197931750', 'displayed'],
])('the recorded market %s, offers: %s', (file, depth) => {
  recorded(file)('is after each message what a slow book says', () => {
    const reader = createStreamReader(depth)
    const slow = new SlowBooks()
    for (const [index, message] of messages(file).entries()) {
      const change = reader.read(message)
      slow.read(message)
      if (change?.changed.length !== message.mc?.length) throw new Error(`message ${index} was not taken in`)
      for (const { id, rc } of message.mc ?? []) {
        const book = reader.books.get(id)
        const market = slow.markets.get(id)
        if (book === undefined || market === undefined) throw new Error(`no book of ${id}`)
        const touched = (rc ?? []).map(runnerName)
        expectSame(book, market, depth, index % 500 === 0 ? undefined : touched)
        if (book.totalMatched !== Math.round((market.tv ?? 0) * 100))
          throw new Error(`message ${index}: ${book.totalMatched}`)
      }
    }
  })
})

describe('the recorded market 1.181223995', () => {
  recorded('1.181223995')('adds up to the known sum of the best prices of what was touched', () => {
    const reader = createStreamReader('all')
    let checksum = 0
    for (const message of messages('1.181223995')) {
      reader.read(message)
      for (const { id, rc } of message.mc ?? []) {
        const book = reader.books.get(id)
        for (const change of rc ?? []) {
          const runner = book?.runner(runnerName(change) as never) ?? -1
          checksum += (book?.bestBack(runner) ?? 0) + (book?.bestLay(runner) ?? 0)
        }
      }
    }
    expect(checksum).toBeCloseTo(624_378.24, 2)
  })

  recorded('1.181223995')('loses and invents no match', () => {
    const reader = createStreamReader('all')
    const heard = new Map<string, number>()
    const dropped = new Map<string, number>()
    const before = new Map<string, number>()
    for (const message of messages('1.181223995')) {
      const change = reader.read(message)
      for (const book of change?.changed ?? []) {
        for (let place = 0; place < book.trades; place += 1) {
          const at = `${book.tradeRunner(place)} ${book.tradePrice(place)}`
          heard.set(at, (heard.get(at) ?? 0) + book.tradeSize(place))
        }
      }
      for (const { rc } of message.mc ?? []) {
        for (const told of rc ?? []) {
          const runner = reader.books.get('1.181223995')?.runner(runnerName(told) as never)
          for (const [price, size] of told.trd ?? []) {
            const at = `${runner} ${price}`
            const pence = Math.round(size * 100)
            const was = before.get(at) ?? 0
            if (pence < was) dropped.set(at, (dropped.get(at) ?? 0) + was - pence)
            before.set(at, pence)
          }
        }
      }
    }
    expect(heard.size).toBeGreaterThan(100)
    for (const [at, total] of before) expect((heard.get(at) ?? 0) - (dropped.get(at) ?? 0), at).toBe(total)
  })
})
