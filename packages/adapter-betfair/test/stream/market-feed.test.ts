import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStreamRecorder, openStreamRecording, RequestTimeoutError } from '@betting-advisor/adapter-kit'
import { Secret, timestamp } from '@betting-advisor/core'
import { ServiceUnavailableError } from '@betting-advisor/core/breaker'
import type { FeedTurn } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { exchangeMarket } from '../../src/markets/names.ts'
import { createMarketFeed, type MarketFeedSettings } from '../../src/stream/market-feed.ts'
import { createMarketReader } from '../../src/stream/market-reader.ts'
import type { MarketChange } from '../../src/stream/wire.ts'
import { expectBooks } from './kept-books.ts'
import { contextUntil, listenTo, until } from './listen.ts'
import { madeUpChanges } from './made-up-changes.ts'
import {
  type Asked,
  accessTo,
  createTruth,
  inSegments,
  openScriptedVenue,
  success,
  type Wire,
} from './scripted-venue.ts'

const settings = (port: number, more: Partial<MarketFeedSettings> = {}): MarketFeedSettings => ({
  ...accessTo(port),
  markets: { filter: { eventTypeIds: ['7'] } },
  ...more,
})

/** Lets everybody in, and tells what the truth is from where he left it. */
function honest(truth: ReturnType<typeof createTruth>, subscribed: Map<Wire, number>) {
  return (asked: Asked, wire: Wire): void => {
    wire.send(success(asked))
    if (asked.op !== 'marketSubscription') return
    subscribed.set(wire, asked.id)
    wire.send({ ...(truth.since({ clk: asked['clk'] }) ?? truth.image()), id: asked.id })
  }
}

