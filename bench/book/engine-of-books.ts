import {
  accountKey,
  createPaperVenue,
  currency,
  eventId,
  type Market,
  type MarketId,
  money,
  runId,
  type SelectionId,
  type Strategy,
  timestamp,
} from '@betting-advisor/core'
import type { BookView } from '@betting-advisor/core/book'
import { defineSettings } from '@betting-advisor/core/config'
import { createEngine, type Engine, engineSettings } from '@betting-advisor/core/simulation'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { SAMPLE_WALLET } from '@betting-advisor/core/testing'

/** When the bench happens. */
export const START = timestamp(Date.UTC(2026, 0, 10, 12))

/** An engine on a memory store that reads books and whose venue takes nothing. */
export function engineOfBooks(books: ReadonlyMap<MarketId, BookView>, strategy: Strategy): Engine {
  const settings = defineSettings({})
  const engine = createEngine({ ...engineSettings(settings, [strategy], [createPaperVenue()]), books })
  const restored = createMemoryAccounts().startRun({
    run: {
      id: runId('bench'),
      account: accountKey(settings.mode, settings.account.name),
      startedAt: START,
      clock: 'virtual',
      source: 'recording',
      seed: null,
      strategies: [],
      settingsHash: '',
    },
    currency: currency('GBP'),
    timeZone: 'UTC',
    limits: { exposure: settings.risk.exposure, loss: { day: null, week: null, month: null } },
    limitRaiseDelayMs: 0,
    openingFunds: { [SAMPLE_WALLET]: money(100_000) },
    since: START,
  })
  engine.decide({ type: 'restored', at: START, run: runId('bench'), restored: { ...restored, locks: [] } })
  engine.decide({ type: 'reconciled', venue: 'paper', at: START })
  return engine
}

/** Tells an engine of a market, of which only the book will have prices. */
export function announce(engine: Engine, id: MarketId, selections: readonly SelectionId[]): void {
  const market: Market = {
    id,
    event: {
      id: eventId('bench'),
      competition: 'bench',
      name: 'A race',
      home: null,
      away: null,
      startsAt: timestamp(START + 86_400_000),
    },
    kind: 'win',
    outcome: 'winner',
    selections: selections.map((selection) => ({ id: selection, name: selection, line: null })),
    winners: 1,
    line: null,
  }
  engine.decide({
    type: 'market',
    at: START,
    update: { market, status: 'open', inPlay: false, receivedAt: START, venues: [] },
  })
}

/** A strategy that reads the best prices of whatever has changed, and does nothing about it. */
export function onlooker(): Strategy & { readonly seen: Float64Array } {
  const seen = new Float64Array(1)
  return {
    name: 'onlooker',
    version: '1',
    seen,
    onMarket({ book }) {
      if (book === null) return
      for (let runner = 0; runner < book.runners; runner += 1) {
        if (book.hasChanged(runner))
          seen[0] = (seen[0] ?? 0) + (book.bestBack(runner) ?? 0) + (book.bestLay(runner) ?? 0)
      }
    },
  }
}
