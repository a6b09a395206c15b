import type { Currency, MarketId, MarketStatus, Side, VenueId } from '@betting-advisor/core'
import { createLadderBook, type LadderBook, type RunnerStatus } from '@betting-advisor/core/book'
import { exchangeSelection } from '../markets/names.ts'
import { RUNNER, wasTold } from '../scan/tape-layout.ts'
import { isObject, type ReadLine } from './read-line.ts'
import { StreamFault } from './stream-fault.ts'
import type { MarketDefinition } from './wire.ts'

/**
 * Which offers of the stream a book keeps: every price with all that rests there; the best few, small stakes counted with the next price;
 * or the best few with what could be matched across runners, as the venue displays them.
 */
export type StreamOffers = 'all' | 'best' | 'displayed'

/** What the books of a stream are. */
export interface ExchangeBookSettings {
  readonly venue: VenueId
  readonly market: MarketId
  readonly feed: string
  /** That of the sizes on the stream. */
  readonly currency: Currency
  readonly offers: StreamOffers
}

/** A book that is told what is told on the stream. Whatever it is told wrongly, it throws {@link StreamFault} or InvalidValueError. */
export interface ExchangeBook {
  readonly book: LadderBook
  define(definition: MarketDefinition): void
  /** The part of a market's change that is about its runners. */
  change(runners: unknown): void
  /** The same of one runner, from its place on a tape. */
  changePlain(tape: Float64Array, at: number): void
  total(matched: unknown): void
}

const RUNNER_STATES: Readonly<Record<string, RunnerStatus>> = {
  ACTIVE: 'active',
  REMOVED: 'removed',
  REMOVED_VACANT: 'removed',
  HIDDEN: 'hidden',
  WINNER: 'winner',
  LOSER: 'loser',
  PLACED: 'placed',
}
const MARKET_STATES: Readonly<Record<string, MarketStatus>> = { OPEN: 'open', CLOSED: 'closed' }

/** Where on a tape the offers of a runner are that a book keeps. */
const BACK_LISTS: Readonly<Record<StreamOffers, number>> = {
  all: RUNNER.atb,
  best: RUNNER.batb,
  displayed: RUNNER.bdatb,
}
const LAY_LISTS: Readonly<Record<StreamOffers, number>> = {
  all: RUNNER.atl,
  best: RUNNER.batl,
  displayed: RUNNER.bdatl,
}

/** What a word of the venue's for a runner comes to; one that is not known is no runner to bet on. */
export function runnerStatus(word = 'ACTIVE'): RunnerStatus {
  return RUNNER_STATES[word] ?? 'hidden'
}

/** The same of a market: whatever is neither open nor over cannot be bet on. */
export function marketStatus(word = ''): MarketStatus {
  return MARKET_STATES[word] ?? 'suspended'
}

/** Whether a market has a starting price. */
export function startingPriceOf({ bspMarket, bspReconciled }: MarketDefinition): 'none' | 'offered' | 'known' {
  return bspReconciled === true ? 'known' : bspMarket === true ? 'offered' : 'none'
}

