import type { Currency, MarketId, VenueId } from '@betting-advisor/core'
import { InvalidValueError, timestamp } from '@betting-advisor/core'
import type { LadderBook } from '@betting-advisor/core/book'
import type { Books } from '@betting-advisor/core/venue'
import { exchangeMarket } from '../markets/names.ts'
import type { PlainMessage } from '../scan/plain-message.ts'
import { MARKET, RUNNER } from '../scan/tape-layout.ts'
import { createExchangeBook, type ExchangeBook, type StreamOffers } from './exchange-book.ts'
import { readDefinition } from './read-definition.ts'
import { isObject, type ReadLine } from './read-line.ts'
import { StreamFault } from './stream-fault.ts'
import type { ChangeMessage, MarketDefinition } from './wire.ts'

/** What the books of a stream are. */
export interface MarketBooksSettings {
  readonly venue: VenueId
  /** The name of the subscription. */
  readonly feed: string
  /** That of the sizes on the stream. */
  readonly currency: Currency
  readonly offers: StreamOffers
}

/** A market that a stream keeps. */
export interface KeptMarket {
  /** What the exchange calls it. */
  readonly id: string
  readonly market: MarketId
  readonly book: LadderBook
  /** As it was last told; `null` where it never was. */
  readonly definition: MarketDefinition | null
}

/** What a whole message did. */
export interface BooksTurn {
  readonly changed: readonly MarketId[]
  /** Those that are new, or defined anew. */
  readonly told: readonly KeptMarket[]
  /** Those that an image does not have any more. */
  readonly gone: readonly KeptMarket[]
  /** What could not be used: of these markets nothing is shown until an image of them comes. */
  readonly spoiled: readonly { readonly id: string; readonly fault: StreamFault }[]
}

/** The books of a stream. */
export interface MarketBooks {
  readonly books: Books
  readonly size: number
  markets(): IterableIterator<KeptMarket>
  /** Takes in a whole message. */
  apply(messages: readonly (ChangeMessage & ReadLine)[]): BooksTurn
  /** The same of a message that is plain. */
  applyPlain(message: PlainMessage): BooksTurn
}

interface Kept extends KeptMarket {
  readonly teller: ExchangeBook
  /** The market as a list of what changed, made once. */
  readonly alone: readonly MarketId[]
  definition: MarketDefinition | null
  /** The last turn that told its image, and the last that began to change it. */
  imageIn: number
  changedIn: number
  isImaging: boolean
  isSpoiled: boolean
}

const NO_MARKETS: readonly KeptMarket[] = []
const NOTHING: BooksTurn = { changed: [], told: NO_MARKETS, gone: NO_MARKETS, spoiled: [] }
/** More markets than any subscription may have: what makes up more is no stream. */
const MOST_MARKETS = 100_000
const LONGEST_ID = 64
const OVER_KEPT_MS = 3_600_000

