import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { StoredEvent } from '@betting-advisor/core/store'
import { describe, expect, it } from 'vitest'
import { createMonitor, type MonitorOptions } from '../../src/index.ts'
import { ask } from '../support/asking.ts'
import { ACCOUNT } from '../support/fixtures.ts'
import { createScriptedAdvisor, type ScriptedAdvisor } from '../support/scripted-advisor.ts'
import { readStream } from '../support/stream.ts'
import { UnknownAccount } from '../support/unknown-account.ts'

const FAST: MonitorOptions = { heartbeatMs: 100, statusIntervalMs: 50 }

async function serve(options: MonitorOptions = FAST, advisor = createScriptedAdvisor({ settledCount: 8 })) {
  const monitor = createMonitor(advisor, options)
  const listening = await monitor.listen({ port: 0 })
  const open = async (headers: Record<string, string> = {}) =>
    readStream(await fetch(`${listening.url}api/v1/events`, { headers }))
  return { advisor, monitor, open, url: listening.url, [Symbol.asyncDispose]: listening.close }
}

function warn(advisor: ScriptedAdvisor, message: string): StoredEvent {
  const { now, run } = advisor.status()
  return advisor.happen({ type: 'warning', account: ACCOUNT, run, at: now, code: 'TEST', message })
}

describe('an event stream', () => {
  it('opens with a snapshot, then tells what happens', async () => {
    await using server = await serve()
    await using stream = await server.open()
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers.get('cache-control')).toBe('no-store')
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no')
    const snapshot = await stream.until(() => true)
    const newest = await server.advisor.store.lastEventId(ACCOUNT)
    expect(snapshot).toMatchObject({ event: 'snapshot', id: String(newest) })
    expect(snapshot.data).toEqual({
      status: server.advisor.status(),
      lastEventId: newest,
      resumed: false,
      heartbeatMs: 100,
    })
    expect(stream.text).toMatch(/^retry: 3000\n/)

    const stored = warn(server.advisor, 'line one\nline two\r\n\r\ndata: forged')
    const told = await stream.until(({ event }) => event === 'event')
    expect(told).toEqual({ event: 'event', id: String(newest + 1), data: stored })
    server.advisor.become({ openBets: 3 })
    const status = await stream.until(({ event, data }) => event === 'status' && data.openBets === 3)
    expect(status.id).toBeNull()
  })

  it('sends at most one status per interval, and always the last', async () => {
    await using server = await serve({ heartbeatMs: 60_000, statusIntervalMs: 100 })
    await using stream = await server.open()
    await stream.until(() => true)
    const startedAt = performance.now()
    for (let round = 1; round <= 50; round++) {
      for (let change = 1; change <= 20; change++) server.advisor.become({ markets: round * 100 + change })
      await wait(10)
    }
    await stream.until(({ event, data }) => event === 'status' && data.markets === 5_020)
    const statuses = stream.messages.filter(({ event }) => event === 'status')
    expect(statuses.length).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 100)
    expect(statuses.length).toBeGreaterThan(2)
  })

  it('gives a sign of life when nothing happens', async () => {
    await using server = await serve()
    await using stream = await server.open()
    await stream.until(({ event }) => event === 'status')
    expect(stream.text).toContain('\n: ping\n')
  })

  it('replays what a reader missed, in order, without gap or double', async () => {
    await using server = await serve()
    const first = await server.open()
    await first.until(() => true)
    const seen = warn(server.advisor, 'seen')
    await first.until(({ id }) => id === String(seen.id))
    await first[Symbol.asyncDispose]()

    const missed = Array.from({ length: 700 }, (_, index) => warn(server.advisor, `missed ${index}`))
    await using second = await server.open({ 'last-event-id': String(seen.id) })
    const late = warn(server.advisor, 'while it was replayed')
    await second.until(({ id }) => id === String(late.id))
    const [snapshot, ...rest] = second.messages.filter(({ event }) => event !== 'status')
    // Without an id: a connection that breaks now resumes where the reader was.
    expect(snapshot).toMatchObject({ event: 'snapshot', id: null, data: { resumed: true, lastEventId: seen.id } })
    expect(rest.map(({ data }) => data)).toEqual([...missed, late])
  })

  it('paces a replay that is larger than the buffer', async () => {
    await using server = await serve({ ...FAST, maxBufferedBytes: 16_384 })
    const seen = warn(server.advisor, 'seen')
    const missed = Array.from({ length: 300 }, (_, index) => warn(server.advisor, `${index} ${'x'.repeat(4_000)}`))
    await using stream = await server.open({ 'last-event-id': String(seen.id) })
    await stream.until(({ id }) => id === String(missed.at(-1)?.id))
    expect(stream.messages.filter(({ event }) => event === 'event').map(({ data }) => data)).toEqual(missed)
  })

  it('starts anew for a reader who was away too long or knows another store', async () => {
    await using server = await serve()
    for (let index = 0; index < 1_100; index++) warn(server.advisor, 'many')
    const newest = await server.advisor.store.lastEventId(ACCOUNT)
    for (const id of ['1', String(newest + 1)]) {
      await using stream = await server.open({ 'last-event-id': id })
      const snapshot = await stream.until(() => true)
      expect(snapshot).toMatchObject({ id: String(newest), data: { resumed: false, lastEventId: newest } })
    }
  })

  it.each(['-1', 'x', '1.5', '1 OR 1', '9'.repeat(30)])('refuses Last-Event-ID %s', async (id) => {
    await using server = await serve()
    const response = await fetch(`${server.url}api/v1/events`, { headers: { 'last-event-id': id } })
    expect(response.status).toBe(400)
    expect(server.advisor.listeners).toBe(0)
  })

  it('listens to the advisor only while someone reads', async () => {
    await using server = await serve()
    expect(server.advisor.listeners).toBe(0)
    const streams = await Promise.all([server.open(), server.open(), server.open()])
    expect(server.advisor.listeners).toBe(2)
    for (const stream of streams) await stream[Symbol.asyncDispose]()
    await expect.poll(() => server.advisor.listeners).toBe(0)
  })

  it('opens before the advisor has an account', async () => {
    const fresh = createScriptedAdvisor({ settledCount: 0 })
    const store = { ...fresh.store, lastEventId: () => Promise.reject(new UnknownAccount()) }
    await using server = await serve(FAST, { ...fresh, store })
    await using stream = await server.open()
    expect((await stream.until(() => true)).data).toMatchObject({ lastEventId: 0, resumed: false })
  })

  it('ends when events cannot be replayed, so that the reader tries again', async () => {
    const fresh = createScriptedAdvisor()
    const store = { ...fresh.store, events: () => Promise.reject(new Error('disk')) }
    await using server = await serve(FAST, { ...fresh, store })
    await using stream = await server.open({ 'last-event-id': '1' })
    await stream.ended
    expect(stream.messages).toHaveLength(1)
  })

  it('survives a status that cannot be read', async () => {
    const advisor = createScriptedAdvisor()
    const errors: object[] = []
    const logger = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
    const faults = new Set<string>()
    const status = () => {
      if (faults.has('status')) throw new Error('a bug')
      return advisor.status()
    }
    await using server = await serve({ ...FAST, logger }, { ...advisor, status })
    await using stream = await server.open()
    await stream.until(() => true)
    faults.add('status')
    await expect.poll(() => errors.length).toBeGreaterThan(0)
    faults.clear()
    const before = stream.messages.length
    await expect.poll(() => stream.messages.length).toBeGreaterThan(before)
  })
})

