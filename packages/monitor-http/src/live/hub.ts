import { Problem } from '../http/problem.ts'
import type { StoreReads } from '../http/store-reads.ts'
import type { MonitorSettings } from '../monitor-options.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'
import { eventFrame, PING_FRAME, snapshotFrame, statusFrame } from './frames.ts'
import { createReader, type Reader } from './reader.ts'

/** A reader who was away longer than this many events loads the lists anew instead. */
const MAX_REPLAY = 1_000
const REPLAY_PAGE = 200

/** Sends one advisor's news to everyone who reads. It listens to the advisor only while there is someone. */
export interface Hub {
  readonly isFull: boolean
  /** Opens a stream: snapshot, what was missed since `lastSeen`, then what happens. */
  open(lastSeen: number | null, signal: AbortSignal): Promise<Reader>
  /** Ends every stream. */
  close(): void
}

/** A hub for the readers of `advisor`. */
export function createHub(
  advisor: MonitoredAdvisor,
  fromStore: StoreReads,
  settings: Pick<MonitorSettings, 'heartbeatMs' | 'statusIntervalMs' | 'maxStreams' | 'maxBufferedBytes' | 'logger'>,
): Hub {
  /** Everyone with an open stream, and of those the ones who have caught up. */
  const readers = new Set<Reader>()
  const current = new Set<Reader>()
  let newestId = 0
  let stopListening: (() => void) | null = null

  const broadcast = (frame: Uint8Array) => {
    for (const reader of current) reader.send(frame)
  }

  const listen = () => {
    let timer: NodeJS.Timeout | null = null
    let lastSentAt = Number.NEGATIVE_INFINITY
    const sendStatus = () => {
      timer = null
      lastSentAt = performance.now()
      if (current.size === 0) return
      try {
        broadcast(statusFrame(advisor.status()))
      } catch (error) {
        // Thrown from a timer this would end the process that holds the orders, because of someone looking at it.
        settings.logger.error({ event: 'monitor.status-failed', error }, 'the status could not be read')
      }
    }
    const changed = () => {
      const wait = Math.max(0, lastSentAt + settings.statusIntervalMs - performance.now())
      timer ??= setTimeout(sendStatus, wait).unref()
    }
    const heartbeat = setInterval(() => {
      broadcast(PING_FRAME)
      changed()
    }, settings.heartbeatMs).unref()
    const onChange = advisor.on('change', changed)
    const onEvent = advisor.on('event', (stored) => {
      newestId = Math.max(newestId, stored.id)
      if (current.size > 0) broadcast(eventFrame(stored))
    })
    return () => {
      if (timer !== null) clearTimeout(timer)
      clearInterval(heartbeat)
      onChange[Symbol.dispose]()
      onEvent[Symbol.dispose]()
    }
  }

  const join = (): Reader => {
    const reader = createReader(settings.maxBufferedBytes, (why) => {
      readers.delete(reader)
      current.delete(reader)
      if (why === 'too-slow')
        settings.logger.warn({ event: 'monitor.reader-dropped' }, 'a reader of events was too slow')
      if (readers.size === 0) {
        stopListening?.()
        stopListening = null
      }
    })
    readers.add(reader)
    stopListening ??= listen()
    return reader
  }

  /** Sends what is stored after `sent` until nothing newer is known, then lets the reader have news as it comes. */
  const catchUp = async (reader: Reader, after: number, signal: AbortSignal) => {
    const { account } = advisor.status()
    let sent = after
    while (reader.isOpen && sent < newestId) {
      const page = await fromStore(signal, () => advisor.store.events({ account, after: sent, limit: REPLAY_PAGE }))
      for (const stored of page) {
        await reader.drained()
        reader.send(eventFrame(stored))
      }
      const last = page.at(-1)
      if (last === undefined) break
      sent = last.id
    }
    if (reader.isOpen) current.add(reader)
  }

  const lastStoredId = async (signal: AbortSignal) => {
    try {
      return await fromStore(signal, () => advisor.store.lastEventId(advisor.status().account))
    } catch (error) {
      // Before its first run an advisor has no account, and there is nothing to miss.
      if (error instanceof Problem && error.code === 'NOT_STARTED') return 0
      throw error
    }
  }

  return {
    get isFull() {
      return readers.size >= settings.maxStreams
    },
    async open(lastSeen, signal) {
      const reader = join()
      try {
        newestId = Math.max(newestId, await lastStoredId(signal))
        const resumed = lastSeen !== null && lastSeen <= newestId && newestId - lastSeen <= MAX_REPLAY
        const lastEventId = resumed ? lastSeen : newestId
        const { heartbeatMs } = settings
        reader.send(snapshotFrame({ status: advisor.status(), lastEventId, resumed, heartbeatMs }))
        catchUp(reader, lastEventId, signal).catch((error: unknown) => {
          if (!signal.aborted)
            settings.logger.error({ event: 'monitor.replay-failed', error }, 'events could not be replayed')
          reader.end()
        })
        return reader
      } catch (error) {
        reader.end()
        throw error
      }
    },
    close() {
      for (const reader of [...readers]) reader.end()
    },
  }
}
