import { createHmac } from 'node:crypto'
import { createSystemClock, Secret, silentLogger, timestamp } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { createLogChannel, createTelegramChannel, createWebhookChannel, type NotDeliveredError } from '../src/index.ts'
import { cut } from '../src/message.ts'
import { digestOf, messageOf } from '../src/wording.ts'
import { itemOf } from './support/items.ts'
import { startReceiver } from './support/receiver.ts'

const TOKEN = '123456:ABC-secret_token'
const signal = AbortSignal.timeout(60_000)
const clock = createSystemClock()

async function fault(work: Promise<unknown>): Promise<NotDeliveredError> {
  return await work.then(
    () => expect.fail('it was delivered'),
    (error) => error,
  )
}

describe('the webhook', () => {
  const secret = new Secret('0123456789abcdef')

  it('signs what it posts, and says by the same id that something is sent again', async () => {
    const { url, received } = await startReceiver()
    const channel = createWebhookChannel({ url: new Secret(`${url}/hook?key=hidden`), secret, clock })
    const message = messageOf(itemOf(1, { severity: 'critical', message: 'ünï "quoted"' }))
    await channel.send(message, signal)
    await channel.send(message, signal)
    const [first, second] = received
    const { body, headers } = first ?? expect.fail('nothing came')
    const stamp = headers['x-alert-timestamp']
    const expected = createHmac('sha256', '0123456789abcdef').update(`${stamp}.${body}`).digest('hex')
    expect(headers['x-alert-signature']).toBe(`v1=${expected}`)
    expect(Math.abs(Number(stamp) * 1000 - clock.now())).toBeLessThan(60_000)
    expect(headers['idempotency-key']).toBe(message.id)
    expect(second?.headers['idempotency-key']).toBe(message.id)
    expect(JSON.parse(body)).toMatchObject({
      id: message.id,
      kind: 'alert',
      severity: 'critical',
      alerts: [{ key: 'k1', code: 'CODE', message: 'ünï "quoted"', repeats: 0, closedAt: null }],
    })
  })

  it.each([
    [429, { 'retry-after': '7' }, 7_000, false],
    [503, {}, null, false],
    [400, {}, null, true],
    [302, { location: 'http://127.0.0.1:9/elsewhere' }, null, false],
  ])('answered %s is a fault with what it asks for', async (status, headers, retryAfterMs, isMessage) => {
    const { url, received } = await startReceiver(() => ({ status, headers }))
    const channel = createWebhookChannel({ url: new Secret(`${url}/hidden`), secret, clock })
    const error = await fault(channel.send(messageOf(itemOf(1)), signal))
    expect(error).toMatchObject({ code: 'NOT_DELIVERED', retryAfterMs, isMessage })
    expect(received).toHaveLength(1)
  })

  it('shows nothing of its address when the connection fails', async () => {
    const { url } = await startReceiver(() => ({ status: 200, cut: true }))
    const channel = createWebhookChannel({ url: new Secret(`${url}/hidden`), secret, clock })
    const error = await fault(channel.send(messageOf(itemOf(1)), signal))
    expect(error.code).toBe('NOT_DELIVERED')
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toMatch(/hidden|127\.0\.0\.1/)
  })

  it.each([
    'http://example.com/hook',
    'http://203.0.113.9/hook',
    'http://10.example.com/hook',
    'https://ann:pw@example.com/hook',
    'ftp://example.com',
    'hook',
  ])('does not post to %s, nor shows it', (address) => {
    const make = () => createWebhookChannel({ url: new Secret(address), secret, clock })
    expect(make).toThrow('url must be an address of https')
    expect(make).toThrow('was "[secret]"')
  })

  it.each([
    'https://example.com/hook',
    'http://localhost:8080/',
    'http://[::1]/',
    'http://192.168.1.7/',
    'http://alertmanager:9093/',
    'http://hooks.internal/',
  ])('posts to %s', (address) => {
    expect(createWebhookChannel({ url: new Secret(address), secret, clock }).name).toBe('webhook')
  })

  it('shows some of thousands, and counts all', async () => {
    const { url, received } = await startReceiver()
    const items = Array.from({ length: 3_000 }, (_, index) => itemOf(index + 1, { message: 'x'.repeat(50_000) }))
    await createWebhookChannel({ url: new Secret(url), secret, clock }).send(digestOf(items), signal)
    const { body = '' } = received[0] ?? {}
    expect(body.length).toBeLessThan(300_000)
    const { alerts, count } = JSON.parse(body)
    expect([alerts.length, count]).toEqual([100, 3_000])
  })

  it('takes for taken what is, however long the rest of the answer is under way', async () => {
    const { url } = await startReceiver(() => ({ status: 200, endless: true }))
    await createWebhookChannel({ url: new Secret(url), secret, clock }).send(messageOf(itemOf(1)), signal)
  })

  it('ends with its signal', async () => {
    const { url } = await startReceiver(() => ({ status: 200, silent: true }))
    const channel = createWebhookChannel({ url: new Secret(url), secret, clock })
    await expect(channel.send(messageOf(itemOf(1)), AbortSignal.timeout(50))).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })
})