export function createExchangeBook({ offers, ...settings }: ExchangeBookSettings): ExchangeBook {
  const book = createLadderBook({
    ...settings,
    depth: offers === 'displayed' ? 'display' : 'raw',
    offersBy: offers === 'all' ? 'price' : 'level',
  })
  const back = BACK_LISTS[offers]
  const lay = LAY_LISTS[offers]
  /** Runners without a handicap by their number: nearly all, and no text is made to find them. */
  const indexes = new Map<number, number>()

  function runnerOf(id: unknown, handicap: unknown): number {
    const hasNone = handicap === undefined || handicap === null || handicap === 0
    const known = hasNone && typeof id === 'number' ? indexes.get(id) : undefined
    if (known !== undefined) return known
    if (
      typeof id === 'number' ? !Number.isSafeInteger(id) || id < 0 : typeof id !== 'string' || !/^\d{1,15}$/.test(id)
    ) {
      throw unreadable('the id of a runner')
    }
    if (!hasNone && !(typeof handicap === 'number' && Math.abs(handicap) < 1e6)) throw unreadable('a handicap')
    const index = book.addRunner(exchangeSelection(String(id), hasNone ? 0 : Number(handicap)))
    if (hasNone) indexes.set(Number(id), index)
    return index
  }

  function setPrices(side: Side, runner: number, told: unknown): void {
    if (told === undefined || told === null) return
    const list = listOf(told)
    for (let place = 0; place < list.length; place += 1) {
      const pair = listOf(list[place])
      book.setPrice(side, runner, units(pair[0]), minor(pair[1]))
    }
  }

  function setLevels(side: Side, runner: number, told: unknown): void {
    if (told === undefined || told === null) return
    const list = listOf(told)
    for (let place = 0; place < list.length; place += 1) {
      const triple = listOf(list[place])
      book.setLevel(side, runner, numberOf(triple[0]), units(triple[1]), minor(triple[2]))
    }
  }

  function setTraded(runner: number, told: unknown): void {
    if (told === undefined || told === null) return
    const list = listOf(told)
    if (list.length === 0) book.clearTraded(runner)
    for (let place = 0; place < list.length; place += 1) {
      const pair = listOf(list[place])
      book.setTraded(runner, units(pair[0]), minor(pair[1]))
    }
  }

  function setStarting(side: Side, runner: number, told: unknown): void {
    if (told === undefined || told === null) return
    const list = listOf(told)
    for (let place = 0; place < list.length; place += 1) {
      const pair = listOf(list[place])
      book.setStartingSize(side, runner, units(pair[0]), minor(pair[1]))
    }
  }

  function changeRunner(change: ReadLine): void {
    const runner = runnerOf(change['id'], change['hc'])
    if (offers === 'all') {
      setPrices('back', runner, change['atb'])
      setPrices('lay', runner, change['atl'])
    } else {
      setLevels('back', runner, change[offers === 'best' ? 'batb' : 'bdatb'])
      setLevels('lay', runner, change[offers === 'best' ? 'batl' : 'bdatl'])
    }
    setTraded(runner, change['trd'])
    // What can be backed at the starting price is what layers have waiting there.
    setStarting('lay', runner, change['spb'])
    setStarting('back', runner, change['spl'])
    const { tv, ltp, spn, spf } = change
    if (tv !== undefined && tv !== null) book.setMatched(runner, minor(tv))
    if (ltp !== undefined && ltp !== null) book.setLastPrice(runner, units(ltp))
    if (spn !== undefined) book.setNearPrice(runner, computed(spn))
    if (spf !== undefined) book.setFarPrice(runner, computed(spf))
  }

  /** Where a runner's list has its numbers, and how many they are; in fields, so that finding them makes nothing. */
  const list = { from: 0, to: 0 }

  function find(tape: Float64Array, place: number, width: number): void {
    const at = (tape[place] ?? 0) | 0
    list.from = at + 1
    list.to = at + 1 + width * ((tape[at] ?? 0) | 0)
  }

  function setPlainOffers(side: Side, runner: number, tape: Float64Array, place: number): void {
    if (offers === 'all') {
      find(tape, place, 2)
      for (let at = list.from; at < list.to; at += 2) book.setPrice(side, runner, units(tape[at]), minor(tape[at + 1]))
      return
    }
    find(tape, place, 3)
    for (let at = list.from; at < list.to; at += 3) {
      book.setLevel(side, runner, numberOf(tape[at]), units(tape[at + 1]), minor(tape[at + 2]))
    }
  }

  function setPlainTraded(runner: number, tape: Float64Array, place: number): void {
    find(tape, place, 2)
    if (list.to === list.from) book.clearTraded(runner)
    for (let at = list.from; at < list.to; at += 2) book.setTraded(runner, units(tape[at]), minor(tape[at + 1]))
  }

  function setPlainStarting(side: Side, runner: number, tape: Float64Array, place: number): void {
    find(tape, place, 2)
    for (let at = list.from; at < list.to; at += 2) {
      book.setStartingSize(side, runner, units(tape[at]), minor(tape[at + 1]))
    }
  }

  return {
    book,
    changePlain(tape, at) {
      const told = (tape[at + RUNNER.told] ?? 0) | 0
      const runner = runnerOf(tape[at + RUNNER.id], wasTold(told, RUNNER.handicap) ? tape[at + RUNNER.handicap] : 0)
      if (wasTold(told, back)) setPlainOffers('back', runner, tape, at + back)
      if (wasTold(told, lay)) setPlainOffers('lay', runner, tape, at + lay)
      if (wasTold(told, RUNNER.trd)) setPlainTraded(runner, tape, at + RUNNER.trd)
      if (wasTold(told, RUNNER.spb)) setPlainStarting('lay', runner, tape, at + RUNNER.spb)
      if (wasTold(told, RUNNER.spl)) setPlainStarting('back', runner, tape, at + RUNNER.spl)
      if (wasTold(told, RUNNER.matched)) book.setMatched(runner, minor(tape[at + RUNNER.matched]))
      if (wasTold(told, RUNNER.lastPrice)) book.setLastPrice(runner, units(tape[at + RUNNER.lastPrice]))
      if (wasTold(told, RUNNER.near)) book.setNearPrice(runner, computed(tape[at + RUNNER.near]))
      if (wasTold(told, RUNNER.far)) book.setFarPrice(runner, computed(tape[at + RUNNER.far]))
    },
    define(definition) {
      const { status, inPlay = false, version = null, betDelay = 0, numberOfWinners = 1, runners } = definition
      book.setState({
        status: marketStatus(status),
        inPlay,
        version,
        betDelayMs: betDelay * 1000,
        winners: numberOfWinners,
        startingPrice: startingPriceOf(definition),
      })
      for (const told of runners) {
        const runner = runnerOf(told.id, told.hc)
        book.setStatus(runner, runnerStatus(told.status), told.adjustmentFactor ?? null)
        if (told.bsp !== undefined) book.setStartingPrice(runner, computed(told.bsp))
      }
    },
    change(runners) {
      if (runners === undefined || runners === null) return
      const list = listOf(runners)
      // One after the other: the same runner may come twice.
      for (let place = 0; place < list.length; place += 1) {
        const change = list[place]
        if (!isObject(change)) throw unreadable('the change of a runner')
        changeRunner(change)
      }
    },
    total(matched) {
      if (matched !== undefined && matched !== null) book.setTotalMatched(minor(matched))
    },
  }
}

function unreadable(what: string): StreamFault {
  return new StreamFault('MESSAGE_UNREADABLE', `${what} is not what it should be`)
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw unreadable('a list of a change')
  return value
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw unreadable('a number of a change')
  return value
}

function units(price: unknown): number {
  return Math.round(numberOf(price) * 10_000)
}

function minor(size: unknown): number {
  return Math.round(numberOf(size) * 100)
}

/** A computed price may come as a word. */
function computed(told: unknown): number | null {
  if (told === null) return null
  const price = typeof told === 'number' ? told : told === 'INF' ? Number.POSITIVE_INFINITY : Number(told)
  return Number.isNaN(price) || price < 0 ? null : price
}
