import { isAdvisorError, money, type OrderEvent, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startProxy } from 'betting-advisor-postgres-server/proxy'
import { startServer, type TestServer } from 'betting-advisor-postgres-server/server'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openPostgresStore } from '../src/index.ts'
import { withClient } from './harness.ts'

const LANES = 6
const RESTARTS = Number(process.env['RESTARTS'] ?? 10)
const started = await startServer()

afterAll(async () => {
  if ('stop' in started) await started.stop()
})

/** What a client was told, by what it asked for. */
interface Told {
  /** Orders begun, with the events that were acknowledged. */
  readonly begun: Map<string, OrderEvent['type'][]>
  readonly inDoubt: Set<string>
  deposits: { acknowledged: number; inDoubt: number }
  readonly codes: Map<string, number>
  answers: number
}

const at = SAMPLE_TIME
const claims = [{ limit: 'open-orders', amount: 1, capacity: 1_000_000 }]
const reason = { code: 'NO', message: 'no' }

/** Asks until there is an answer; that it is in doubt is one. Nothing else may go wrong than that the server is away. */
async function answered<Result>(told: Told, ask: () => Promise<Result>): Promise<Result | 'in doubt'> {
  for (;;) {
    try {
      const result = await ask()
      told.answers += 1
      return result
    } catch (error) {
      const code = isAdvisorError(error) ? error.code : `${error}`
      told.codes.set(code, (told.codes.get(code) ?? 0) + 1)
      if (code === 'OUTCOME_UNKNOWN') return 'in doubt'
      if (code !== 'STORE_UNAVAILABLE' && code !== 'STORE_BUSY') throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

async function work(store: Store, lane: number, told: Told, isOver: () => boolean): Promise<void> {
  for (let number = 0; !isOver(); number += 1) {
    const intent = sampleIntent({ market: `${lane}-${number}`, stake: 1, claims })
    const begun = await answered(told, () => store.begin(intent))
    if (begun === 'in doubt') {
      told.inDoubt.add(intent.key)
      // The decision is found again by its key, or begun anew: never both.
      const again = await answered(told, () => store.begin(intent))
      if (again === 'in doubt') continue
    }
    const applied: OrderEvent['type'][] = []
    told.begun.set(intent.key, applied)
    const events: readonly OrderEvent[] = [
      { type: 'unknown', at, reason },
      number % 2 === 0 ? { type: 'absent', at, reason } : { type: 'accepted', at, venueOrderId: intent.ref },
    ]
    for (const event of events) {
      let advanced = await answered(told, () => store.advance(intent.key, [event]))
      while (advanced === 'in doubt') advanced = await answered(told, () => store.advance(intent.key, [event]))
      applied.push(event.type)
    }
    if (lane !== 0) continue
    const deposited = await answered(told, () => store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(1), at))
    if (deposited === 'in doubt') told.deposits.inDoubt += 1
    else told.deposits.acknowledged += 1
  }
}

/** Waits until clients have been given some more answers, so that each breakdown finds them at work. */
async function atWork(told: Told, answers: number): Promise<void> {
  const enough = told.answers + answers
  while (told.answers < enough) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function breakDown(server: TestServer, proxy: Awaited<ReturnType<typeof startProxy>>, told: Told): Promise<void> {
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    for (const when of ['before', 'after'] as const) {
      await atWork(told, LANES)
      proxy.cutNextCommit(when)
    }
    await atWork(told, LANES)
    await server.kill()
    await server.restart()
  }
  await atWork(told, LANES)
}

describe('a server that breaks down again and again', () => {
  let server: TestServer

  beforeEach(({ skip }) => {
    if ('unavailable' in started) return skip(started.unavailable)
    server = started
  })

  test(`${RESTARTS} times, and connections cut in the middle of a commit: nothing that was acknowledged is lost, and nothing is done twice`, async () => {
    const url = server.url()
    await withClient(url, (client) => client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE'))
    await using proxy = await startProxy(server.port)
    await using store = await openPostgresStore(url.replace(`:${server.port}/`, `:${proxy.port}/`), {
      connections: LANES,
    })
    await store.startRun(sampleRunStart())
    const told: Told = {
      begun: new Map(),
      inDoubt: new Set(),
      deposits: { acknowledged: 0, inDoubt: 0 },
      codes: new Map(),
      answers: 0,
    }
    let over = false
    const lanes = Array.from({ length: LANES }, (_, lane) => work(store, lane, told, () => over))
    await breakDown(server, proxy, told)
    over = true
    await Promise.all(lanes)

    await using after = await openPostgresStore(url)
    expect(told.codes.get('OUTCOME_UNKNOWN')).toBeGreaterThan(0)
    expect(told.begun.size).toBeGreaterThan(LANES)
    for (const [key, applied] of told.begun) {
      const order = await after.order(key as Parameters<Store['order']>[0])
      expect(order?.state, key).toBe(applied.includes('absent') ? 'ABSENT' : 'ACCEPTED')
      expect((await after.history(key as Parameters<Store['order']>[0])).map(({ type }) => type)).toEqual(applied)
    }
    for (const { intent } of await after.orders({ account: SAMPLE_ACCOUNT, limit: 10_000 })) {
      expect(told.begun.has(intent.key) || told.inDoubt.has(intent.key), intent.key).toBe(true)
    }
    const { capital } = await after.balances(SAMPLE_ACCOUNT)
    const deposits = -capital - 100_000
    expect(deposits).toBeGreaterThanOrEqual(told.deposits.acknowledged)
    expect(deposits).toBeLessThanOrEqual(told.deposits.acknowledged + told.deposits.inDoubt)
    expect(await after.verify(SAMPLE_ACCOUNT)).toEqual([])
  })
})
