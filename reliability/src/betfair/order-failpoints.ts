import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Hit } from '../engine/failpoints.ts'

/** What the HTTP client says of a request on its diagnostics channels. */
interface Told {
  readonly request: { readonly body: unknown }
  readonly socket?: Socket
}

/**
 * Makes a process die in the middle of writing an order, after it, and before its answer is read: at the HTTP client, so that the adapter
 * needs to know nothing of it.
 */
export function watchOrders(hit: Hit): void {
  const onOrders = (channel: string, work: (told: Told) => void): void => {
    subscribe(channel, (message) => {
      const told = message as Told
      if (isOrder(told.request.body)) work(told)
    })
  }
  onOrders('undici:client:sendHeaders', ({ socket }) => {
    if (socket !== undefined) halveNextBody(socket, hit)
  })
  onOrders('undici:request:bodySent', () => hit('after-write'))
  onOrders('undici:request:headers', () => hit('before-parse'))
}

/** Reads write their bodies otherwise. */
function isOrder(body: unknown): boolean {
  return Buffer.isBuffer(body) && body.includes('placeOrders')
}

/** The next bytes that are written leave in two halves. */
function halveNextBody(socket: Socket, hit: Hit): void {
  const { write } = socket
  socket.write = (...written: Parameters<Socket['write']>): boolean => {
    const [chunk] = written
    if (!Buffer.isBuffer(chunk)) return write.apply(socket, written)
    socket.write = write
    const half = chunk.length >> 1
    socket.write(chunk.subarray(0, half))
    socket.uncork()
    hit('mid-write')
    socket.cork()
    return socket.write(chunk.subarray(half))
  }
}
