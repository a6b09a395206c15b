import { after, HOUR, money, type OrderEvent, priceUnits, runId } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startServer } from 'betting-advisor-postgres-server/server'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openPostgresStore } from '../src/index.ts'
import { withClient } from './harness.ts'
import { advanceBefore, beginBefore, haltBefore, installPreviousSchema, openAccountBefore } from './previous-release.ts'

const server = await startServer()

afterAll(async () => {
  if ('stop' in server) await server.stop()
})

const at = after(SAMPLE_TIME, HOUR)
const claims = [{ limit: 'open-orders', amount: 1, capacity: 1000 }]
const accepted: OrderEvent = { type: 'accepted', at, venueOrderId: '7' }
const part: OrderEvent = { type: 'matched', at, matchedStake: money(400), averagePrice: priceUnits(25_000) }
const lapsed: OrderEvent = { type: 'lapsed', at, reason: { code: 'LAPSED', message: 'the event began' } }
const lost = (stake: number): OrderEvent => ({
  type: 'settled',
  at,
  outcome: 'lost',
  profit: money(-stake),
  commission: money(0),
})
const whole = (stake: number): OrderEvent => ({
  type: 'matched',
  at,
  matchedStake: money(stake),
  averagePrice: priceUnits(21_000),
})

/** One order in each stage that matters, begun and advanced by the release before: 900 of it were lost, 4600 can still be. */
async function fillBefore(client: pg.Client): Promise<void> {
  await openAccountBefore(client, SAMPLE_ACCOUNT, 100_000)
  const life: readonly [market: string, side: 'back' | 'lay', events: readonly OrderEvent[]][] = [
    ['open', 'back', []],
    ['part', 'back', [accepted, part]],
    ['lapsed', 'back', [accepted, part, lapsed]],
    ['laid', 'lay', [accepted, part]],
    ['lost', 'back', [accepted, whole(1000), lost(900)]],
    ['gone', 'back', [{ type: 'rejected', at, reason: { code: 'NO', message: 'no' } }]],
  ]
  for (const [market, side, events] of life) {
    const intent = sampleIntent({ market, side, claims, event: 'e' })
    expect(await beginBefore(client, intent)).toBe('reserved')
    for (const event of events) expect(await advanceBefore(client, intent.key, event)).toBe('changed')
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

describe('a database of the release before', { timeout: 60_000 }, () => {
  let url = ''

  beforeEach(({ skip }) => {
    if ('unavailable' in server) return skip(server.unavailable)
    url = server.url()
  })

  test('comes up with its exposure, losses and orders, sound and under limits', async () => {
    await withClient(url, async (client) => {
      await installPreviousSchema(client)
      await fillBefore(client)
    })
    await using store = await openPostgresStore(url)
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
    const restored = await store.startRun({ ...sampleRunStart(), timeZone: 'UTC' })
    expect(restored.live.map(({ intent }) => intent.market)).toEqual(['open', 'part', 'lapsed', 'laid'])
    expect(restored.live[0]?.intent).toMatchObject({
      outcomes: 0,
      netting: false,
      origin: 'decided',
      windows: { day: '' },
    })
    expect(restored.losses).toEqual({
      day: { window: '2026-08-08', lost: 900 },
      week: { window: '2026-W32', lost: 900 },
      month: { window: '2026-08', lost: 900 },
    })
    // 1000 open, 1000 in part, 400 lapsed; of the lay 400 × 1.5 matched and 600 × 1.1 open.
    const atRisk = 1000 + 1000 + 400 + 600 + 660
    const asked = (exposure: number) =>
      store.begin(sampleIntent({ market: 'new', claims, exposure: { account: money(exposure) } }))
    expect(await asked(atRisk + 999)).toMatchObject({ kind: 'denied', code: 'ACCOUNT_LIMIT' })
    expect(await asked(atRisk + 1000)).toMatchObject({ kind: 'reserved' })
    const before = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at, limit: 2 })
    expect(before).toMatchObject({ more: true, version: 1 })
    expect(before.orders).toHaveLength(6)
    const rest = await store.changes({ account: SAMPLE_ACCOUNT, after: 1, at, limit: 2 })
    expect(rest.orders.map(({ intent }) => intent.market)).toEqual(['new'])
    for (const event of [accepted, whole(1000), lost(1000)]) {
      expect((await store.advance(sampleIntent({ market: 'open', event: 'e' }).key, event)).kind).toBe('changed')
    }
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('knows none of its runs as alive until it is heard of again', async () => {
    await withClient(url, async (client) => {
      await installPreviousSchema(client)
      await openAccountBefore(client, SAMPLE_ACCOUNT, 100_000)
      await client.query(
        `INSERT INTO betting_advisor.run (id, account, started_at, reached_at, clock, source, strategies, settings_hash)
         VALUES ('killed', $1, $2, $2, 'real', 'venue', '[]', 'other')`,
        [SAMPLE_ACCOUNT, SAMPLE_TIME],
      )
    })
    await using store = await openPostgresStore(url)
    expect(await store.peers(SAMPLE_ACCOUNT, SAMPLE_TIME)).toEqual([])
    const start = sampleRunStart()
    await store.startRun(start)
    await store.heartbeat(runId('killed'), at)
    const alive = await store.peers(SAMPLE_ACCOUNT, SAMPLE_TIME)
    expect(new Set(alive.map(({ run }) => run))).toEqual(new Set([start.run.id, 'killed']))
  })

  test('counts its losses in the calendar of the first run that tells one', async () => {
    await withClient(url, async (client) => {
      await installPreviousSchema(client)
      await openAccountBefore(client, SAMPLE_ACCOUNT, 100_000)
      const intent = sampleIntent({ claims })
      await beginBefore(client, intent)
      const late = { ...lost(1000), at: after(SAMPLE_TIME, 11.5 * HOUR) }
      for (const event of [accepted, whole(1000), late]) await advanceBefore(client, intent.key, event)
    })
    await using store = await openPostgresStore(url)
    const { losses } = await store.startRun({ ...sampleRunStart(), timeZone: 'Europe/London' })
    expect(losses.day).toEqual({ window: '2026-08-09', lost: 1000 })
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('serves engines of both releases at once: what either does counts for the new one, and the books are sound', async () => {
    await withClient(url, installPreviousSchema)
    await using store = await openPostgresStore(url)
    await store.startRun({ ...sampleRunStart(), timeZone: 'Europe/London' })
    const { version } = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at, limit: 10 })
    await withClient(url, async (client) => {
      const netting = { event: 'e', venue: 'exchange', market: 'shared', netting: true }
      const own = sampleIntent({ ...netting, claims })
      await store.begin(own)
      const old = sampleIntent({ market: 'shared', strategy: 'other', event: 'e', claims })
      expect(await beginBefore(client, old)).toBe('reserved')
      const more = await store.changes({ account: SAMPLE_ACCOUNT, after: version, at, limit: 10 })
      expect(more.orders.map(({ intent }) => intent.strategy)).toEqual(['value', 'other'])
      const third = sampleIntent({ market: 'third', event: 'e', claims, exposure: { event: money(2999) } })
      expect(await store.begin(third)).toMatchObject({ kind: 'denied', code: 'EVENT_LIMIT' })
      // Each release goes on with the order of the other.
      for (const event of [accepted, part]) {
        expect(await advanceBefore(client, own.key, event)).toBe('changed')
        expect((await store.advance(old.key, event)).kind).toBe('changed')
      }
      expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
      expect(await advanceBefore(client, own.key, lost(400))).toBe('changed')
      expect((await store.advance(old.key, lost(400))).kind).toBe('changed')
      const { losses } = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at, limit: 10 })
      expect(losses.day).toEqual({ window: '2026-08-08', lost: 800 })
      const ticket = { at, code: '' }
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'by hand', at })
      ticket.code = (await store.askResume(SAMPLE_ACCOUNT, at)).code
      await haltBefore(client, SAMPLE_ACCOUNT, 'by the old engine')
      await expect(store.resume(SAMPLE_ACCOUNT, ticket.code, at)).rejects.toMatchObject({ code: 'RESUME_REFUSED' })
      expect(await store.begin(third)).toMatchObject({ kind: 'denied', code: 'HALTED', detail: 'by the old engine' })
    })
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('stays sound while engines of both releases race on the same markets', async () => {
    await withClient(url, installPreviousSchema)
    // Their deadlocks are seen soon, so that the test is over soon.
    const impatient = `${url}?options=-c%20deadlock_timeout%3D20`
    await using store = await openPostgresStore(impatient)
    await store.startRun({ ...sampleRunStart(), openingBankroll: money(1_000_000) })
    const old = await Promise.all([connected(impatient), connected(impatient)])
    const kept = new Set<string>()
    const tell = (error: unknown) => {
      // What lost three deadlocks in a row gives up, in either release, and has changed nothing.
      if (!(error instanceof Error && 'code' in error && ['40P01', 'STORE_BUSY'].includes(String(error.code))))
        throw error
      return 'busy'
    }
    const intents = (lane: number) =>
      Array.from({ length: 15 }, (_, number) =>
        sampleIntent({ market: `m${number % 4}`, entry: lane * 100 + number, stake: 10, claims, event: 'e' }),
      )
    await Promise.all([
      ...old.map(async (client, lane) => {
        for (const intent of intents(lane + 1)) {
          const answer = await beginBefore(client, intent).catch(tell)
          if (answer !== 'reserved') continue
          kept.add(intent.key)
          for (const event of [accepted, whole(10), lost(10)])
            await advanceBefore(client, intent.key, event).catch(tell)
        }
      }),
      ...[3, 4].map(async (lane) => {
        for (const intent of intents(lane)) {
          const answer = await store.begin(intent).then(({ kind }) => kind, tell)
          if (answer !== 'reserved') continue
          kept.add(intent.key)
          for (const event of [accepted, whole(10), lost(10)]) await store.advance(intent.key, event).catch(tell)
        }
      }),
    ])
    for (const client of old) await client.end()
    const orders = await store.orders({ account: SAMPLE_ACCOUNT, limit: 1000 })
    expect(new Set(orders.map(({ intent }) => intent.key))).toEqual(kept)
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })
})