describe('many and slow readers', () => {
  it('are limited in number', async () => {
    await using server = await serve({ ...FAST, maxStreams: 2 })
    const one = await server.open()
    await using two = await server.open()
    const refused = await fetch(`${server.url}api/v1/events`)
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_STREAMS' })
    await one[Symbol.asyncDispose]()
    await expect.poll(async () => (await server.open()).response.status).toBe(200)
    expect(two.response.status).toBe(200)
  })

  it('are dropped when a megabyte behind, while others go on', async () => {
    await using server = await serve({ ...FAST, maxBufferedBytes: 262_144 })
    await using quick = await server.open()
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    const dropped = new Promise<void>((resolve) => {
      socket.on('close', () => resolve())
      socket.on('error', () => resolve())
    })
    socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    socket.once('data', () => socket.pause())
    await expect.poll(() => socket.isPaused()).toBe(true)

    const message = 'x'.repeat(16_384)
    let last = 0
    // Buffers of the kernel come first: loopback holds some megabytes.
    for (let sent = 0; sent < 900; sent++) {
      last = warn(server.advisor, message).id
      // Time for the other reader, who shares this thread.
      if (sent % 4 === 0) await wait(1)
    }
    await quick.until(({ id }) => id === String(last))
    socket.resume()
    await dropped
    expect(quick.messages.filter(({ event }) => event === 'event')).toHaveLength(900)
    expect(server.advisor.listeners).toBe(2)
  })

  it('cost nothing after a HEAD request, which has no stream', async () => {
    const advisor = createScriptedAdvisor()
    const response = await ask(createMonitor(advisor), '/api/v1/events', { method: 'HEAD' })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(advisor.listeners).toBe(0)
  })
})

describe('closing', () => {
  it('ends streams in order', async () => {
    const advisor = createScriptedAdvisor()
    const monitor = createMonitor(advisor, FAST)
    const stream = readStream(await ask(monitor, '/api/v1/events'))
    await stream.until(() => true)
    monitor.close()
    await stream.ended
    expect(advisor.listeners).toBe(0)
  })
})
