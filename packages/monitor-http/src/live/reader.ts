/** How long a reader may leave his buffer more than half full while he is sent what he missed, in milliseconds. */
const DRAIN_WITHIN = 15_000

/** One who reads an event stream. */
export interface Reader {
  readonly body: ReadableStream<Uint8Array<ArrayBufferLike>>
  readonly isOpen: boolean
  /** Queues bytes, or drops the reader when he is too far behind. */
  send(bytes: Uint8Array): void
  /** Resolves once half the buffer is free, or the reader is gone: he is dropped when that takes too long. */
  drained(): Promise<void>
  /** Ends the stream in order. */
  end(): void
}

/** A reader with a bounded buffer; `onGone` is called once, whoever ends it. */
export function createReader(maxBufferedBytes: number, onGone: (why: 'left' | 'ended' | 'too-slow') => void): Reader {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  let waiting: (() => void)[] = []

  const wake = () => {
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }
  const gone = (why: 'left' | 'ended' | 'too-slow') => {
    controller = null
    wake()
    onGone(why)
  }
  const free = () => controller?.desiredSize ?? 0
  const drop = () => {
    if (controller === null) return
    controller.error(new Error('The reader is too slow.'))
    gone('too-slow')
  }
  const isRoomy = () => controller === null || free() * 2 >= maxBufferedBytes

  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started
      },
      pull() {
        if (isRoomy()) wake()
      },
      cancel() {
        if (controller !== null) gone('left')
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxBufferedBytes }),
  )

  return {
    body,
    get isOpen() {
      return controller !== null
    },
    send(bytes) {
      if (free() > 0) controller?.enqueue(bytes)
      else drop()
    },
    drained() {
      if (isRoomy()) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(drop, DRAIN_WITHIN).unref()
        waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    },
    end() {
      if (controller === null) return
      controller.close()
      gone('ended')
    },
  }
}
