import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  allVoid,
  type Market,
  type MarketResult,
  type MarketUpdate,
  selectionId,
  timestamp,
  wonBy,
} from '@betting-advisor/core'
import { createExchange, type Exchange } from '@betting-advisor/core/simulation'
import { listOf } from './bodies.ts'
import { marketOf, updateOf } from './market-maker.ts'
import { plainExchange } from './plain-exchange.ts'

/** An exchange whose markets open and end when a test says so. */
export interface Stage extends AsyncDisposable {
  readonly port: number
  readonly exchange: Exchange
  /** Opens a market with prices of 1.98 and 2.02 on both selections, and shows them from then on. */
  open(market: string): void
  /** Settles it, or settles it otherwise than before: that selection won, or nobody. */
  settle(market: string, winner: 'Home' | 'Away' | null): void
}

const SHOWN_EVERY_MS = 100
const LIFE_MS = 3_600_000

/** Starts an exchange without markets. */
export async function startStage(): Promise<Stage> {
  const now = () => timestamp(Date.now())
  const exchange = createExchange({ seed: 'stage', lateAcceptMs: 500, visibilityLagMs: 50 })
  const open = new Map<string, Market>()
  const results = new Map<string, MarketResult>()
  const listeners = new Set<ServerResponse>()
  const orders = plainExchange(exchange, now)

  function show(update: MarketUpdate): void {
    exchange.observe(update)
    for (const out of listeners) out.write(`${JSON.stringify(update)}\n`)
  }

  const server = createServer((incoming, out) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://exchange')
    if (pathname === '/prices') {
      out.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders()
      listeners.add(out)
      out.on('close', () => listeners.delete(out))
    } else if (pathname === '/results') {
      out.end(JSON.stringify(listOf(searchParams.get('markets')).flatMap((id) => results.get(id) ?? [])))
    } else orders(incoming, out)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const showing = setInterval(() => {
    exchange.advance(now())
    for (const market of open.values()) show(updateOf(market, 'open', 2, now()))
  }, SHOWN_EVERY_MS)

  return {
    port: (server.address() as AddressInfo).port,
    exchange,
    open(id) {
      open.set(id, marketOf(id, now() + LIFE_MS))
    },
    settle(id, winner) {
      const market = marketOf(id, now())
      open.delete(id)
      const result = winner === null ? allVoid(market.id) : wonBy(market, [selectionId(winner)])
      exchange.settle(market.id, now())
      results.set(id, result)
    },
    async [Symbol.asyncDispose]() {
      clearInterval(showing)
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
