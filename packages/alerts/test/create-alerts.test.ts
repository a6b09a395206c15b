import { createSystemClock, HOUR, MINUTE, SECOND } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { createAlerts, NotDeliveredError } from '../src/index.ts'
import { AWAY, openWorld, signal } from './support/world.ts'

const kinds = (sent: readonly { readonly message: { readonly kind: string; readonly severity: string } }[]) =>
  sent.map(({ message }) => message.kind)

describe('a matter', () => {
  it('is told at once, again when it came again, and once when it is over', async () => {
    const { channel, clock, put, resolve, start } = await openWorld()
    const { deliver } = start('a')
    await put('venue')
    await deliver()
    for (let count = 0; count < 37; count++) await put('venue')
    await deliver()
    expect(kinds(channel.sent)).toEqual(['alert'])
    clock.pass(5 * MINUTE)
    await deliver()
    expect(kinds(channel.sent)).toEqual(['alert', 'reminder'])
    expect(channel.sent[1]?.message.lines.join('\n')).toContain('37 more times')
    await resolve('venue')
    await deliver()
    await deliver()
    expect(kinds(channel.sent)).toEqual(['alert', 'reminder', 'resolved'])
  })

  it('that does not come again is not told again, and what was not said counts as no delivery', async () => {
    const { channel, clock, items, put, start } = await openWorld()
    const { deliver } = start('a')
    await put('bet')
    for (let minute = 0; minute < 120; minute++) {
      await deliver()
      clock.pass(MINUTE)
    }
    expect(channel.sent).toHaveLength(1)
    expect(await items()).toMatchObject([{ deliveries: 1 }])
  })

  it('that is critical is repeated after 5, 15 and 60 minutes and every hour, until it is acknowledged', async () => {
    const { acknowledge, channel, clock, put, start } = await openWorld()
    const { deliver } = start('a')
    await put('halt', { severity: 'critical' })
    const begin = clock.now()
    for (let minute = 0; minute < 200; minute++) {
      await deliver()
      clock.pass(MINUTE)
    }
    expect(channel.sent.map(({ at }) => (at - begin) / MINUTE)).toEqual([0, 5, 20, 80, 140])
    await acknowledge('halt')
    clock.pass(5 * HOUR)
    await deliver()
    expect(channel.sent).toHaveLength(5)
  })

  it('that is critical is repeated also by a process that has not told it itself, while another channel is away', async () => {
    const { channels, clock, put, start } = await openWorld(['good', 'bad'])
    const [good, bad] = channels
    if (good === undefined || bad === undefined) throw new Error('two channels')
    bad.away = AWAY
    await put('halt', { severity: 'critical' })
    await start('a').deliver()
    const { deliver } = start('after a restart')
    for (let minute = 0; minute < 8; minute++) {
      clock.pass(MINUTE)
      await deliver()
    }
    expect(kinds(good.sent)).toHaveLength(2)
  })

  it('that is over before anybody heard of it is told as one that is', async () => {
    const { channel, put, resolve, start } = await openWorld()
    await put('short')
    await resolve('short')
    await start('a').deliver()
    expect(kinds(channel.sent)).toEqual(['resolved'])
  })
})

describe('a storm', () => {
  it('of 10000 alerts is told in no more than 20 messages, what is critical first and each by itself', async () => {
    const { channel, clock, items, put, start } = await openWorld()
    for (let index = 0; index < 10_000; index++)
      await put(`k${index}`, index % 4_000 === 99 ? { severity: 'critical' } : {})
    const { deliver } = start('a')
    for (let second = 0; second < 60; second++) {
      await deliver()
      clock.pass(SECOND)
    }
    expect(channel.sent.length).toBeLessThanOrEqual(20)
    expect(channel.sent.slice(0, 3).map(({ message }) => [message.severity, message.items.length])).toEqual([
      ['critical', 1],
      ['critical', 1],
      ['critical', 1],
    ])
    const told = new Set(channel.sent.flatMap(({ message }) => message.items.map(({ id }) => id)))
    expect(told.size).toBe(10_000)
    expect((await items()).every(({ deliveries }) => deliveries === 1)).toBe(true)
  })

  it('of critical ones leaves none out of the lines that people read', async () => {
    const { channel, put, start } = await openWorld()
    for (let index = 0; index < 100; index++)
      await put(`k${index}`, { severity: 'critical', message: `number ${index}.` })
    await start('a').deliver()
    const words = channel.sent.flatMap(({ message }) => message.lines).join('\n')
    for (let index = 0; index < 100; index++) expect(words).toContain(`number ${index}.`)
    expect(channel.sent.length).toBeLessThanOrEqual(12)
  })
})

