import type { AddressInfo } from 'node:net'
import { Secret } from '@betting-advisor/core'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { expect, it, onTestFinished } from 'vitest'
import { createEmailChannel } from '../src/index.ts'
import { messageOf } from '../src/wording.ts'
import { itemOf } from './support/items.ts'

const signal = AbortSignal.timeout(60_000)
const addresses = { from: 'bot@example.com', to: 'ann@example.com' }

async function startMailServer(options: SMTPServerOptions = {}) {
  const mails: string[] = []
  const server = new SMTPServer({
    hideSTARTTLS: true,
    closeTimeout: 100,
    allowInsecureAuth: true,
    authOptional: true,
    onData(stream, _, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8'))
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, mails }
}

it('a mail arrives, with the same Message-ID when it is sent again', async () => {
  const logins: string[] = []
  const { host, mails } = await startMailServer({
    authOptional: false,
    onAuth(auth, _, done) {
      logins.push(`${auth.username} ${auth.password}`)
      done(null, { user: auth.username })
    },
  })
  const channel = createEmailChannel({ url: new Secret(`smtp://bot%40x:p%23ss@${host}`), ...addresses })
  const message = messageOf(itemOf(7, { severity: 'critical', message: 'evil\r\nBcc: eve@example.com' }))
  await channel.send(message, signal)
  await channel.send(message, signal)
  expect(logins).toEqual(['bot@x p#ss', 'bot@x p#ss'])
  expect(mails).toHaveLength(2)
  for (const mail of mails) {
    expect(mail).toContain(`Message-ID: <${message.id}@alerts.betting-advisor>`)
    expect(mail).toContain('Subject: CRITICAL CODE')
    expect(mail).toContain('evil Bcc: eve@example.com')
    expect(mail).not.toMatch(/^Bcc:/m)
  }
})

it('a password that is refused is shown nowhere', async () => {
  const { host } = await startMailServer({
    authOptional: false,
    onAuth: ({ password }, _, done) => done(new Error(`not ${password}`)),
  })
  const channel = createEmailChannel({ url: new Secret(`smtp://bot:p4ssw0rd@${host}`), ...addresses })
  const error = await channel.send(messageOf(itemOf(1)), signal).catch((fault: unknown) => fault)
  expect(error).toMatchObject({ code: 'NOT_DELIVERED', isMessage: false })
  expect(`${error instanceof Error ? error.stack : ''} ${JSON.stringify(error)}`).not.toContain('p4ssw0rd')
})

it('a server that refuses one message is not away', async () => {
  const refuse = Object.assign(new Error('spam'), { responseCode: 554 })
  const { host, mails } = await startMailServer({
    onData(stream, _, done) {
      stream.resume()
      stream.on('end', () => done(refuse))
    },
  })
  const channel = createEmailChannel({ url: new Secret(`smtp://${host}`), ...addresses })
  await expect(channel.send(messageOf(itemOf(1)), signal)).rejects.toMatchObject({ isMessage: true })
  expect(mails).toEqual([])
})

it('a server that says nothing is given up with the signal', async () => {
  const { host } = await startMailServer({ onConnect: () => {} })
  const channel = createEmailChannel({ url: new Secret(`smtp://${host}`), ...addresses })
  await expect(channel.send(messageOf(itemOf(1)), AbortSignal.timeout(100))).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})

it.each([
  ['http://mail.example.com', 'a@b.c'],
  ['smtp://bot:100%@mail.example.com', 'a@b.c'],
  ['smtp://mail.example.com', 'a@b.c\r\nBcc: eve@x.y'],
  ['smtp://mail.example.com', 'a@b.c, eve@x.y'],
])('%s and %j are no server and one address', (url, to) => {
  expect(() => createEmailChannel({ url: new Secret(url), from: 'x@y.z', to })).toThrow(/must be/)
})
