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
  /** An order's outcome is unknown. */
  readonly lost: (order: Order) => void
  /** The store failed: nothing may be decided any more. */
  readonly failed: (error: unknown) => void
}

/** Does what an engine decides, and tells it what came of it. */
export interface EffectRunner {
  /** Lets the engine decide on an input and starts what it wants done. */
  hear(input: EngineInput): void
  /** Does one thing that an engine did not ask for. */
  act(effect: EngineEffect): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** Connects an engine to a store and a venue. */
export function createEffectRunner(settings: EffectRunnerSettings): EffectRunner {
  const { engine, store, venue, clock, logger, recording } = settings
  /** The last operation of each order: those of one order happen one after the other. */
  const tails = new Map<string, Promise<void>>()
  const decidedAt = new Map<DecisionKey, number>()
  let events: AdvisorEvent[] = []
  let broken = false
  let waiting: (() => void)[] = []

  function inOrder(key: string, work: () => Promise<void>): void {
    const hold = clock.hold()
    const before = tails.get(key)
    const tail = (before === undefined ? work() : before.then(() => (broken ? undefined : work())))
      .catch((error: unknown) => {
        broken = true
        settings.failed(error)
      })
      .finally(() => {
        hold[Symbol.dispose]()
        if (tails.get(key) !== tail) return
        tails.delete(key)
        if (tails.size > 0) return
        const resolves = waiting
        waiting = []
        for (const resolve of resolves) resolve()
      })
    tails.set(key, tail)
  }

  function hear(input: EngineInput): void {
    if (broken) return
    const effects = engine.decide(input)
    recording?.record(input, effects)
    for (const effect of effects) act(effect)
  }

  function act(effect: EngineEffect): void {
    switch (effect.type) {
      case 'begin': {
        const { intent } = effect
        decidedAt.set(intent.key, clock.monotonic())
        inOrder(intent.key, async () => {
          const result = await store.begin(intent)
          hear({ type: 'begun', at: clock.now(), key: intent.key, result })
          if (result.kind !== 'reserved') decidedAt.delete(intent.key)
        })
        return
      }
      case 'place':
        inOrder(effect.order.intent.key, async () => {
          const outcome = await place(effect.order)
          hear({ type: 'placed', at: clock.now(), key: effect.order.intent.key, outcome })
        })
        return
      case 'advance':
        inOrder(effect.key, async () => {
          const result = await store.advance(effect.key, effect.event)
          hear({ type: 'advanced', at: clock.now(), key: effect.key, result })
          if (result.kind === 'changed' && result.order.state === 'UNKNOWN') settings.lost(result.order)
        })
        return
      case 'set-lock':
        inOrder('locks', () => store.setLock(effect.lock))
        return
      case 'lift-lock':
        inOrder('locks', async () => {
          await store.liftLock(effect.lock.account, effect.lock.id, clock.now())
        })
        return
      case 'tell':
        events.push(effect.event)
        if (events.length === 1) inOrder('events', flush)
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
    const decided = decidedAt.get(intent.key)
    decidedAt.delete(intent.key)
    const waited = decided === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() - decided
    if (waited > settings.sendDeadlineMs) {
      return {
        kind: 'not-sent',
        reason: {
          code: 'SEND_DEADLINE',
          message: `${Math.round(waited)} ms had passed since the decision, at most ${settings.sendDeadlineMs}`,
        },
      }
    }
    try {
      // Not even a stop takes back an order that has left: its outcome is waited for, as long as the venue's own timeout allows.
      return await venue.doPlace(intent, new AbortController().signal)
    } catch (error) {
      logger.error({ event: 'order.unknown', key: intent.key, error }, 'the outcome of an order is unknown')
      const code = isAdvisorError(error) ? error.code : 'VENUE_FAULT'
      return { kind: 'unknown', reason: { code, message: 'the venue gave no clear answer' } }
    }
  }

  return {
    hear,
    act,
    idle() {
      return tails.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
    },
  }
}
