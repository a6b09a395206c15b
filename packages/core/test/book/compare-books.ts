import { isDeepStrictEqual } from 'node:util'
import { selectionId } from '@betting-advisor/core'
import { expect } from 'vitest'
import type { BookView } from '../../src/market/book-view.ts'
import type { SlowMarket, SlowRunner } from './slow-book.ts'
import type { StreamDepth } from './stream-reader.ts'

/** Everything that a book shows of one runner, as it says it. */
export function shownRunner(book: BookView, name: string): unknown {
  const runner = book.runner(selectionId(name))
  const offers = (side: 'back' | 'lay') =>
    Array.from({ length: book.levels(side, runner) }, (_, level) =>
      side === 'back'
        ? [book.back(runner, level), book.backSize(runner, level)]
        : [book.lay(runner, level), book.laySize(runner, level)],
    )
  return {
    back: offers('back'),
    lay: offers('lay'),
    traded: Array.from({ length: book.tradedPrices(runner) }, (_, place) => [
      book.tradedPrice(runner, place),
      book.tradedSize(runner, place),
    ]),
    starting: [book.startingSize('back', runner), book.startingSize('lay', runner)],
    matched: book.matched(runner),
    lastPrice: book.lastPrice(runner),
    near: book.nearPrice(runner),
    far: book.farPrice(runner),
  }
}

/** The same of the slow book. */
function expectedRunner(slow: SlowRunner, depth: StreamDepth): unknown {
  const { back, lay } = ladders(slow, depth)
  const { tv, ltp, spn, spf } = slow.last
  const traded = sorted(slow.trd, -1)
  return {
    back,
    lay,
    traded,
    starting: [sum(slow.spl), sum(slow.spb)],
    matched: tv === undefined ? traded.reduce((total, [, size]) => total + size, 0) : pence(tv),
    lastPrice: ltp ?? null,
    near: word(spn),
    far: word(spf),
  }
}

function ladders(slow: SlowRunner, depth: StreamDepth) {
  switch (depth) {
    case 'all':
      return { back: sorted(slow.atb, -1), lay: sorted(slow.atl, 1) }
    case 'best':
      return { back: levels(slow.batb), lay: levels(slow.batl) }
    case 'displayed':
      return { back: levels(slow.bdatb), lay: levels(slow.bdatl) }
  }
}

/** Holds every runner of a market against the slow one, or those named. */
export function expectSame(
  book: BookView,
  slow: SlowMarket,
  depth: StreamDepth,
  names = [...slow.runners.keys()],
): void {
  for (const name of names) {
    const runner = slow.runners.get(name)
    if (runner === undefined) throw new Error(`the slow book has no ${name}`)
    const shown = shownRunner(book, name)
    const expected = expectedRunner(runner, depth)
    if (!isDeepStrictEqual(shown, expected)) expect(shown, name).toEqual(expected)
  }
}

function pence(size: number): number {
  return Math.round(size * 100)
}

function sorted(ladder: ReadonlyMap<number, number>, direction: 1 | -1): [number, number][] {
  return [...ladder].sort(([a], [b]) => direction * (a - b)).map(([price, size]) => [price, pence(size)])
}

function levels(ladder: ReadonlyMap<number, readonly [number, number]>): [number | null, number][] {
  const length = ladder.size === 0 ? 0 : Math.max(...ladder.keys()) + 1
  return Array.from({ length }, (_, level) => {
    const [price, size] = ladder.get(level) ?? [null, 0]
    return [price, pence(size)]
  })
}

function sum(ladder: ReadonlyMap<number, number>): number {
  return [...ladder.values()].reduce((total, size) => total + pence(size), 0)
}

function word(told: number | string | undefined): number | null {
  if (told === undefined || told === 'NaN' || told === '-Infinity') return null
  return told === 'Infinity' || told === 'INF' ? Number.POSITIVE_INFINITY : Number(told)
}
