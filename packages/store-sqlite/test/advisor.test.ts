import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type AdvisorSettings,
  accountKey,
  createAdvisor,
  createSystemClock,
  HOUR,
  type PriceSource,
  selectionId,
  timestamp,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { createExchange, createExchangeVenue, type Exchange } from '@betting-advisor/core/simulation'
import { sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test, vi } from 'vitest'
import { openSqliteControl, openSqliteStore } from '../src/index.ts'
import { temporaryDirectory } from './harness.ts'

const ACCOUNT = accountKey('DRY_RUN', 'main')
const clock = createSystemClock()

/** A source that shows nothing until the run ends. */
const silence: PriceSource = {
  specification: 1,
  name: 'silence',
  origin: 'recording',
  async *updates({ signal }) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  },
  status: () => ({
    name: 'silence',
    state: 'ok',
    lastMessageAt: null,
    fault: null,
    nextAttemptAt: null,
    detail: null,
  }),
}

async function openAdvisor(path: string, exchange: Exchange, parts: Partial<AdvisorSettings> = {}) {
  const advisor = await createAdvisor({
    settings: defineSettings({ account: { name: 'main' } }),
    sources: [silence],
    strategies: [],
    venues: [createExchangeVenue({ exchange, clock })],
    store: openSqliteStore(path),
    ...parts,
  })
  const running = advisor.run()
  running.catch(() => undefined)
  return { advisor, state: () => advisor.status().tradingState }
}

const newExchange = () => createExchange({ seed: 'sqlite', visibilityLagMs: 0, lateAcceptMs: 0 })

describe('an advisor on a file', () => {
  test('stops when somebody halts it from outside, and goes on when it is resumed there', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const { advisor, state } = await openAdvisor(path, newExchange())
    await vi.waitFor(() => expect(state()).toBe('ACTIVE'), 10_000)
    await using control = await openSqliteControl(path)
    await control.setHalt(ACCOUNT, { reason: 'from outside', at: clock.now() })
    await vi.waitFor(() => expect(advisor.status()).toMatchObject({ haltReason: 'from outside' }), 5000)
    const { code } = await control.askResume(ACCOUNT, clock.now())
    await control.resume(ACCOUNT, code, clock.now())
    await vi.waitFor(() => expect(state()).toBe('ACTIVE'), 5000)
    await advisor[Symbol.asyncDispose]()
  })

  test('finds what a killed run had sent without hearing of it', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const exchange = newExchange()
    const now = clock.now()
    const start = sampleRunStart(ACCOUNT)
    const killed = await openSqliteStore(path)
    await killed.startRun({ ...start, run: { ...start.run, clock: 'real', startedAt: timestamp(now - HOUR) } })
    const intents = ['sent', 'never sent'].map((market) => ({
      ...sampleIntent({ account: ACCOUNT, market, venue: 'exchange' }),
      decidedAt: timestamp(now - 1000),
      startsAt: timestamp(now + HOUR),
    }))
    for (const intent of intents) expect(await killed.begin(intent)).toMatchObject({ kind: 'reserved' })
    await killed.close()
    const [sent, lost] = intents
    if (sent === undefined || lost === undefined) throw new Error('two intents')
    exchange.observe({
      market: {
        id: sent.market,
        event: { id: sent.event, competition: '', name: '', home: '', away: '', startsAt: sent.startsAt },
        kind: 'h2h',
        outcome: 'winner',
        selections: ['Home', 'Draw', 'Away'].map((name) => ({ id: selectionId(name), name, line: null })),
        winners: 1,
        line: null,
      },
      status: 'open',
      inPlay: false,
      receivedAt: now,
      venues: [],
    })
    exchange.place(sent, now)
    // Nothing is on its way from a process that is gone: this exchange lives here.
    const settings = defineSettings({ account: { name: 'main' }, orders: { orphanDeliveryMs: 0 } })
    const { advisor, state } = await openAdvisor(path, exchange, { settings })
    await vi.waitFor(() => expect(state()).toBe('ACTIVE'), 20_000)
    expect(await advisor.store.order(sent.key)).toMatchObject({ state: 'ACCEPTED', reserved: 1000 })
    expect(await advisor.store.order(lost.key)).toMatchObject({ state: 'ABSENT', reserved: 0 })
    expect(await advisor.store.verify(ACCOUNT)).toEqual([])
    await advisor[Symbol.asyncDispose]()
  })

  test('halts when its file is taken away, and says what became of it', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const { advisor, state } = await openAdvisor(path, newExchange())
    await vi.waitFor(() => expect(state()).toBe('ACTIVE'), 10_000)
    rmSync(path)
    await expect(advisor.run()).rejects.toMatchObject({ code: 'STORE_REPLACED' })
    expect(state()).toBe('HALTED')
    expect(advisor.status().haltReason).toContain('was removed or replaced while it was in use')
    await advisor[Symbol.asyncDispose]()
  })

  test('does not trade on a ledger that somebody has written in by hand', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const first = await openSqliteStore(path)
    const start = sampleRunStart(ACCOUNT)
    await first.startRun({ ...start, run: { ...start.run, clock: 'real' }, since: timestamp(0) })
    await first.close()
    const database = new DatabaseSync(path)
    database.exec('UPDATE account SET available = available + 1')
    database.close()
    const { advisor } = await openAdvisor(path, newExchange())
    await vi.waitFor(() => expect(advisor.status().haltReason).toContain('the ledger does not add up'), 10_000)
    expect(advisor.status().tradingState).toBe('HALTED')
    await vi.waitFor(async () => {
      const events = await advisor.store.events({ account: ACCOUNT, after: 0, limit: 100, types: ['alert'] })
      expect(events.map(({ event }) => event)).toContainEqual(expect.objectContaining({ code: 'LEDGER_BROKEN' }))
    }, 5000)
    await advisor[Symbol.asyncDispose]()
  })
})
