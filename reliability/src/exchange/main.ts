import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type MarketUpdate, money, timestamp } from '@betting-advisor/core'
import { createExchange, createSeededRandom, type ExchangeReply } from '@betting-advisor/core/simulation'
import type { CancelOutcome, OrderRef, PlaceOutcome } from '@betting-advisor/core/venue'
import { type Link, startLink } from '../network/link.ts'
import { cancelledBody, listOf, placedBody, replacedBody, textOf } from './bodies.ts'
import { breakAnswer } from './broken-answer.ts'
import { startMarkets } from './market-maker.ts'
import type {
  ExchangeCommand,
  ExchangeConfig,
  ExchangeMessage,
  OrderRequest,
  ReplaceRequest,
  SeenRequest,
} from './protocol.ts'

const config: ExchangeConfig = JSON.parse(process.argv[2] ?? '')
const { seed, constants, limit } = config
const random = createSeededRandom(`${seed}|sockets`)
const requests: SeenRequest[] = []
const listeners = new Set<ServerResponse>()
let highestExposure = money(0)
let timesAboveLimit = 0
/** How the exchange is reached: nobody knows another way. */
let link: Link | null = null

const exchange = createExchange({
  seed,
  faults: config.faults,
  replaces: config.replaces,
  dedupeWindowMs: constants.dedupeWindowMs,
  lateAcceptMs: constants.lateAcceptMs,
  visibilityLagMs: constants.visibilityLagMs,
  lateAnswerMs: constants.lateAnswerMs,
  liquidity: { full: 0.6, partial: 0.3, everyMs: constants.liquidityEveryMs },
  changed() {
    const exposure = exchange.exposure()
    if (exposure > highestExposure) highestExposure = exposure
    if (exposure > limit) timesAboveLimit += 1
  },
})

const markets = startMarkets({
  seed,
  constants,
  burst: config.burst,
  show(update) {
    exchange.observe(update)
    for (const out of listeners) writeUpdate(out, update)
  },
  settle(result) {
    exchange.settle(result.market, now())
  },
})

const server = createServer((incoming, out) => {
  answer(incoming, out).catch((error: unknown) => {
    // Whoever asked may have been killed in the middle of its question.
    if (!incoming.destroyed) tellFault(error)
    out.destroy()
  })
})

async function answer(incoming: IncomingMessage, out: ServerResponse): Promise<void> {
  // Not when it got here: how long it was on its way is no fault of whoever sent it.
  const leftAt = link?.leftAt(incoming.socket.remotePort) ?? Date.now()
  const url = new URL(incoming.url ?? '/', 'http://exchange')
  const { searchParams: asked } = url
  switch (url.pathname) {
    case '/place': {
      const { order, ...rest }: OrderRequest = JSON.parse(await textOf(incoming))
      requests.push({ ref: order.ref, ...rest, arrivedAt: leftAt })
      sendPlaced(out, exchange.place(order, now()))
      return
    }
    case '/replace': {
      const { order, replaced, ...rest }: ReplaceRequest = JSON.parse(await textOf(incoming))
      requests.push({ ref: order.ref, ...rest, arrivedAt: leftAt })
      const { answer: outcome, afterMs } = exchange.replace(replaced, order, now())
      send(out, { answer: outcome === null ? null : replacedBody(outcome), afterMs })
      return
    }
    case '/cancel': {
      const { ref }: { ref: OrderRef } = JSON.parse(await textOf(incoming))
      sendCancelled(out, exchange.cancel(ref, now()))
      return
    }
    case '/lookup':
      send(out, exchange.lookup(listOf<OrderRef>(asked.get('refs')), now()))
      return
    case '/list':
      send(out, exchange.list(timestamp(Number(asked.get('since'))), now()))
      return
    case '/news': {
      const after = asked.get('after')
      const position = after === null ? exchange.newsPosition() : Number(after)
      const news = exchange.news(position, 200)
      send(out, { answer: { news, next: position + news.length }, afterMs: 0 })
      return
    }
    case '/results':
      send(out, { answer: markets.results(listOf(asked.get('markets'))), afterMs: 0 })
      return
    case '/prices':
      out.writeHead(200, { 'content-type': 'application/x-ndjson' })
      for (const update of markets.snapshot(Date.now())) writeUpdate(out, update)
      listeners.add(out)
      out.on('close', () => listeners.delete(out))
      return
    default:
      out.writeHead(404).end()
  }
}

function now() {
  return timestamp(Date.now())
}

function writeUpdate(out: ServerResponse, update: MarketUpdate): void {
  out.write(`${JSON.stringify(update)}\n`)
}

function sendPlaced(out: ServerResponse, { answer: outcome, afterMs }: ExchangeReply<PlaceOutcome>): void {
  send(out, { answer: outcome === null ? null : placedBody(outcome), afterMs })
}

function sendCancelled(out: ServerResponse, { answer: outcome, afterMs }: ExchangeReply<CancelOutcome>): void {
  send(out, { answer: outcome === null ? null : cancelledBody(outcome), afterMs })
}

/** Answers late, or not at all, as the exchange has it. */
function send(out: ServerResponse, { answer: said, afterMs }: ExchangeReply<unknown>): void {
  const work = (): void => {
    if (out.destroyed) return
    const body = JSON.stringify(said ?? { status: 'SUCCESS', betId: 'lost' })
    if (said === null) breakAnswer(out, body, random)
    else out.writeHead(200, { 'content-type': 'application/json' }).end(body)
  }
  if (afterMs > 0) setTimeout(work, afterMs)
  else work()
}

function tell(message: ExchangeMessage): void {
  process.send?.(message)
}

function tellFault(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
}

function report() {
  exchange.advance(now())
  return { bets: exchange.bets(), requests, highestExposure, timesAboveLimit, statement: null }
}

function heal(): void {
  link?.heal()
  tell({ kind: 'healed' })
}

process.on('message', (command: ExchangeCommand) => {
  if (command.kind === 'report') tell({ kind: 'report', report: report() })
  else if (command.kind === 'heal') heal()
  else void markets.close().then(() => tell({ kind: 'markets-over' }))
})
// Whoever started it is gone: so is the test.
process.on('disconnect', () => process.exit(0))

setInterval(() => exchange.advance(now()), 10)
server.keepAliveTimeout = 30_000
server.listen(0, '127.0.0.1', async () => {
  const { heldFromMs, heldToMs, linkEveryMs, linkDownMs } = constants
  link = await startLink({
    port: (server.address() as AddressInfo).port,
    random: createSeededRandom(`${seed}|link`),
    isHeld: (chunk) => chunk.includes('POST /place'),
    held: { rate: config.held, fromMs: heldFromMs, toMs: heldToMs },
    down: config.goesDown ? { everyMs: linkEveryMs, longestMs: linkDownMs } : null,
  })
  tell({ kind: 'listening', port: link.port, betfair: null })
  if (config.refusesConnections) refuseNowAndThen(link)
})

/** Closes the port for a moment; what is connected stays so. */
function refuseNowAndThen({ listener, port }: Pick<Link, 'listener' | 'port'>): void {
  setTimeout(
    () => {
      listener.close()
      setTimeout(
        () => listener.listen(port, '127.0.0.1').once('listening', () => refuseNowAndThen({ listener, port })),
        40,
      )
    },
    1_500 + random() * 1_500,
  )
}
