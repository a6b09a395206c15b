// The ladders of the next race: pnpm example betfair-ladder [how many screens]. With BETFAIR_APP_KEY and the rest of docs/betfair.md those of Betfair.
import { formatMoney, type Market, money, silentLogger } from '@betting-advisor/core'
import type { BookView } from '@betting-advisor/core/book'
import { openExchange } from './betfair/exchange.ts'

const LEVELS = 3
const EVERY_MS = 500

const screens = Number(process.argv[2] ?? Number.POSITIVE_INFINITY)
const exchange = await openExchange({ sport: 'horse-racing', types: ['WIN'], withinHours: 24, inPlay: false })
const { clock, feed } = exchange
const stopping = new AbortController()
process.once('SIGINT', () => stopping.abort())

const markets = new Map<string, Market>()
let next: { readonly market: Market; readonly book: BookView } | null = null
let shown = 0
let shownAt = 0
for await (const batch of feed.messages({ clock, logger: silentLogger, signal: stopping.signal })) {
  // A message changes the books when it is called, and not before.
  for (const message of batch) {
    for (const { market, status } of message().markets) {
      if (status === 'closed') markets.delete(market.id)
      else markets.set(market.id, market)
    }
  }
  next = nextOff()
  if (next === null || clock.now() - shownAt < EVERY_MS) continue
  console.log(screenOf(next.market, next.book))
  shownAt = clock.now()
  shown += 1
  if (shown >= screens) stopping.abort()
}
await exchange.close()

/** The market that starts first of those that have offers. */
function nextOff(): typeof next {
  for (const market of [...markets.values()].toSorted((a, b) => a.event.startsAt - b.event.startsAt)) {
    const book = feed.books.get(market.id)
    if (book?.state.status === 'open' && !book.state.inPlay) return { market, book }
  }
  return null
}

function screenOf({ event, selections }: Market, book: BookView): string {
  const seconds = Math.round((event.startsAt - clock.now()) / 1000)
  const matched = formatMoney(money(Math.round(book.totalMatched)), book.currency)
  const lines = selections.map(({ id, name }) => {
    const runner = book.runner(id)
    if (runner === -1) return `${name.padEnd(20)} not shown yet`
    if (book.status(runner) !== 'active') return `${name.padEnd(20)} ${book.status(runner)}`
    const backs = Array.from({ length: LEVELS }, (_, level) =>
      cell(book.back(runner, level), book.backSize(runner, level)),
    )
    const lays = Array.from({ length: LEVELS }, (_, level) =>
      cell(book.lay(runner, level), book.laySize(runner, level)),
    )
    const last = book.lastPrice(runner)
    return `${name.padEnd(20)} ${backs.toReversed().join(' ')} │ ${lays.join(' ')} │ last ${last ?? '–'}`
  })
  return [`\n${event.name}, off in ${seconds} s, ${matched} matched; to back │ to lay`, ...lines].join('\n')
}

/** A price with what is offered at it, in pounds. */
function cell(price: number | null, size: number): string {
  return (price === null ? '–' : `${price} (${Math.round(size / 100)})`).padStart(12)
}
