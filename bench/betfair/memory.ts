/**
 * What 1,000 markets of a recorded or generated stream take, each with its own books, against what one of them takes:
 *
 *     node --expose-gc --conditions=@betting-advisor/source bench/betfair/memory.ts [recorded market]
 */
import process from 'node:process'
import { createMarketReader, exchangeMarket } from '@betting-advisor/adapter-betfair/stream'
import { linesOf, load } from './listen.ts'

const MARKETS = 1_000
/** Enough that the books of the recorded market are as full as they get before the start. */
const LINES = 1_000
const lines = linesOf(process.argv[2], LINES).slice(0, LINES)
const id = /"mc": ?\[\{"id": ?"([^"]+)"/.exec(lines[0] ?? '')?.[1]
const { gc } = globalThis
if (id === undefined || gc === undefined) throw new Error('the market has no id, or --expose-gc is not set')

function taken(): number {
  gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1_048_576
}

/** The same market under another name, as long as the first. */
const named = (line: string, market: number) => line.replaceAll(`"${id}"`, `"9.${100_000_000 + market}"`)

const reader = createMarketReader()
const before = taken()
for (let market = 0; market < MARKETS; market += 1) {
  for (const line of lines) reader.readLine(Buffer.from(named(line, market)))
  if (market === 0) console.log(`one market: ${(taken() - before).toFixed(2)} MB with what is made once`)
}
const grown = taken() - before
const book = reader.books.get(exchangeMarket(`9.${100_000_000 + MARKETS - 1}`))
if (book === undefined) throw new Error('the last market has no book')
let levels = 0
for (let runner = 0; runner < book.runners; runner += 1) {
  levels += book.levels('back', runner) + book.levels('lay', runner) + book.tradedPrices(runner)
}
console.log(
  `${MARKETS} markets of ${book.runners} runners and ${levels} prices: ${grown.toFixed(1)} MB, ${((grown * 1024) / MARKETS).toFixed(1)} kB each; ${load()}`,
)
