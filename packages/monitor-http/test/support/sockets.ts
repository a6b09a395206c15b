import { connect, type Socket } from 'node:net'

/** Sockets of an attacker, who writes and never reads. */
export interface Crowd extends Disposable {
  readonly sockets: readonly Socket[]
  /** How many of them the other side has broken off. */
  broken(): number
}

/** Opens `count` connections that each send `text` at once and take nothing of what comes back. */
export async function openCrowd(port: number, count: number, text: string): Promise<Crowd> {
  const gone = new Set<Socket>()
  const open = () =>
    new Promise<Socket>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(text)
        resolve(socket)
      })
      socket.pause()
      socket.on('error', () => resolve(socket))
      socket.on('close', () => {
        gone.add(socket)
        resolve(socket)
      })
    })
  const sockets = await Promise.all(Array.from({ length: count }, open))
  return {
    sockets,
    broken() {
      // Who never reads learns of a broken connection by writing.
      for (const socket of sockets) if (!socket.destroyed) socket.write('\r\n')
      return gone.size
    },
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** All that comes back for `text` until the other side closes, or `waitMs` have passed. */
export function exchange(port: number, text: string, waitMs = 1_000): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1')
    })
    const end = () => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('close', end)
    socket.on('error', end)
    setTimeout(end, waitMs).unref()
  })
}
