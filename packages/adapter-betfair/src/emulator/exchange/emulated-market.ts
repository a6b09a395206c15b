import { currency, type MarketStatus, timestamp, venueId } from '@betting-advisor/core'
import { createLadderBook, type LadderBook } from '@betting-advisor/core/book'
import { PRICE_SCALE } from '@betting-advisor/core/odds'
import { exchangeMarket, exchangeSelection } from '../../markets/names.ts'
import type {
  Computed,
  LevelPriceSize,
  MarketChange,
  MarketDefinition,
  PriceSizePair,
  RunnerChange,
} from '../../stream/wire.ts'
import type { LineShare } from '../world/world.ts'
import { OwnOffers } from './own-offers.ts'

/** The currency of all that a stream shows. */
export const POUNDS = currency('GBP')
export const VENUE = venueId('betfair')

const STATUSES: ReadonlyMap<string, MarketStatus> = new Map([
  ['OPEN', 'open'],
  ['CLOSED', 'closed'],
])

/** A market of the emulated exchange: what the world has told of it, as a book. */
export class EmulatedMarket {
  readonly id: string
  readonly book: LadderBook
  /** `null` until it is told; with names. */
  definition: MarketDefinition | null = null
  shares: ReadonlyMap<string, LineShare> = new Map()
  /** The version of the last change after which an order may be meant for something else. */
  material = 0
  /** How often bets were stopped. */
  stops = 0
  lastMatchAt: number | null = null
  /** Computed prices that are no numbers stay as they were told. */
  readonly projected = new Map<string, { near?: Computed; far?: Computed }>()
  /** What bets of accounts offer: shown to everybody, and not matched against one another. */
  readonly own = new OwnOffers()
  readonly #levels = new Map<string, LevelPriceSize[]>()

  constructor(id: string) {
    this.id = id
    this.book = createLadderBook({
      venue: VENUE,
      market: exchangeMarket(id),
      feed: 'world',
      currency: POUNDS,
      depth: 'raw',
    })
  }

  get isOpen(): boolean {
    return this.definition?.status === 'OPEN'
  }

  get isClosed(): boolean {
    return this.definition?.status === 'CLOSED'
  }

  /** Takes in what the world tells; gives the same with levels told as prices. */
  apply(change: MarketChange, at: number): MarketChange {
    const { book } = this
    book.begin(timestamp(at))
    if (change.img === true) {
      book.beginImage()
      this.#levels.clear()
      if (change.marketDefinition === undefined && this.definition !== null) this.#define(this.definition)
    }
    if (change.marketDefinition !== undefined) this.#define(change.marketDefinition)
    const rc = (change.rc ?? []).map((runner) => this.#change(runner, at))
    if (change.tv !== undefined) book.setTotalMatched(pence(change.tv))
    if (change.img === true) book.endImage()
    book.end()
    return { ...change, rc }
  }

  #define(definition: MarketDefinition): void {
    const before = this.definition
    const { status = 'SUSPENDED', inPlay = false, version = 0 } = definition
    const isStopped = status !== 'OPEN' || before?.status !== 'OPEN'
    const isNew = before === null || version !== (before.version ?? 0)
    if (isNew && (isStopped || inPlay !== (before?.inPlay ?? false))) this.material = version
    if (status !== 'OPEN' && before?.status === 'OPEN') this.stops += 1
    this.definition = definition
    const { book } = this
    book.setState({
      status: STATUSES.get(status) ?? 'suspended',
      inPlay,
      version,
      // The emulator holds bets itself, since some of them need not wait.
      betDelayMs: 0,
      winners: definition.numberOfWinners ?? 1,
      startingPrice: definition.bspMarket === true ? (definition.bspReconciled === true ? 'known' : 'offered') : 'none',
    })
    for (const { id, hc, status: became, adjustmentFactor, bsp } of definition.runners) {
      const runner = book.addRunner(exchangeSelection(id, hc))
      const isRemoved = became === 'REMOVED' || became === 'REMOVED_VACANT'
      book.setStatus(runner, runnerStatus(became), isRemoved ? (adjustmentFactor ?? null) : null)
      const starting = bsp === undefined || bsp === null ? Number.NaN : Number(bsp)
      if (Number.isFinite(starting)) book.setStartingPrice(runner, starting)
    }
  }

  #change(told: RunnerChange, at: number): RunnerChange {
    const change = { ...told }
    const { book } = this
    const key = exchangeSelection(change.id, change.hc)
    const runner = book.addRunner(key)
    if (book.status(runner) !== 'removed') {
      for (const [price, size] of change.atb ?? []) book.setPrice('back', runner, units(price), pence(size))
      for (const [price, size] of change.atl ?? []) book.setPrice('lay', runner, units(price), pence(size))
      const back = this.#setLevels('back', runner, key, told.batb ?? told.bdatb)
      const lay = this.#setLevels('lay', runner, key, told.batl ?? told.bdatl)
      if (back.length > 0) Object.assign(change, { atb: [...(told.atb ?? []), ...back] })
      if (lay.length > 0) Object.assign(change, { atl: [...(told.atl ?? []), ...lay] })
    }
    for (const [price, size] of change.trd ?? []) book.setTraded(runner, units(price), pence(size))
    if (change.trd !== undefined) this.lastMatchAt = at
    // Backers who wait are shown to layers, and the other way about.
    for (const [price, size] of change.spl ?? []) book.setStartingSize('back', runner, units(price), pence(size))
    for (const [price, size] of change.spb ?? []) book.setStartingSize('lay', runner, units(price), pence(size))
    if (change.tv !== undefined) book.setMatched(runner, pence(change.tv))
    if (change.ltp !== undefined) book.setLastPrice(runner, units(change.ltp))
    if (change.spn !== undefined || change.spf !== undefined) {
      this.projected.set(key, {
        ...this.projected.get(key),
        ...(change.spn !== undefined && { near: change.spn }),
        ...(change.spf !== undefined && { far: change.spf }),
      })
    }
    return change
  }

  /** Recordings that tell levels alone are turned into prices; gives what has changed. */
  #setLevels(
    side: 'back' | 'lay',
    runner: number,
    key: string,
    changed: readonly LevelPriceSize[] | undefined,
  ): readonly PriceSizePair[] {
    if (changed === undefined || changed.length === 0) return []
    const levels = this.#levels.get(`${side}${key}`) ?? []
    this.#levels.set(`${side}${key}`, levels)
    const before = new Map(levels.map(([, price, size]) => [price, size]))
    for (const level of changed) levels[level[0]] = level
    const now = new Map(levels.flatMap(([, price, size]) => (size > 0 ? [[price, size] as const] : [])))
    const told: PriceSizePair[] = [...now].filter(([price, size]) => before.get(price) !== size)
    for (const [price, size] of before) if (size > 0 && !now.has(price)) told.push([price, 0])
    for (const [price, size] of told) this.book.setPrice(side, runner, units(price), pence(size))
    return told
  }
}

/** A price in ten-thousandths. */
export function units(price: number): number {
  return Math.round(price * PRICE_SCALE)
}

/** An amount in pence. */
export function pence(size: number): number {
  return Math.round(size * 100)
}

function runnerStatus(status: string | undefined) {
  switch (status) {
    case 'REMOVED':
    case 'REMOVED_VACANT':
      return 'removed'
    case 'HIDDEN':
      return 'hidden'
    case 'WINNER':
      return 'winner'
    case 'LOSER':
      return 'loser'
    case 'PLACED':
      return 'placed'
    default:
      return 'active'
  }
}
