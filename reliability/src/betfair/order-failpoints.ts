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
      if (isTold(message) && isOrder(message.request.body)) work(message)
    })
  }
  onOrders('undici:client:sendHeaders', ({ socket }) => {
    if (socket !== undefined) halveNextBody(socket, hit)
  })
  onOrders('undici:request:bodySent', () => hit('after-write'))
  onOrders('undici:request:headers', () => hit('before-parse'))
}

function isTold(message: unknown): message is Told {
  return typeof message === 'object' && message !== null && 'request' in message
}

/** Reads write their bodies otherwise. */
function isOrder(body: unknown): boolean {
  return Buffer.isBuffer(body) && body.includes('placeOrders')
}

/** The next bytes that are written leave in two halves. */
function halveNextBody(socket: Socket, hit: Hit): void {
  const { write } = socket
  socket.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    if (!Buffer.isBuffer(chunk)) return Reflect.apply(write, socket, [chunk, ...rest])
    socket.write = write
    const half = chunk.length >> 1
    socket.write(chunk.subarray(0, half))
    socket.uncork()
    hit('mid-write')
    socket.cork()
    return socket.write(chunk.subarray(half))
  }
}
