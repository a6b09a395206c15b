import type { AdvisorEvent, StoredEvent } from '../ports/advisor-event.ts'
import { createEventBuffer, type EventBacklog } from './event-buffer.ts'
import type { EventLog } from './event-log.ts'
import type { RunContext } from './run-context.ts'
import type { TaskQueues } from './task-queues.ts'

/** What events are kept by, and who hears of them. */
export interface EventKeeperParts {
  readonly events: EventLog
  readonly tasks: Pick<TaskQueues, 'add'>
  /** Does something with the store until it succeeds; that it fails stops nothing yet. */
  readonly keep: RunContext['keep']
  /** Events have been stored. */
  readonly stored: (events: readonly StoredEvent[]) => void
}

/** Keeps what is told of a run, in its order. */
export interface EventKeeper {
  tell(event: AdvisorEvent): void
  readonly backlog: EventBacklog
}

const EVENTS = 'events'

/** Nothing but memory waits for the log, and of that no more than a bound; beyond a second one nothing new is bet until it works again. */
export function createEventKeeper(
  { clock, hear, tell: tellRun, logger }: Pick<RunContext, 'clock' | 'hear' | 'tell' | 'logger'>,
  { events, tasks, keep, stored }: EventKeeperParts,
): EventKeeper {
  const buffer = createEventBuffer({ overflowed })
  /** Told, and given up when the store could not be reached: the next attempt begins with it. */
  let unkept: readonly AdvisorEvent[] = []
  let flushing = false
  let isPaused = false

  const pause = (reason: string | null) =>
    hear({ type: 'pause', at: clock.now(), venue: null, cause: 'events', reason })

  function overflowed(dropped: number): void {
    const message = `${dropped} events could not be kept and were dropped`
    isPaused = true
    logger.error({ event: 'events.dropped', dropped }, message)
    tellRun({ type: 'alert', code: 'EVENTS_DROPPED', key: EVENTS, message })
    pause(message)
  }

  function wellAgain(): void {
    const missed = buffer.kept()
    if (missed === 0) return
    const message = `${missed} events could not be kept and were dropped`
    tellRun({ type: 'warning', code: 'EVENTS_DROPPED', message })
    if (!isPaused) return
    isPaused = false
    tellRun({ type: 'alert-resolved', code: 'EVENTS_DROPPED', key: EVENTS })
    pause(null)
  }

  async function flush(): Promise<void> {
    // Whatever else is told in this turn is stored in the same step.
    await Promise.resolve()
    flushing = false
    if (unkept.length > 0) await keepEvents(unkept, true)
    unkept = []
    const batch = buffer.take()
    if (batch.length > 0) await keepEvents(batch, false)
    wellAgain()
  }

  /** @param mayBeKept - Whether an attempt was made before. */
  async function keepEvents(batch: readonly AdvisorEvent[], mayBeKept: boolean): Promise<void> {
    try {
      stored(await keep((uncertain) => events.append(batch, uncertain || mayBeKept)))
    } catch (error) {
      unkept = batch
      throw error
    }
  }

  return {
    tell(event) {
      buffer.add(event)
      // What has happened is told all the same, as far as the store can still be told anything.
      if (!flushing) tasks.add(EVENTS, 'log', flush)
      flushing = true
    },
    get backlog() {
      return { waiting: buffer.waiting, dropped: buffer.dropped }
    },
  }
}
