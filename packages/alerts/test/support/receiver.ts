import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly at: number
}

export interface Reply {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Takes what was sent and cuts the connection instead of answering. */
  readonly cut?: boolean
  /** Begins its answer and never ends it. */
  readonly endless?: boolean
  /** Never answers. */
  readonly silent?: boolean
}

/** A real server on a real socket, which keeps what it is sent and answers as it is told. */
export async function startReceiver(reply: (received: Received, count: number) => Reply = () => ({ status: 200 })) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const one = {
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      at: performance.now(),
    }
    received.push(one)
    const { status, body = '', headers = {}, cut, silent, endless } = reply(one, received.length)
    if (silent) return
    if (cut) request.socket.destroy()
    else if (endless) response.writeHead(status, headers).write('and')
    else response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, received }
}