export function createMarketBooks(settings: MarketBooksSettings): MarketBooks {
  const byId = new Map<string, Kept>()
  const byMarket = new Map<MarketId, Kept>()
  /** Those of which a change has begun in this turn. */
  const begun: Kept[] = []
  /** Markets that are over, and when they were told to be. */
  const over: { readonly kept: Kept; readonly at: number }[] = []
  let turn = 0
  /** A message may say nothing of when it was published. */
  let publishedAt = timestamp(0)

  function keptOf(id: unknown): Kept {
    const there = typeof id === 'string' ? byId.get(id) : undefined
    if (there !== undefined) return there
    if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID || byId.size >= MOST_MARKETS) {
      throw new StreamFault('MESSAGE_UNREADABLE', 'the id of a market is not what it should be')
    }
    const market = exchangeMarket(id)
    const teller = createExchangeBook({ ...settings, market })
    const kept: Kept = {
      ...{ id, market, teller, alone: [market], book: teller.book, definition: null },
      ...{ imageIn: -1, changedIn: -1, isImaging: false, isSpoiled: false },
    }
    byId.set(id, kept)
    byMarket.set(market, kept)
    return kept
  }

  function beginImage(kept: Kept): void {
    kept.book.beginImage()
    kept.definition = null
    kept.imageIn = turn
    kept.isImaging = true
    kept.isSpoiled = false
  }

  /** Nothing is shown of a market of which something could not be read: what else was told before may be wrong as well. */
  function spoil(kept: Kept): void {
    kept.book.beginImage()
    kept.book.endImage()
    kept.isImaging = false
    kept.isSpoiled = true
    kept.definition = null
  }

  function applyTo(kept: Kept, change: ReadLine, isImage: boolean): boolean {
    const { marketDefinition } = change
    const definition =
      marketDefinition === undefined || marketDefinition === null ? null : readDefinition(marketDefinition)
    if (change['img'] === true || isImage) {
      const isAgain = kept.imageIn === turn
      // A market that was moved to another event may stand in one image twice: the later version is the true one.
      if (isAgain && definition !== null) {
        if ((definition.version ?? 0) < (kept.definition?.version ?? 0)) return false
        beginImage(kept)
      } else if (!isAgain) beginImage(kept)
    }
    if (kept.isSpoiled) return false
    if (definition !== null) {
      const wasOver = isOver(kept)
      kept.definition = definition
      kept.teller.define(definition)
      if (isOver(kept) && !wasOver) over.push({ kept, at: publishedAt })
    }
    kept.teller.total(change['tv'])
    kept.teller.change(change['rc'])
    return definition !== null
  }

  function begin(kept: Kept): void {
    if (kept.changedIn === turn) return
    kept.changedIn = turn
    kept.book.begin(publishedAt)
    begun.push(kept)
  }

  /** What {@link takeIn} does with the same message: it tells neither images nor definitions. */
  function takeInPlain(message: PlainMessage): BooksTurn {
    const { pt, tape } = message
    if (pt !== null) publishedAt = timestamp(pt)
    let told: readonly KeptMarket[] = NO_MARKETS
    let spoiled: BooksTurn['spoiled'] = NOTHING.spoiled
    let at = message.first
    for (let count = message.markets; count > 0; count -= 1) {
      const size = byId.size
      const kept = keptOf(message.marketId(at))
      if (byId.size > size) told = [...told, kept]
      begin(kept)
      try {
        if (!kept.isSpoiled) changePlain(kept.teller, tape, at)
      } catch (error) {
        if (!(error instanceof StreamFault) && !(error instanceof InvalidValueError)) throw error
        spoil(kept)
        if (!told.includes(kept)) told = [...told, kept]
        spoiled = [...spoiled, { id: kept.id, fault: asFault(error) }]
      }
      at = (tape[at + MARKET.end] ?? 0) | 0
    }
    const [first] = begun
    const changed = first !== undefined && begun.length === 1 ? first.alone : begun.map(({ market }) => market)
    return { changed, told, gone: NO_MARKETS, spoiled }
  }

  function takeIn(messages: readonly (ChangeMessage & ReadLine)[], isImage: boolean): BooksTurn {
    const { pt } = messages[messages.length - 1] ?? {}
    if (typeof pt === 'number') publishedAt = timestamp(Math.floor(pt))
    const told = new Set<KeptMarket>()
    const spoiled: { id: string; fault: StreamFault }[] = []
    for (const message of messages) {
      const changes = message['mc']
      if (changes === undefined || changes === null) continue
      if (!Array.isArray(changes)) throw new StreamFault('MESSAGE_UNREADABLE', 'the changes of a message are no list')
      for (const change of changes) {
        if (!isObject(change)) throw new StreamFault('MESSAGE_UNREADABLE', 'the change of a market is no object')
        const size = byId.size
        const kept = keptOf(change['id'])
        if (byId.size > size) told.add(kept)
        begin(kept)
        try {
          if (applyTo(kept, change, isImage)) told.add(kept)
        } catch (error) {
          if (!(error instanceof StreamFault) && !(error instanceof InvalidValueError)) throw error
          spoil(kept)
          told.add(kept)
          spoiled.push({ id: kept.id, fault: asFault(error) })
        }
      }
    }
    return { changed: begun.map(({ market }) => market), told: [...told], gone: isImage ? leave() : [], spoiled }
  }

  /** Ends whatever was begun in this turn, also where the message could not be read to its end. */
  function endAll(): void {
    for (let place = 0; place < begun.length; place += 1) {
      const kept = begun[place]
      if (kept === undefined) continue
      if (kept.isImaging) kept.book.endImage()
      kept.isImaging = false
      kept.book.end()
    }
    begun.length = 0
  }

  /** What is over is told of for a while, and may be taken back. */
  function forgetOver(): void {
    for (let first = over[0]; first !== undefined && publishedAt - first.at > OVER_KEPT_MS; first = over[0]) {
      over.shift()
      const { kept } = first
      if (byId.get(kept.id) === kept && isOver(kept)) drop(kept)
    }
  }

  function drop({ id, market }: Kept): void {
    byId.delete(id)
    byMarket.delete(market)
  }

  function leave(): Kept[] {
    const gone = [...byId.values()].filter(({ changedIn }) => changedIn !== turn)
    for (const kept of gone) drop(kept)
    return gone
  }

  return {
    books: { get: (market) => byMarket.get(market)?.book },
    get size() {
      return byId.size
    },
    markets: () => byId.values(),
    applyPlain(message) {
      turn += 1
      forgetOver()
      try {
        return takeInPlain(message)
      } finally {
        endAll()
      }
    },
    apply(messages) {
      const first = messages[0]
      if (first === undefined || first.ct === 'HEARTBEAT') return NOTHING
      turn += 1
      forgetOver()
      try {
        return takeIn(messages, first.ct === 'SUB_IMAGE')
      } finally {
        endAll()
      }
    },
  }
}

function changePlain(teller: ExchangeBook, tape: Float64Array, at: number): void {
  const matched = tape[at + MARKET.matched] ?? Number.NaN
  if (!Number.isNaN(matched)) teller.total(matched)
  let runner = at + MARKET.length
  for (let count = tape[at + MARKET.runners] ?? 0; count > 0; count -= 1) {
    teller.changePlain(tape, runner)
    runner = (tape[runner + RUNNER.end] ?? 0) | 0
  }
}

function isOver({ definition }: Kept): boolean {
  return definition?.status === 'CLOSED'
}

function asFault(error: StreamFault | InvalidValueError): StreamFault {
  return error instanceof StreamFault
    ? error
    : new StreamFault('MESSAGE_UNREADABLE', `it tells what cannot be: ${error.message}`, { cause: error })
}
