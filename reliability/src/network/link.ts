import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Random } from '@betting-advisor/core/simulation'

/** How a link treats what goes over it; all times in milliseconds. */
export interface LinkSettings {
  /** Where it leads to, on this machine. */
  readonly port: number
  readonly random: Random
  /** Every chunk of this kind may be held. */
  readonly isHeld: (chunk: Buffer) => boolean
  /** How often such a chunk is held on its way, in [0, 1], and how long at least and at most. */
  readonly held: { readonly rate: number; readonly fromMs: number; readonly toMs: number }
  /** How often it goes down, about, and for how long at most; `null`: never. */
  readonly down: { readonly everyMs: number; readonly longestMs: number } | null
}

/** A way to a server over which bytes can be late, as they are where a network is down or in somebody's queue. */
export interface Link extends AsyncDisposable {
  readonly listener: Server
  readonly port: number
  /** When what the server hears on a connection now had left, by the port of its other end. */
  leftAt(port: number | undefined): number | null
  /** It goes down no more. */
  heal(): void
}

/**
 * Opens a way to a server. Like the kernel of a machine whose link is down, it goes on delivering what was written to a connection that has
 * been closed, and drops what was written to one that has been reset.
 */
export async function startLink(settings: LinkSettings): Promise<Link> {
  const { port, random, isHeld, held, down } = settings
  const wires = new Set<Wire>()
  const byPort = new Map<number, Wire>()
  let isDown = false
  let turn: NodeJS.Timeout | undefined

  function waits(chunk: Buffer): number {
    if (!isHeld(chunk) || random() >= held.rate) return 0
    return held.fromMs + random() * (held.toMs - held.fromMs)
  }

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    const wire = createWire(client, server, () => isDown, waits)
    let from: number | undefined
    server.once('connect', () => {
      from = server.localPort
      if (from !== undefined) byPort.set(from, wire)
    })
    // Not when the server's end closes: what that said may still be waiting for the link to come back.
    client.once('close', () => wires.delete(wire))
    server.once('close', () => {
      if (from !== undefined) byPort.delete(from)
    })
    wires.add(wire)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')

  function comeUp(): void {
    isDown = false
    for (const wire of wires) wire.pump()
  }

  function goDown({ everyMs, longestMs }: NonNullable<LinkSettings['down']>): void {
    turn = setTimeout(
      () => {
        isDown = true
        turn = setTimeout(() => {
          comeUp()
          goDown({ everyMs, longestMs })
        }, longestMs * random())
      },
      everyMs * (0.5 + random()),
    )
  }
  if (down !== null) goDown(down)

  return {
    listener,
    port: (listener.address() as AddressInfo).port,
    leftAt: (from) => (from === undefined ? null : (byPort.get(from)?.leftAt ?? null)),
    heal() {
      clearTimeout(turn)
      comeUp()
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(turn)
      for (const wire of wires) wire.cut()
      listener.close()
      await once(listener, 'close')
    },
  }
}

/** One connection over a link. */
interface Wire {
  /** When the last of it left. */
  readonly leftAt: number | null
  /** Passes on what need not wait any longer. */
  pump(): void
  cut(): void
}

function createWire(client: Socket, server: Socket, isDown: () => boolean, waits: (chunk: Buffer) => number): Wire {
  const out: Buffer[] = []
  const back: Buffer[] = []
  const ended = { out: false, back: false }
  /** While a chunk of it is held, all that comes after it on this connection waits; a link that is down makes no difference to it. */
  let holding: NodeJS.Timeout | undefined
  let isHeld = false
  let leftAt: number | null = null

  function passed(waiting: Buffer[], to: Socket, isOver: boolean): void {
    for (const chunk of waiting.splice(0)) to.write(chunk)
    if (isOver && !to.writableEnded) to.end()
  }

  function pump(): void {
    if (isDown()) return
    if (!isHeld) passed(out, server, ended.out)
    passed(back, client, ended.back)
  }

  function cut(): void {
    clearTimeout(holding)
    out.length = 0
    client.destroy()
    server.resetAndDestroy()
  }

  client.on('data', (chunk) => {
    leftAt = Date.now()
    const ms = waits(chunk)
    if (ms > 0) {
      isHeld = true
      clearTimeout(holding)
      holding = setTimeout(() => {
        isHeld = false
        passed(out, server, ended.out)
      }, ms)
    }
    out.push(chunk)
    pump()
  })
  server.on('data', (chunk) => {
    back.push(chunk)
    pump()
  })
  client.on('end', () => {
    ended.out = true
    pump()
  })
  server.on('end', () => {
    ended.back = true
    pump()
  })
  // A reset: what has not been passed on never will be.
  client.on('error', cut)
  server.on('error', () => {
    client.resetAndDestroy()
    cut()
  })
  return {
    get leftAt() {
      return leftAt
    },
    pump,
    cut,
  }
}
