import { createSystemClock, type Logger, Secret, silentLogger } from '@betting-advisor/core'
import { expect, it, onTestFinished } from 'vitest'
import { createHeartbeat, type HeartbeatSettings } from '../src/index.ts'
import { createByHandClock } from './support/by-hand-clock.ts'
import { startReceiver } from './support/receiver.ts'

/** Beats each second of a clock that goes by itself, until the test is over; logs what changes. */
function beat(address: string, settings: Partial<HeartbeatSettings> = {}) {
  const lines: string[] = []
  const write = (fields: object) => void lines.push(JSON.stringify(fields))
  const logger: Logger = { ...silentLogger, info: write, warn: write }
  const byHand = createByHandClock()
  const clock = {
    ...byHand,
    // Real time too, so that a server gets its turn.
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      await byHand.sleep(milliseconds, signal)
    },
  }
  const ended = new AbortController()
  const heartbeat = createHeartbeat({ url: new Secret(address), concern: async () => null, clock, logger, ...settings })
  const running = heartbeat.run(ended.signal)
  const end = async () => {
    ended.abort()
    await running
  }
  onTestFinished(end)
  return { lines, end }
}

it('somebody outside is told while all is well, not while it is not, and again', async () => {
  const { url, received } = await startReceiver()
  let worry: string | null = null
  const { lines } = beat(`${url}/hidden`, { concern: async () => worry })
  await expect.poll(() => received.length).toBeGreaterThan(2)
  worry = 'no prices'
  await expect.poll(() => lines).toEqual([expect.stringContaining('no prices')])
  const before = received.length
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(received).toHaveLength(before)
  worry = null
  await expect.poll(() => received.length).toBeGreaterThan(before)
  expect(lines).toEqual([expect.stringContaining('withheld'), expect.stringContaining('heartbeat.back')])
})

it.each([
  ['fails', () => Promise.reject(new Error('away'))],
  ['never ends', () => new Promise<null>(() => {})],
])('what does not know because its question %s is not well', async (_, concern) => {
  const { url, received } = await startReceiver()
  const { lines, end } = beat(url, { concern, timeoutMs: 30 })
  await expect.poll(() => lines).toEqual([expect.stringContaining('nobody knows whether all is well')])
  await end()
  expect(received).toEqual([])
})

it.each([
  ['refuses', { status: 404 }, 'status 404'],
  ['hangs', { status: 200, silent: true }, 'took too long'],
  ['cuts the line', { status: 200, cut: true }, 'The connection failed'],
])('an address that %s is logged once, without itself, and tried on', async (_, reply, words) => {
  const { url, received } = await startReceiver(() => reply)
  const { lines } = beat(`${url}/hidden`, { timeoutMs: 200 })
  await expect.poll(() => received.length).toBeGreaterThan(2)
  expect(lines).toEqual([expect.stringContaining(words)])
  expect(lines.join()).not.toMatch(/hidden|127\.0\.0\.1/)
})

it.each([[{ url: new Secret('http://example.com/token') }], [{ everyMs: 10 }], [{ timeoutMs: 0 }]])(
  'what cannot work is refused: %j',
  (wrong) => {
    const right = { url: new Secret('https://example.com/'), concern: async () => null, clock: createSystemClock() }
    expect(() => createHeartbeat({ ...right, ...wrong })).toThrow('must be')
    expect(() => createHeartbeat({ ...right, ...wrong })).not.toThrow('token')
  },
)
