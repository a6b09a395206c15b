import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A wire to a server that can be cut at a commit. */
export interface Proxy extends AsyncDisposable {
  readonly port: number
  /** Cuts the next connection that commits: before the server hears of it, or after it was told and before it can answer. */
  cutNextCommit(when: 'before' | 'after'): void
  /** How often the client has sent something, and the server answered. */
  readonly trips: { readonly out: number; readonly back: number }
}

/** Starts a wire to a server on this machine. */
export async function startProxy(serverPort: number): Promise<Proxy> {
  let cut: 'before' | 'after' | undefined
  const sockets = new Set<Socket>()
  const trips = { out: 0, back: 0 }
  const listener = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1')
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        client.destroy()
        server.destroy()
      })
    }
    server.on('data', () => {
      trips.back += 1
    })
    server.pipe(client)
    client.on('data', (chunk) => {
      trips.out += 1
      if (cut === undefined || !chunk.includes('COMMIT')) {
        server.write(chunk)
        return
      }
      const when = cut
      cut = undefined
      server.unpipe(client)
      if (when === 'after')
        server
          .once('data', () => client.destroy())
          .resume()
          .write(chunk)
      else client.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    trips,
    cutNextCommit(when) {
      cut = when
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}