describe('a channel that is away', () => {
  it('for an hour loses nothing and floods nobody when it is back', async () => {
    const { channel, clock, put, start } = await openWorld()
    const { deliver } = start('a')
    channel.away = AWAY
    for (let second = 0; second < 3_600; second += 5) {
      if (second % 10 === 0) await put(`k${second}`)
      await deliver()
      clock.pass(5 * SECOND)
    }
    expect(channel.sent).toEqual([])
    channel.away = null
    for (let second = 0; second < 120; second++) {
      await deliver()
      clock.pass(SECOND)
    }
    const told = channel.sent.flatMap(({ message }) => message.items.map(({ id }) => id))
    expect(new Set(told).size).toBe(360)
    expect(told).toHaveLength(360)
    expect(channel.sent.length).toBeLessThanOrEqual(12)
  })

  it('keeps no other from telling, which tells nothing twice, also after a restart', async () => {
    const { channels, clock, put, resolve, start } = await openWorld(['good', 'bad'])
    const [good, bad] = channels
    if (good === undefined || bad === undefined) throw new Error('two channels')
    bad.away = AWAY
    await put('a')
    await put('b')
    for (let minute = 0; minute < 4; minute++) {
      await start(`process ${minute}`).deliver()
      clock.pass(MINUTE)
    }
    expect(kinds(good.sent)).toEqual(['alert', 'alert'])
    await resolve('a')
    await start('last').deliver()
    expect(kinds(good.sent)).toEqual(['alert', 'alert', 'resolved'])
    bad.away = null
    clock.pass(MINUTE)
    await start('at last').deliver()
    expect(kinds(bad.sent).toSorted()).toEqual(['alert', 'resolved'])
    expect(good.sent).toHaveLength(3)
  })

  it('keeps nobody from being reminded elsewhere of what is critical', async () => {
    const { channels, clock, put, start } = await openWorld(['good', 'bad'])
    const [good, bad] = channels
    if (good === undefined || bad === undefined) throw new Error('two channels')
    bad.away = AWAY
    const { deliver } = start('a')
    await put('halt', { severity: 'critical' })
    for (let minute = 0; minute < 30; minute++) {
      await deliver()
      clock.pass(MINUTE)
    }
    expect(good.sent.length).toBe(3)
  })

  it('is left alone for as long as it asks', async () => {
    const { channel, clock, put, start } = await openWorld()
    const { alerts, deliver } = start('a')
    const begin = clock.now()
    let asked = 0
    const send = channel.send
    channel.send = (message, until) => {
      asked += 1
      return send(message, until)
    }
    channel.away = new NotDeliveredError('too many', { retryAfterMs: 90_000 })
    await put('a')
    await deliver()
    expect(alerts.status()).toEqual([{ name: 'one', failingSince: begin, delivered: 0 }])
    channel.away = null
    for (let second = 0; second < 89; second++) {
      clock.pass(SECOND)
      await put(`b${second}`)
      await deliver()
    }
    expect(asked).toBe(1)
    clock.pass(SECOND)
    await deliver()
    expect(alerts.status()).toMatchObject([{ failingSince: null }])
  })

  it('never answers, nor minds its signal, and holds up neither others nor what comes after, nor the end', async () => {
    const { channels, items, put, store } = await openWorld(['good', 'hung'])
    const [good, hung] = channels
    if (good === undefined || hung === undefined) throw new Error('two channels')
    hung.send = () => new Promise(() => {})
    const clock = createSystemClock()
    const control = new AbortController()
    const alerts = createAlerts({
      store,
      account: SAMPLE_ACCOUNT,
      channels,
      clock,
      by: 'a',
      random: () => 0,
      pollMs: 5,
      timeoutMs: 50_000,
    })
    const running = alerts.run(control.signal)
    for (const key of ['first', 'second', 'third']) {
      await put(key, { severity: 'critical' })
      await expect.poll(() => good.sent.at(-1)?.message.items[0]?.alert.key, { timeout: 10_000 }).toBe(key)
    }
    control.abort()
    await running
    const failures = (await items()).map(({ failure }) => failure)
    expect(failures).toEqual(Array(3).fill(expect.stringMatching(/^hung: the process ended/)))
  })

  it('is asked for the next message only when its gap is over, and by then tells first what is critical', async () => {
    const { channel, put, start } = await openWorld()
    const { deliver } = start('a')
    const send = channel.send
    channel.send = async (message, until) => {
      if (channel.sent.length === 0) {
        await put('urgent', { severity: 'critical' })
        void deliver()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      await send(message, until)
    }
    for (const key of ['a', 'b', 'c']) await put(key)
    await deliver()
    expect(channel.sent.map(({ message }) => message.items[0]?.alert.key)).toEqual(['a', 'urgent', 'b', 'c'])
  })

  it('refuses a message of many because of one: the others arrive all the same', async () => {
    const { channel, clock, put, start } = await openWorld()
    const send = channel.send
    channel.send = (message, until) =>
      message.items.some(({ alert }) => alert.key === 'k25')
        ? Promise.reject(new NotDeliveredError('a word it does not like', { isMessage: true }))
        : send(message, until)
    const { deliver } = start('a')
    for (let index = 0; index < 40; index++) await put(`k${index}`)
    for (let minute = 0; minute < 10; minute++) {
      await deliver()
      clock.pass(MINUTE)
    }
    const told = new Set(channel.sent.flatMap(({ message }) => message.items.map(({ alert }) => alert.key)))
    expect(told.size).toBe(39)
  })

  it.each([[Number.POSITIVE_INFINITY], [1e15], [0.25]])(
    'asks to be left alone for %s ms, and is tried again a day later',
    async (retryAfterMs) => {
      const { channel, clock, put, start } = await openWorld()
      const { deliver } = start('a')
      channel.away = new NotDeliveredError('too many', { retryAfterMs })
      await put('a')
      await deliver()
      channel.away = null
      clock.pass(24 * HOUR)
      await deliver()
      expect(channel.sent).toHaveLength(1)
    },
  )

  it('for one message lets the others pass', async () => {
    const { channel, clock, put, start } = await openWorld()
    const send = channel.send
    channel.send = (message, until) =>
      message.items.some(({ alert }) => alert.key === 'poison')
        ? Promise.reject(new NotDeliveredError('too long', { isMessage: true }))
        : send(message, until)
    const { deliver } = start('a')
    await put('poison')
    await put('after it')
    await deliver()
    clock.pass(MINUTE)
    await deliver()
    expect(channel.sent).toHaveLength(1)
  })
})

it('two processes tell each alert once', async () => {
  const { channel, put, start } = await openWorld()
  for (let index = 0; index < 8; index++) await put(`k${index}`)
  const [first, second] = [start('a'), start('b')]
  await Promise.all([first.deliver(), second.deliver(), first.deliver(), second.deliver()])
  expect(channel.sent.map(({ message }) => message.items[0]?.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

it('runs until it is to end, and through a store that is away', async () => {
  const { channel, clock, put, store } = await openWorld()
  const control = new AbortController()
  let asked = 0
  await put('a')
  const alerts = createAlerts({
    store: {
      ...store,
      claimAlerts: (claim) => {
        asked += 1
        if (asked > 4) control.abort()
        return asked < 3 ? Promise.reject(new Error('away')) : store.claimAlerts(claim)
      },
    },
    account: SAMPLE_ACCOUNT,
    channels: [channel],
    clock,
    by: 'a',
    random: () => 0,
  })
  await alerts.run(AbortSignal.any([control.signal, signal]))
  expect(channel.sent).toHaveLength(1)
})

it.each([[['a', 'a']], [['a:b']], [['a\nb']], [['']]])('channels %j cannot be told apart', async (names) => {
  const { start } = await openWorld(names)
  expect(() => start('a')).toThrow('channels must be')
})
