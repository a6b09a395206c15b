import { isAdvisorError } from '../errors/advisor-error.ts'
import type { Order } from '../order/order.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Store } from '../ports/store.ts'
import type { PlaceOutcome, Venue } from '../ports/venue.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { AdvisorEvent, StoredEvent } from './advisor-event.ts'
import type { EngineEffect } from './effect.ts'
import type { Engine } from './engine.ts'
import type { EngineInput } from './input.ts'
import type { EngineRecording } from './recording.ts'
import { createTaskQueues } from './task-queues.ts'

/** What a runner of effects works with. */
export interface EffectRunnerSettings {
  readonly engine: Engine
  readonly store: Store
  readonly venue: Venue
  readonly clock: Clock
  readonly logger: Logger
  readonly recording: EngineRecording | null
  /** How long after its decision an order may leave at the latest, in real milliseconds. */
  readonly sendDeadlineMs: number
  /** Events have been stored. */
  readonly stored: (events: readonly StoredEvent[]) => void
  /** An order's outcome has become unknown. */
  readonly lost: (order: Order) => void
  /** The store or the engine failed: nothing is decided or sent any more. */
  readonly failed: (error: unknown) => void
  /** Why no order may leave any more, or `null` while the run goes on. */
  readonly stopping: () => string | null
}

/** Does what an engine decides, and tells it what came of it. */
export interface EffectRunner {
  /** Lets the engine decide on an input and starts what it wants done; said while it decides, it is heard right after. */
  hear(input: EngineInput): void
  /** Does one thing that an engine did not ask for. */
  act(effect: EngineEffect): void
  /** Resolves when the store has kept all that was decided; orders may still be on their way. */
  kept(): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** The queue of what is told. */
const EVENTS = 'events'

/** Connects an engine to a store and a venue. */
export function createEffectRunner(settings: EffectRunnerSettings): EffectRunner {
  const { engine, store, venue, clock, logger, recording } = settings
  // Operations of one order happen one after the other. A venue holds the clock itself while it waits for something real.
  const tasks = createTaskQueues(fail)
  const decidedAt = new Map<DecisionKey, number>()
  const inputs: EngineInput[] = []
  let events: AdvisorEvent[] = []
  let deciding = false
  let broken = false

  function fail(error: unknown): void {
    broken = true
    settings.failed(error)
  }

  function hear(input: EngineInput): void {
    inputs.push(input)
    if (deciding) return
    deciding = true
    try {
      for (let next = inputs.shift(); next !== undefined && !broken; next = inputs.shift()) decide(next)
    } catch (error) {
      // An engine that threw has decided only half: nothing it knows may be acted upon any more.
      fail(error)
    } finally {
      deciding = false
    }
  }

  function decide(input: EngineInput): void {
    const effects = engine.decide(input)
    recording?.record(input, effects)
    for (const effect of effects) act(effect)
  }

  function keep(queue: string, work: () => Promise<void>): void {
    const hold = clock.hold()
    tasks.add(queue, 'store', async () => {
      try {
        // What has happened is told all the same, as far as the store can still be told anything.
        if (!broken || queue === EVENTS) await work()
      } finally {
        hold[Symbol.dispose]()
      }
    })
  }

  function act(effect: EngineEffect): void {
    switch (effect.type) {
      case 'begin': {
        const { intent } = effect
        decidedAt.set(intent.key, clock.monotonic())
        keep(intent.key, async () => {
          const result = await store.begin(intent)
          if (result.kind !== 'reserved') decidedAt.delete(intent.key)
          hear({ type: 'begun', at: clock.now(), key: intent.key, result })
        })
        return
      }
      case 'place': {
        const { key } = effect.order.intent
        tasks.add(key, 'venue', async () => {
          const outcome = await place(effect.order)
          hear({ type: 'placed', at: clock.now(), key, outcome })
        })
        return
      }
      case 'advance':
        if (effect.event.type === 'not-sent') decidedAt.delete(effect.key)
        keep(effect.key, async () => {
          const result = await store.advance(effect.key, effect.event)
          hear({ type: 'advanced', at: clock.now(), key: effect.key, result })
          if (effect.event.type === 'unknown' && result.order.state === 'UNKNOWN') settings.lost(result.order)
        })
        return
      case 'set-lock':
        keep('locks', async () => store.setLock(effect.lock))
        return
      case 'lift-lock':
        keep('locks', async () => void (await store.liftLock(effect.lock.account, effect.lock.id, effect.at)))
        return
      case 'tell':
        events.push(effect.event)
        if (events.length === 1) keep(EVENTS, flush)
    }
  }

  async function flush(): Promise<void> {
    // Whatever else is told in this turn is stored in the same step.
    await Promise.resolve()
    const batch = events
    events = []
    settings.stored(await store.append(batch))
  }

  /** Exactly one attempt; whatever the venue does not say for certain is unknown. */
  async function place({ intent }: Order): Promise<PlaceOutcome> {
    const refusal = refusalOf(intent.key)
    decidedAt.delete(intent.key)
    if (refusal !== null) return { kind: 'not-sent', reason: refusal }
    try {
      // Not even a stop takes back an order that has left: its outcome is waited for, as long as the venue's own timeout allows.
      return await venue.doPlace(intent, new AbortController().signal)
    } catch (error) {
      logger.error({ event: 'order.unknown', key: intent.key, error }, 'the outcome of an order is unknown')
      const code = isAdvisorError(error) ? error.code : 'VENUE_FAULT'
      return { kind: 'unknown', reason: { code, message: 'the venue gave no clear answer' } }
    }
  }

  /** What must hold at the very moment at which an order leaves. */
  function refusalOf(key: DecisionKey): { readonly code: string; readonly message: string } | null {
    const stopping = settings.stopping()
    if (stopping !== null) return { code: 'STOPPING', message: stopping }
    const { halt } = engine.account
    if (halt !== null) return { code: 'HALTED', message: halt }
    const waited = clock.monotonic() - (decidedAt.get(key) ?? Number.NEGATIVE_INFINITY)
    if (waited <= settings.sendDeadlineMs) return null
    const message = `${Math.round(waited)} ms had passed since the decision, at most ${settings.sendDeadlineMs}`
    return { code: 'SEND_DEADLINE', message }
  }

  return { hear, act, kept: () => tasks.idle('store'), idle: () => tasks.idle() }
}