describe('Telegram', () => {
  const channelAt = (baseUrl: string) => createTelegramChannel({ token: new Secret(TOKEN), chatId: '-100123', baseUrl })
  const bodyOf = (body = '{}') => JSON.parse(body)

  it('is sent escaped HTML, whatever a venue wrote', async () => {
    const { url, received } = await startReceiver(() => ({ status: 200, body: '{"ok":true}' }))
    await channelAt(url).send(messageOf(itemOf(1, { message: 'A & B <b>x</b> *_[`\u202e\nend' })), signal)
    const [call] = received
    expect(call?.path).toBe(`/bot${TOKEN}/sendMessage`)
    const { text, parse_mode, chat_id } = bodyOf(call?.body)
    expect([parse_mode, chat_id]).toEqual(['HTML', '-100123'])
    expect(text).toContain('<b>WARNING CODE</b>\nA &amp; B &lt;b&gt;x&lt;/b&gt; *_[` end\n')
  })

  it('is sent plain text where it refuses the formatting', async () => {
    const { url, received } = await startReceiver((_, count) => ({ status: count === 1 ? 400 : 200 }))
    await channelAt(url).send(messageOf(itemOf(1, { message: 'a < b' })), signal)
    expect(bodyOf(received[1]?.body)).not.toHaveProperty('parse_mode')
    expect(bodyOf(received[1]?.body).text).toContain('a < b')
  })

  it('is sent no more than it takes, counted as it is shown', async () => {
    const { url, received } = await startReceiver()
    const message = { ...messageOf(itemOf(1)), lines: ['<'.repeat(5000)] }
    await channelAt(url).send(message, signal)
    const { text } = bodyOf(received[0]?.body)
    const shown = text.replace(/<\/?b>/g, '').replaceAll('&lt;', '<')
    expect(shown).toHaveLength(4096)
    expect(shown.endsWith('<…')).toBe(true)
  })

  it('says how long it wants to be left alone', async () => {
    const body = JSON.stringify({ ok: false, description: 'Too Many Requests', parameters: { retry_after: 33 } })
    const { url } = await startReceiver(() => ({ status: 429, body }))
    expect(await fault(channelAt(url).send(messageOf(itemOf(1)), signal))).toMatchObject({
      retryAfterMs: 33_000,
      isMessage: false,
    })
  })

  it.each([
    [401, 'Unauthorized', false],
    [400, 'Bad Request: chat not found', false],
    [400, 'Bad Request: message is too long', true],
    [500, `echo of ${TOKEN}`, false],
  ])('answered %s %s never shows its token', async (status, description, isMessage) => {
    const { url } = await startReceiver(() => ({ status, body: JSON.stringify({ ok: false, description }) }))
    const error = await fault(channelAt(url).send(messageOf(itemOf(1)), signal))
    expect(error.isMessage).toBe(isMessage)
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('ABC-secret')
  })

  it('answered with what is no JSON is a fault like others', async () => {
    const { url } = await startReceiver(() => ({ status: 502, body: '<html>' }))
    expect(await fault(channelAt(url).send(messageOf(itemOf(1)), signal))).toMatchObject({ code: 'NOT_DELIVERED' })
  })

  it.each(['http://example.com', 'https://ann:pw@example.com'])('is not reached by way of %s', (baseUrl) => {
    expect(() => channelAt(baseUrl)).toThrow('baseUrl must be')
  })

  it.each(['123456:ABC/../../x', 'no token', ''])('does not take %j for a token, nor shows it', (token) => {
    expect(() => createTelegramChannel({ token: new Secret(token), chatId: '1' })).toThrow(
      'token must be the token of a bot, was "[secret]"',
    )
  })
})

it('a log gets each alert at the level of its severity', async () => {
  const lines: string[] = []
  const write = (level: string) => (_: object, text?: string) => lines.push(`${level} ${text?.split('\n')[0]}`)
  const channel = createLogChannel({ ...silentLogger, info: write('info'), warn: write('warn'), error: write('error') })
  for (const severity of ['info', 'warning', 'critical'] as const)
    await channel.send(messageOf(itemOf(1, { severity })), signal)
  expect(lines).toEqual(['info INFO CODE', 'warn WARNING CODE', 'error CRITICAL CODE'])
})

it('a text is never cut within a character', () => {
  expect(cut('ab😀cd', 4)).toBe('ab…')
  expect(cut('ab😀', 4)).toBe('ab😀')
})

it('a digest of what is over is not urgent, however urgent it was', () => {
  const over = { closed: { at: timestamp(0), by: null } }
  const items = [1, 2].map((id) => itemOf(id, { severity: 'critical' }, over))
  expect(digestOf(items).severity).toBe('info')
  expect(digestOf([...items, itemOf(3)]).severity).toBe('warning')
})

it('a digest counts all, and tells what there is room for', () => {
  const items = Array.from({ length: 40 }, (_, index) => itemOf(index + 1, { code: index < 30 ? 'A' : 'B' }))
  const { title, lines } = digestOf(items)
  expect(title).toBe('WARNING 40 alerts')
  expect(lines[0]).toBe('A × 30, B × 10')
  expect(lines.at(-1)).toBe('and 25 more')
})
