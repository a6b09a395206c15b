/** A message of an event stream as a client reads it. */
interface Message {
  readonly event: string
  readonly id: string | null
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what came over the wire.
  readonly data: any
}

/** An event stream being read. */
export interface OpenStream extends AsyncDisposable {
  readonly response: Response
  /** The first 64 KB, comments included. */
  readonly text: string
  readonly messages: readonly Message[]
  /** Resolves with the first message, from the next on or already there, that fits. */
  until(fits: (message: Message) => boolean): Promise<Message>
  /** Resolves when the server ends it; rejects when it breaks it off. */
  readonly ended: Promise<void>
}

/** Reads the stream in `response` until disposed. */
export function readStream(response: Response): OpenStream {
  const messages: Message[] = []
  const waiting = new Set<() => void>()
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let rest = ''
  const run = async () => {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true }
      if (done || value === undefined) return
      const piece = decoder.decode(value, { stream: true })
      if (text.length < 65_536) text += piece
      const blocks = (rest + piece).split('\n\n')
      rest = blocks.pop() ?? ''
      messages.push(...blocks.map(parse).filter((message) => message !== null))
      for (const wake of waiting) wake()
    }
  }
  const ended = run()
  ended.catch(() => undefined)
  return {
    response,
    messages,
    ended,
    get text() {
      return text
    },
    until(fits) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no such message; so far:\n${text.slice(-2_000)}`)), 5_000)
        const look = () => {
          const found = messages.find(fits)
          if (found === undefined) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      })
    },
    async [Symbol.asyncDispose]() {
      await reader?.cancel().catch(() => undefined)
    },
  }
}

function parse(block: string): Message | null {
  const fields = block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
  const field = (name: string) => fields.find(([candidate]) => candidate === name)?.[1]
  const data = field('data')
  return data === undefined
    ? null
    : { event: field('event') ?? 'message', id: field('id') ?? null, data: JSON.parse(data) }
}
