import type { Socket } from 'node:net'
import type { StreamFaultKind } from './stream-faults.ts'

/** Lines of one connection, in both directions. */
export interface StreamWire {
  /** Sends one message as a line, spoiled where that is asked for. */
  send(message: object, fault?: StreamFaultKind | null): void
  /** Sends what is left, and closes. */
  close(): void
  /** Whether the client takes less than it is sent. */
  readonly isFull: boolean
}

/** More than any request is. */
const LONGEST_REQUEST = 1_000_000

/** Reads lines of a connection, and writes them. */
export function createStreamWire(
  socket: Socket,
  { reset, heard, drained }: { reset: () => void; heard: (line: string) => void; drained: () => void },
): StreamWire {
  let rest = ''
  let held: string | null = null
  let isSilent = false
  socket.setEncoding('utf8').on('data', (chunk) => {
    rest += String(chunk)
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end).replace(/\r$/, '')
      rest = rest.slice(end + 1)
      if (line !== '') heard(line)
    }
    if (rest.length > LONGEST_REQUEST) reset()
  })
  socket.on('drain', drained)

  function write(text: string): void {
    if (!isSilent && socket.writable) socket.write(text)
  }

  return {
    get isFull() {
      return socket.writableNeedDrain
    },
    close() {
      socket.end()
    },
    send(message, fault = null) {
      const line = `${JSON.stringify(message)}\r\n`
      switch (fault) {
        case 'reset':
          reset()
          return
        case 'half-line':
          write(line.slice(0, line.length >> 1))
          socket.end()
          return
        case 'silence':
          isSilent = true
          return
        case 'reorder':
          held = line
          return
        case 'slow-drip':
          for (const byte of Buffer.from(`${JSON.stringify(message)}\n`))
            if (!isSilent && socket.writable) socket.write(Buffer.of(byte))
          break
        case 'unknown':
          write(`{"op":"news","text":"nobody has heard of it"}\r\n${line}`)
          break
        case 'duplicate':
          write(line + line)
          break
        default:
          write(line)
      }
      if (held !== null) {
        const late = held
        held = null
        write(late)
      }
    },
  }
}
