import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type Intent, isAdvisorError, money, type OrderEvent, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startServer, type TestServer } from 'betting-advisor-postgres-server/server'
import { afterAll, describe, expect, test } from 'vitest'
import { storesAwait } from '../../core/test/awaited-of-stores.ts'
import { storesKeepTime } from '../../core/test/time-of-stores.ts'
import { openPostgresStore } from '../src/index.ts'
import { openHarness, withClient } from './harness.ts'

const started = await startServer()
const why = 'unavailable' in started ? ` (${started.unavailable})` : ''

afterAll(async () => {
  if ('stop' in started) await started.stop()
})

function server(): TestServer {
  if ('unavailable' in started) throw new Error(started.unavailable)
  return started
}

const open = () => openHarness(server().url())

/** A run of the account that nobody has heard of for 20 seconds. */
const silence = () =>
  withClient(server().url(), async (client) => {
    // The trigger that notes the time would note it now.
    await client.query('SET session_replication_role = replica')
    await client.query(`UPDATE betting_advisor.run SET beat_at = clock_timestamp() - interval '20 seconds'`)
  })

/** Lives an order to its end: it loses all of its stake. */
async function live(store: Store, intent: Intent): Promise<void> {
  const at = SAMPLE_TIME
  const { stake, price } = intent
  const events: readonly OrderEvent[] = [
    { type: 'accepted', at, venueOrderId: intent.ref },
    { type: 'matched', at, matchedStake: stake, averagePrice: price },
    { type: 'settled', at, matchedStake: stake, outcome: 'lost', profit: money(-stake), commission: money(0) },
  ]
  await store.begin(intent)
  for (const event of events) await store.advance(intent.key, [event])
}

/** A wire to the server that falls silent towards its client once it has brought so many bytes. */
async function silentAfter(bytes: number): Promise<{ readonly port: number; brought(): number } & AsyncDisposable> {
  const sockets: Socket[] = []
  let brought = 0
  const listener = createServer((client) => {
    const wire = connect(server().port, '127.0.0.1')
    sockets.push(client, wire)
    for (const socket of [client, wire]) socket.on('error', () => socket.destroy())
    client.pipe(wire)
    wire.on('data', (chunk) => {
      brought += chunk.length
      if (brought > bytes) wire.pause()
      else client.write(chunk)
    })
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    brought: () => brought,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}

describe.skipIf(why !== '')(`the PostgreSQL store${why}`, () => {
  storesAwait(open, silence)
  storesKeepTime(open)

  describe('an engine that starts on an account with a history', () => {
    /** How the running engine's next order is answered, when the wire of the starting one falls silent after so many bytes of it. */
    async function answer(bytes: number): Promise<{ readonly answer: string; readonly brought: number }> {
      await using harness = await open()
      const { store } = harness
      await store.startRun(sampleRunStart())
      const reasons = ['a reason of some length '.repeat(100)]
      for (let n = 0; n < 50; n += 1) await live(store, { ...sampleIntent({ market: `m${n}`, stake: 1 }), reasons })
      await using wire = await silentAfter(bytes)
      const other = await openPostgresStore(
        server()
          .url()
          .replace(/:\d+\//, `:${wire.port}/`),
      )
      const begun = async (market: string) => {
        try {
          return (await store.begin(sampleIntent({ market }))).kind
        } catch (error) {
          if (isAdvisorError(error)) return error.code
          throw error
        }
      }
      const start = sampleRunStart(SAMPLE_ACCOUNT, 2)
      const starting = other.startRun({ ...start, openingFunds: { [SAMPLE_WALLET]: money(0) } }).catch(() => undefined)
      for (let n = 0; n < 100 && wire.brought() <= bytes; n += 1)
        await new Promise((resolve) => setTimeout(resolve, 20))
      const told = await begun('meanwhile')
      const brought = wire.brought()
      await wire[Symbol.asyncDispose]()
      await starting
      await other.close()
      return { answer: told, brought }
    }

    test('lets the running ones bet when it has started', async () => {
      const { answer: told, brought } = await answer(Number.POSITIVE_INFINITY)
      expect(told).toBe('reserved')
      expect(brought).toBeGreaterThan(20_000)
    })

    test('lets the running ones bet while it reads', async () => {
      const { answer: told, brought } = await answer(15_000)
      expect(told).toBe('reserved')
      expect(brought).toBeGreaterThan(15_000)
    })
  })

  test('the outbox and whoever bets never wait for each other', async () => {
    await using harness = await open()
    const { store } = harness
    await store.startRun(sampleRunStart())
    const at = SAMPLE_TIME
    const alert = { account: SAMPLE_ACCOUNT, key: 'k', code: 'CODE', severity: 'critical', message: 'm', at } as const
    const first = await withClient(server().url(), async (client) => {
      await client.query('BEGIN')
      await client.query('SELECT 1 FROM betting_advisor.account WHERE key = $1 FOR NO KEY UPDATE', [SAMPLE_ACCOUNT])
      const { id } = await store.putAlert(alert)
      const [claimed] = await store.claimAlerts({ account: SAMPLE_ACCOUNT, by: 'x', at, leaseMs: 60_000, limit: 9 })
      expect(claimed?.id).toBe(id)
      expect(await store.alertSent({ account: SAMPLE_ACCOUNT, id, by: 'x', at, nextAt: at })).toBe(true)
      expect(await store.forgetAlerts(SAMPLE_ACCOUNT, at)).toBe(0)
      expect(await store.acknowledgeAlert(SAMPLE_ACCOUNT, 'k', at, { by: 'ann', reason: 'seen' })).toBe(true)
      await client.query('ROLLBACK')
      return id
    })
    expect((await store.putAlert(alert)).id).toBeGreaterThan(first)
  })
})
