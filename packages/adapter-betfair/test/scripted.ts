import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { makeCertificate } from '@betting-advisor/adapter-kit/emulator'

export const authority = makeCertificate({ name: 'authority' })
const served = makeCertificate({ name: 'exchange', issuer: authority, addresses: ['127.0.0.1'], hosts: ['localhost'] })
/** What the account shows of itself. */
export const bot = makeCertificate({ name: 'bot', issuer: authority })

/** A request as it came in. */
export interface Asked {
  readonly path: string
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Whether a certificate was shown that the authority signed. */
  readonly certified: boolean
}

/** What is answered: JSON, a text as it is, or nothing at all and the connection is reset. */
export type Scripted =
  | { readonly json: unknown }
  | { readonly text: string; readonly status?: number }
  | 'reset'
  | 'silence'

/** A server over TLS that answers as it is told. */
export async function serveScript(answer: (asked: Asked) => Scripted | Promise<Scripted>) {
  const asked: Asked[] = []
  async function listen(incoming: IncomingMessage, out: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const request: Asked = {
      path: incoming.url ?? '/',
      method: incoming.method ?? 'GET',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      certified: (incoming.socket as TLSSocket).authorized,
    }
    asked.push(request)
    const said = await answer(request)
    if (said === 'silence') return
    if (said === 'reset') incoming.socket.destroy()
    else if ('json' in said) out.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said.json))
    else out.writeHead(said.status ?? 200, { 'content-type': 'text/html' }).end(said.text)
  }
  const server = createServer(
    {
      cert: served.certificate,
      key: served.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (incoming, out) => void listen(incoming, out).catch(() => out.destroy()),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    asked,
    host,
    /** All hosts of the exchange at once. */
    hosts: {
      login: host,
      certificateLogin: host,
      keepAlive: host,
      logout: host,
      api: host,
      heartbeat: host,
      navigation: `${host}/menu.json`,
      stream: host,
      history: host,
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