describe('a feed of markets', () => {
  it('logs in, subscribes, and keeps the books that it is told', async () => {
    const truth = createTruth()
    const made = madeUpChanges('feed', ['1.1', '1.2'])
    for (let count = 0; count < 20; count += 1) truth.change(made.changes())
    const subscribed = new Map<Wire, number>()
    await using venue = await openScriptedVenue(honest(truth, subscribed))
    const feed = createMarketFeed(settings(venue.port))
    const turns: FeedTurn[] = []
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => feed.status().state === 'ok', 'an image')
    expect(venue.asked).toMatchObject([
      { op: 'authentication', id: 1, appKey: 'canary-of-the-key', session: 'canary-of-the-token' },
      {
        ...{ op: 'marketSubscription', id: 2, segmentationEnabled: true, heartbeatMs: 500, conflateMs: 0 },
        marketFilter: { eventTypeIds: ['7'] },
        marketDataFilter: { fields: expect.arrayContaining(['EX_ALL_OFFERS', 'EX_MARKET_DEF', 'EX_TRADED']) },
      },
    ])
    for (let count = 0; count < 200; count += 1) {
      for (const [wire, id] of subscribed) wire.send({ ...truth.change(made.changes()), id })
    }
    await until(() => turns.length === 201, 'all messages')
    expectBooks({ books: feed.books, size: 2 }, truth.slow, 'all')
    expect(turns.every(({ asOf }) => asOf !== null)).toBe(true)
    expect(turns[0]?.markets.length).toBeGreaterThan(0)
    expect(JSON.stringify(feed.status())).not.toContain('canary')
  })

  it('tells what each message said also to whoever takes several batches in late', async () => {
    const truth = createTruth()
    const ids = [1, 2, 3, 4, 5].map((id) => 40_000 + id)
    truth.change([{ id: '1.1', marketDefinition: { status: 'OPEN', runners: ids.map((id) => ({ id })) } }])
    const subscribed = new Map<Wire, number>()
    await using venue = await openScriptedVenue(honest(truth, subscribed))
    const feed = createMarketFeed(settings(venue.port))
    const stop = new AbortController()
    const held: (() => FeedTurn)[] = []
    const listening = (async () => {
      for await (const batch of feed.messages(contextUntil(stop.signal))) held.push(...batch)
    })()
    await until(() => held.length === 1, 'the image')
    held.shift()?.()
    let taken = 0
    const priceOf = (count: number) => (101 + (count % 50)) / 100
    const takeIn = (most: number): void => {
      for (const turn of held.splice(0, most)) {
        turn()
        taken += 1
        const book = feed.books.get(exchangeMarket('1.1'))
        expect(ids.map((_, runner) => book?.sizeAt('back', runner, priceOf(taken)))).toEqual(ids.map(() => taken * 100))
      }
    }
    for (let count = 1; count <= 600; count += 1) {
      const rc = ids.map((id) => ({ id, atb: [[priceOf(count), count]] as const }))
      for (const [wire, id] of subscribed) wire.send({ ...truth.change([{ id: '1.1', rc }]), id })
      if (count % 100 !== 0) continue
      await until(() => held.length + taken === count, 'all that was told')
      // All at times, and at times a part.
      takeIn(count % 300 === 0 ? held.length : 70)
    }
    takeIn(600)
    expect(taken).toBe(600)
    expectBooks({ books: feed.books, size: 1 }, truth.slow, 'all')
    stop.abort()
    await listening
  })

  it('is recorded as it came, and a replay of the recording has the same books', async () => {
    const truth = createTruth()
    const made = madeUpChanges('recorded', ['1.1', '1.2'])
    for (let count = 0; count < 10; count += 1) truth.change(made.changes())
    const subscribed = new Map<Wire, number>()
    await using venue = await openScriptedVenue(honest(truth, subscribed))
    const path = join(await mkdtemp(join(tmpdir(), 'stream-')), 'exchange.stream')
    await using recorder = createStreamRecorder(path, 'exchange')
    const feed = createMarketFeed(settings(venue.port, { record: recorder.append }))
    const turns: FeedTurn[] = []
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => turns.length === 1, 'the image')
    for (const [wire, id] of subscribed) {
      wire.send(...inSegments({ ...truth.change(made.changes()), id }, 3), { ...truth.change(made.changes()), id })
    }
    await until(() => turns.length === 3, 'both messages')
    const reader = createMarketReader()
    using recording = openStreamRecording(path, 'exchange')
    for (const { bytes } of turns) if (bytes !== null) reader.takeIn(recording.read(bytes))
    expectBooks({ books: reader.books, size: 2 }, truth.slow, 'all')
    expectBooks({ books: feed.books, size: 2 }, truth.slow, 'all')
    expect(await readFile(path, 'utf8')).not.toContain('canary')
  })

  it('is replayed past a message that it could not use itself, and has the same books after it', async () => {
    const truth = createTruth()
    const made = madeUpChanges('unusable', ['1.1', '1.2'])
    for (let count = 0; count < 10; count += 1) truth.change(made.changes())
    const subscribed = new Map<Wire, number>()
    await using venue = await openScriptedVenue(honest(truth, subscribed))
    const path = join(await mkdtemp(join(tmpdir(), 'stream-')), 'exchange.stream')
    await using recorder = createStreamRecorder(path, 'exchange')
    const feed = createMarketFeed(settings(venue.port, { record: recorder.append }))
    const turns: FeedTurn[] = []
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => turns.length === 1, 'the image')
    const wrong = [{ id: `1.${'9'.repeat(80)}`, rc: [{ id: 7, atb: [[2, 5]] }] }]
    for (const mc of ['none', wrong]) {
      const { length } = turns
      for (const [wire, id] of subscribed) wire.send({ op: 'mcm', pt: 1, clk: 'x', id, mc })
      await until(() => turns.length > length, 'the message')
    }
    await until(() => venue.asked.length >= 3 && feed.status().state === 'ok', 'everything anew')
    const reader = createMarketReader()
    using recording = openStreamRecording(path, 'exchange')
    for (const { bytes } of turns) if (bytes !== null) reader.takeIn(recording.read(bytes))
    expectBooks({ books: reader.books, size: 2 }, truth.slow, 'all')
    expectBooks({ books: feed.books, size: 2 }, truth.slow, 'all')
  })

  it('shows nothing before the last segment of an image, nor what an earlier subscription was told', async () => {
    const truth = createTruth()
    const made = madeUpChanges('segments', ['1.1', '1.2', '1.3'])
    for (let count = 0; count < 30; count += 1) truth.change(made.changes())
    const wires: Wire[] = []
    await using venue = await openScriptedVenue((asked, wire) => {
      wire.send(success(asked))
      if (asked.op !== 'marketSubscription') return
      wires.push(wire)
      const [first, second] = inSegments({ ...truth.image(), id: 2 }, 3)
      wire.send(first ?? {}, { ...truth.heartbeat(), id: 2 }, second ?? {})
    })
    const feed = createMarketFeed(settings(venue.port))
    const turns: FeedTurn[] = []
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => turns.length === 1, 'the heartbeat')
    expect(turns).toEqual([{ asOf: null, markets: [], changed: [], bytes: null }])
    expect(feed.status().state).toBe('starting')
    const last = inSegments({ ...truth.image(), id: 2 }, 3)[2]
    wires[0]?.send({ ...truth.heartbeat(), id: 1, mc: [{ id: '1.99', rc: [] }] }, last ?? {})
    await until(() => turns.length === 2, 'the image')
    expectBooks({ books: feed.books, size: truth.slow.markets.size }, truth.slow, 'all')
    expect(turns[1]?.asOf).not.toBeNull()
  })

  it('an image in the middle replaces everything, and what it does not have any more is suspended', async () => {
    const [first, second] = [createTruth(), createTruth()]
    const definition = { status: 'OPEN', runners: [{ id: 7 }] } as const
    first.change([
      { id: '1.1', marketDefinition: definition },
      { id: '1.2', marketDefinition: definition },
    ])
    second.change([{ id: '1.2', marketDefinition: definition, rc: [{ id: 7, atb: [[2, 5]] }] }])
    const subscribed = new Map<Wire, number>()
    await using venue = await openScriptedVenue(honest(first, subscribed))
    const feed = createMarketFeed(settings(venue.port))
    const turns: FeedTurn[] = []
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => turns.length === 1, 'the first image')
    for (const [wire, id] of subscribed) wire.send({ ...second.image(), id })
    await until(() => turns.length === 2, 'the second image')
    expectBooks({ books: feed.books, size: 1 }, second.slow, 'all')
    expect(turns[1]?.markets).toMatchObject([
      { market: { id: 'betfair:1.2' }, status: 'open' },
      { market: { id: 'betfair:1.1' }, status: 'suspended' },
    ])
  })

  it('is not to be believed while the venue says so, and is again without an image', async () => {
    const truth = createTruth()
    const subscribed = new Map<Wire, number>()
    await using venue = await openScriptedVenue(honest(truth, subscribed))
    const turns: FeedTurn[] = []
    await using _ = listenTo(createMarketFeed(settings(venue.port)), (turn) => turns.push(turn))
    await until(() => turns.length === 1, 'the image')
    for (const [wire, id] of subscribed) {
      wire.send({ op: 'mcm', id, ct: 'HEARTBEAT', status: 503 }, { ...truth.heartbeat(), id })
    }
    await until(() => turns.length === 3, 'heartbeats')
    expect(turns.map(({ asOf }) => asOf === null)).toEqual([false, true, false])
  })

  it('is as old as what the venue gathers before it tells it', async () => {
    const truth = createTruth()
    await using venue = await openScriptedVenue((asked, wire) => {
      wire.send(success(asked))
      if (asked.op === 'marketSubscription') wire.send({ ...truth.image(), id: asked.id, conflateMs: 180_000 })
    })
    const turns: FeedTurn[] = []
    const before = Date.now()
    const feed = createMarketFeed(settings(venue.port))
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => turns.length === 1, 'the image')
    expect(turns[0]?.asOf).toBeLessThan(before - 170_000)
    expect(feed.status().detail).toContain('told every 180000 ms')
  })

  it('a market of which something cannot be used is not shown, the others are, and everything is asked for anew', async () => {
    const truth = createTruth()
    truth.change(['1.1', '1.2'].map((id) => ({ id, marketDefinition: { status: 'OPEN', runners: [{ id: 7 }] } })))
    const subscribed = new Map<Wire, number>()
    await using venue = await openScriptedVenue(honest(truth, subscribed))
    const feed = createMarketFeed(settings(venue.port))
    const turns: FeedTurn[] = []
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => turns.length === 1, 'the image')
    const broken = { id: '1.1', rc: [{ id: 7, atb: [[2, -5]] }] } satisfies MarketChange
    const sound = { id: '1.2', rc: [{ id: 7, atb: [[2, 5]] }] } satisfies MarketChange
    const message = { ...truth.change([sound]), mc: [broken, sound] }
    for (const [wire, id] of subscribed) wire.send({ ...message, id })
    await until(() => turns.length >= 2, 'the message')
    expect(turns[1]?.markets).toMatchObject([{ market: { id: 'betfair:1.1' }, status: 'suspended' }])
    expect(turns[1]?.asOf).not.toBeNull()
    await until(() => venue.asked.length === 3 && turns.at(-1)?.asOf !== null && turns.length >= 4, 'a second image')
    expect(venue.asked[2]).toMatchObject({ op: 'marketSubscription', id: 3 })
    expect(venue.asked[2]).not.toHaveProperty('clk')
    expectBooks({ books: feed.books, size: 2 }, truth.slow, 'all')
    expect(feed.status()).toMatchObject({ state: 'ok', detail: expect.stringContaining('1 changes could not be used') })
  })

  it.each(['NO_APP_KEY', 'INVALID_APP_KEY', 'NOT_AUTHORIZED'])(
    '%s ends it, since nothing helps but a person',
    async (errorCode) => {
      await using venue = await openScriptedVenue(({ id }, wire) => {
        wire.send({ op: 'status', id, statusCode: 'FAILURE', errorCode, errorMessage: 'no', connectionClosed: true })
      })
      await using listening = listenTo(createMarketFeed(settings(venue.port)))
      await expect(listening.run).rejects.toMatchObject({ code: errorCode })
    },
  )

  it('a token that is refused is said to be, and another one is asked for', async () => {
    const truth = createTruth()
    await using venue = await openScriptedVenue((asked, wire) => {
      if (asked['session'] === 'old') {
        const errorCode = 'INVALID_SESSION_INFORMATION'
        wire.send({ op: 'status', id: asked.id, statusCode: 'FAILURE', errorCode, connectionClosed: true })
        wire.socket.end()
        return
      }
      wire.send(success(asked))
      if (asked.op === 'marketSubscription') wire.send({ ...truth.image(), id: asked.id })
    })
    let token = 'old'
    const session = {
      token: async () => new Secret(token),
      refused: (refused: Secret) => {
        if (refused.reveal() === token) token = 'new'
      },
    }
    const feed = createMarketFeed(settings(venue.port, { session }))
    await using _ = listenTo(feed)
    await until(() => feed.status().state === 'ok', 'an image')
    expect(venue.asked.map(({ session: said }) => said).filter(Boolean)).toEqual(['old', 'new'])
  })

  it('outlives a login that is not asked for a while, and every other fault that passes', async () => {
    const truth = createTruth()
    await using venue = await openScriptedVenue(honest(truth, new Map()))
    const away = new ServiceUnavailableError('betfair:login', timestamp(0), timestamp(60_000))
    const late = new RequestTimeoutError('betfair', 5_000, 'attempt')
    const faults: Error[] = [late, away, away]
    const session = {
      async token() {
        const fault = faults.shift()
        if (fault !== undefined) throw fault
        return new Secret('token')
      },
    }
    const feed = createMarketFeed(settings(venue.port, { session }))
    await using _ = listenTo(feed)
    await until(() => feed.status().fault?.code === 'SERVICE_UNAVAILABLE', 'the fault')
    await until(() => feed.status().state === 'ok', 'an image')
    expect(faults).toEqual([])
  })

  it('asks for everything where it cannot go on from where it was', async () => {
    const truth = createTruth()
    let refused = 0
    const wires: Wire[] = []
    await using venue = await openScriptedVenue((asked, wire) => {
      if (asked['clk'] !== undefined) {
        refused += 1
        wire.send({
          op: 'status',
          id: asked.id,
          statusCode: 'FAILURE',
          errorCode: 'INVALID_CLOCK',
          connectionClosed: true,
        })
        return
      }
      wire.send(success(asked))
      if (asked.op !== 'marketSubscription') return
      wires.push(wire)
      wire.send({ ...truth.image(), id: asked.id })
    })
    const feed = createMarketFeed(settings(venue.port))
    await using _ = listenTo(feed)
    await until(() => feed.status().state === 'ok', 'an image')
    wires[0]?.socket.destroy()
    await until(() => wires.length === 2 && feed.status().state === 'ok', 'another image')
    expect(refused).toBe(1)
  })

  it.each([
    { next: ['1.1', '1.2'], resumes: true },
    { next: ['1.2', '1.1'], resumes: true },
    { next: ['1.2', '1.3'], resumes: false },
  ])(
    'goes on from where it was only with the markets that it was told of: $next, $resumes',
    async ({ next, resumes }) => {
      const truth = createTruth()
      truth.change([{ id: '1.2', marketDefinition: { status: 'OPEN', runners: [{ id: 7 }] } }])
      const subscribed = new Map<Wire, number>()
      await using venue = await openScriptedVenue(honest(truth, subscribed))
      let ids = ['1.1', '1.2']
      const feed = createMarketFeed(settings(venue.port, { markets: { ids: async () => ids } }))
      await using _ = listenTo(feed)
      await until(() => feed.status().state === 'ok', 'an image')
      ids = next
      for (const wire of subscribed.keys()) wire.reset()
      await until(() => subscribed.size === 2 && feed.status().state === 'ok', 'another one')
      const again = venue.asked.findLast(({ op }) => op === 'marketSubscription')
      expect(again).toMatchObject({ marketFilter: { marketIds: resumes ? ['1.1', '1.2'] : next } })
      expect('clk' in (again ?? {})).toBe(resumes)
    },
  )

  it('asks for everything after a loss that came before it could ask anew', async () => {
    const truth = createTruth()
    truth.change([{ id: '1.1', marketDefinition: { status: 'OPEN', runners: [{ id: 7 }] } }])
    const subscribed = new Map<Wire, number>()
    await using venue = await openScriptedVenue(honest(truth, subscribed))
    const feed = createMarketFeed(settings(venue.port))
    const turns: FeedTurn[] = []
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => feed.status().state === 'ok', 'an image')
    const broken = { id: '1.1', rc: [{ id: 7, atb: [[2, -5]] }] }
    for (const [wire, id] of subscribed) {
      const lost = { op: 'status', id, statusCode: 'FAILURE', errorCode: 'TIMEOUT', connectionClosed: true }
      wire.send({ op: 'mcm', id, pt: 1, clk: 'c1', mc: [broken] }, lost)
    }
    await until(() => venue.connections() === 2 && feed.status().state === 'ok', 'another image')
    expect(venue.asked.findLast(({ op }) => op === 'marketSubscription')).not.toHaveProperty('clk')
  })

  it('asks for fewer of the markets that it names where the venue does not take so many, on the same connection', async () => {
    const truth = createTruth()
    truth.change([{ id: '1.1', marketDefinition: { status: 'OPEN', runners: [{ id: 7 }] } }])
    const named: unknown[] = []
    await using venue = await openScriptedVenue((asked, wire) => {
      const { marketIds = [] } = (asked['marketFilter'] ?? {}) as { readonly marketIds?: readonly string[] }
      if (asked.op === 'marketSubscription') named.push(marketIds.length)
      if (marketIds.length > 3) {
        const errorCode = 'SUBSCRIPTION_LIMIT_EXCEEDED'
        wire.send({ op: 'status', id: asked.id, statusCode: 'FAILURE', errorCode, connectionClosed: false })
        return
      }
      wire.send(success(asked))
      if (asked.op === 'marketSubscription') wire.send({ ...truth.image(), id: asked.id })
    })
    const ids = Array.from({ length: 10 }, (_, index) => `1.${index + 1}`)
    const feed = createMarketFeed(settings(venue.port, { markets: { ids: async () => ids } }))
    const turns: FeedTurn[] = []
    await using _ = listenTo(feed, (turn) => turns.push(turn))
    await until(() => feed.status().state === 'ok', 'an image')
    expect(named).toEqual([10, 5, 2])
    expect(venue.connections()).toBe(1)
  })

  it('waits when it is told that there are too many connections, and does not hammer', async () => {
    const truth = createTruth()
    const at: number[] = []
    await using venue = await openScriptedVenue((asked, wire) => {
      if (asked.op === 'authentication') at.push(performance.now())
      if (at.length === 1) {
        const errorCode = 'MAX_CONNECTION_LIMIT_EXCEEDED'
        wire.send({ op: 'status', id: asked.id, statusCode: 'FAILURE', errorCode, connectionClosed: true })
        return
      }
      wire.send(success(asked))
      if (asked.op === 'marketSubscription') wire.send({ ...truth.image(), id: asked.id })
    })
    const feed = createMarketFeed({ ...settings(venue.port), ...accessTo(venue.port, { refusedMs: 700 }) })
    await using _ = listenTo(feed)
    await until(() => feed.status().state === 'failing', 'the refusal')
    expect(feed.status().fault?.code).toBe('MAX_CONNECTION_LIMIT_EXCEEDED')
    await until(() => feed.status().state === 'ok', 'an image')
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(650)
  })

  it('a silence of two heartbeats is a loss, and so is a venue that never tells an image', async () => {
    const truth = createTruth()
    let count = 0
    await using venue = await openScriptedVenue((asked, wire) => {
      wire.send(success(asked))
      if (asked.op !== 'marketSubscription') return
      count += 1
      if (count === 1) wire.send({ ...truth.image(), id: asked.id })
      if (count === 2) {
        const beating = setInterval(() => wire.send({ ...truth.heartbeat(), id: asked.id }), 50)
        wire.socket.on('close', () => clearInterval(beating))
      }
      if (count === 3) wire.send({ ...truth.image(), id: asked.id })
    })
    const codes = new Set<string | undefined>()
    const feed = createMarketFeed({ ...settings(venue.port), ...accessTo(venue.port, { imageTimeoutMs: 300 }) })
    await using _ = listenTo(feed, () => codes.add(feed.status().fault?.code))
    await until(() => count === 3 && feed.status().state === 'ok', 'the third connection')
    expect([...codes].filter((code) => code !== undefined)).toEqual(['SILENT', 'NO_IMAGE'])
    expect(venue.asked.at(-1)).not.toHaveProperty('clk')
  })

  it('a consumer that is slow makes the venue wait, and memory does not grow', async () => {
    const truth = createTruth()
    const filler = 'x'.repeat(10_000)
    let written = 0
    await using venue = await openScriptedVenue((asked, wire) => {
      wire.send(success(asked))
      if (asked.op !== 'marketSubscription') return
      wire.send({ ...truth.image(), id: asked.id })
      const push = (): void => {
        while (written < 40_000_000) {
          written += 10_000
          if (!wire.socket.write(`${JSON.stringify({ ...truth.heartbeat(), id: asked.id, filler })}\r\n`)) {
            wire.socket.once('drain', push)
            return
          }
        }
      }
      push()
    })
    const feed = createMarketFeed({ ...settings(venue.port), ...accessTo(venue.port, { maxBacklogBytes: 100_000 }) })
    const messages = feed.messages(contextUntil(AbortSignal.timeout(20_000)))[Symbol.asyncIterator]()
    await messages.next()
    await new Promise((resolve) => setTimeout(resolve, 500))
    const stalledAt = written
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(written).toBe(stalledAt)
    await messages.return?.()
  })
})
