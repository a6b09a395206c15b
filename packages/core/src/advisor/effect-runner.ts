import type { EngineEffect } from '../engine/effect.ts'
import type { EngineInput } from '../engine/input.ts'
import type { EngineRecording } from '../engine/recording.ts'
import type { Order } from '../order/order.ts'
import type { StoredEvent } from '../ports/advisor-event.ts'
import type { Lease } from '../ports/coordination.ts'
import type { DecisionKey } from '../units/ids.ts'
import { forEachOf, type OneOrMore } from '../units/one-or-more.ts'
import type { EventBacklog } from './event-buffer.ts'
import { createEventKeeper, type EventKeeperParts } from './event-keeper.ts'
import { createOrderTasks, type OrderTaskParts } from './order-tasks.ts'
import type { RunContext } from './run-context.ts'
import { createTaskQueues, type TaskKind } from './task-queues.ts'

/** What effects are done by, and who hears of them. */
export interface EffectRunnerParts extends OrderTaskParts {
  readonly events: Pick<EventKeeperParts, 'events' | 'keep'>
  readonly recording: EngineRecording | null
  /** Events have been stored. */
  readonly stored: (events: readonly StoredEvent[]) => void
  /** The pass that a change of an order needs; `undefined` where this run may change it by its own right. */
  readonly fence: (key: DecisionKey) => Lease | undefined
  /** The engine has turned on the kill switch. */
  readonly halted: () => void
  /** The engine has decided on an input. */
  readonly decided: () => void
}

/** Does what an engine decides, and tells it what came of it. */
export interface EffectRunner extends Pick<RunContext, 'hear'> {
  /** Resolves when the store has all that was decided; what was told may not be kept yet. */
  recorded(): Promise<void>
  /** The same, and all that was told is kept as well. */
  kept(): Promise<void>
  /** What is told and not kept. */
  readonly backlog: EventBacklog
  /** Does one thing that an engine did not ask for. */
  act(effect: EngineEffect): void
  /**
   * Changes kill switch or locks in the store, one after the other, so that memory and store never end up with different answers.
   *
   * @throws What the work throws; the run goes on.
   */
  control<Result>(work: () => Promise<Result>): Promise<Result>
  /** Rises with every such change; what the store said before or while one was under way is no news. */
  readonly controls: number
  /** Whether one is under way. */
  readonly controlling: boolean
  /** Resolves when those under way are done. */
  controlled(): Promise<void>
  /** Whether something is still to be done with this order. */
  busy(key: DecisionKey): boolean
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

const CONTROLS = 'controls'

const cancelQueue = (key: DecisionKey) => `cancel:${key}`

/** Connects an engine to a store and its venues. Where one of them fails for good, the run ends: nothing is decided or sent any more. */
export function createEffectRunner(
  context: Pick<RunContext, 'account' | 'engine' | 'store' | 'clock' | 'logger' | 'keep' | 'hear' | 'tell' | 'failed'>,
  parts: EffectRunnerParts,
): EffectRunner {
  const { account, engine, store, clock, keep, failed } = context
  const { gate, recording } = parts
  // Operations of one order happen one after the other. A venue holds the clock itself while it waits for something real.
  // Virtual time stands still while a store works: nothing is lost by waiting, and a seed gives one course of things on every store.
  const tasks = createTaskQueues(fail, clock.kind === 'virtual')
  const events = createEventKeeper(context, { ...parts.events, tasks, stored: parts.stored })
  const orders = createOrderTasks(context, parts)
  const inputs: EngineInput[] = []
  const placing = new Map<DecisionKey, Promise<void>>()
  let deciding = false
  let broken = false
  let controls = 0
  let controlsOpen = 0
  let controlled: Promise<unknown> = Promise.resolve()

  function fail(error: unknown): void {
    broken = true
    failed(error)
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
    parts.decided()
  }

  function act(effect: EngineEffect): void {
    switch (effect.type) {
      case 'begin':
        gate.decided(effect.intent)
        add([effect.intent.key], 'store', () => orders.begin(effect.intent))
        return
      case 'begin-all': {
        const keys = forEachOf(effect.intents, ({ key }) => key)
        for (const intent of effect.intents) gate.decided(intent)
        add(keys, 'store', () => orders.beginAll(effect.intents))
        return
      }
      case 'place':
        place([effect.order], () => orders.place(effect.order))
        return
      case 'place-all':
        place(effect.orders, () => orders.placeAll(effect.orders))
        return
      case 'replace':
        replace(effect)
        return
      case 'cancel':
        cancel(effect.order)
        return
      case 'amend':
        amend(effect)
        return
      case 'advance': {
        // The pass is that of the moment of the decision: whoever has lost the lead since must not do it under a new one.
        const fence = parts.fence(effect.key)
        add([effect.key], 'store', () => orders.advance(effect.key, effect.events, fence))
        return
      }
      case 'advance-all': {
        // Where some need a pass and others none, each kind is a step of its own: who leads no more still settles what is his.
        for (const [fence, steps] of Map.groupBy(effect.steps, ({ key }) => parts.fence(key))) {
          const [first, ...others] = steps
          if (first === undefined) continue
          add(
            steps.map(({ key }) => key),
            'store',
            () => orders.advanceAll([first, ...others], fence),
          )
        }
        return
      }
      case 'set-lock':
        keepControl(async () => {
          const holds = await keep(() => store.setLock(effect.lock, effect.by))
          if (holds.id !== effect.lock.id) parts.surprised()
        })
        return
      case 'set-halt':
        parts.halted()
        // Of a stop even that is kept which an engine decided that fails afterwards.
        control(() => keep(() => store.setHalt(account, effect.halt))).catch(fail)
        return
      case 'lift-lock':
        keepControl(() =>
          keep(async () => void (await store.liftLock(effect.lock.account, effect.lock.id, effect.at, effect.by))),
        )
        return
      case 'tell':
        events.tell(effect.event)
    }
  }

  function place(asked: OneOrMore<Order>, work: () => Promise<void>): void {
    const keys = forEachOf(asked, ({ intent }) => intent.key)
    const placed = Promise.withResolvers<void>()
    for (const key of keys) placing.set(key, placed.promise)
    // Nobody waits for it in vain where the run is broken before its turn.
    tasks.addToAll(keys, 'venue', async () => {
      try {
        if (!broken) await work()
      } finally {
        for (const key of keys) placing.delete(key)
        placed.resolve()
      }
    })
  }

  /** Asks no sooner than the order's own request was answered, but waits for no store: what is open must be cancelled without it, too. */
  function cancel(order: Order): void {
    const { key } = order.intent
    add([cancelQueue(key)], 'venue', async () => {
      await placing.get(key)
      if (!broken) await orders.cancel(order)
    })
  }

  /** In the queue of the cancels of the one, and as the placing of the other. */
  function replace({ order, by }: Extract<EngineEffect, { type: 'replace' }>): void {
    const { key } = by.intent
    const placed = Promise.withResolvers<void>()
    placing.set(key, placed.promise)
    tasks.addToAll([cancelQueue(order.intent.key), key], 'venue', async () => {
      try {
        await placing.get(order.intent.key)
        if (!broken) await orders.replace(order, by)
      } finally {
        placing.delete(key)
        placed.resolve()
      }
    })
  }

  /** In the queue of cancels: of two changes of an order, the one asked for first goes first. */
  function amend({ order, change }: Extract<EngineEffect, { type: 'amend' }>): void {
    const { key } = order.intent
    add([cancelQueue(key)], 'venue', async () => {
      await placing.get(key)
      if (!broken) await orders.amend(order, change)
    })
  }

  /** One task in the queues of all that it is about, of which nothing else is to be done meanwhile. */
  function add(queues: readonly string[], kind: TaskKind, work: () => Promise<void>): void {
    tasks.addToAll(queues, kind, async () => {
      if (!broken) await work()
    })
  }

  function control<Result>(work: () => Promise<Result>): Promise<Result> {
    controls += 1
    controlsOpen += 1
    const done = new Promise<Result>((resolve, reject) => {
      tasks.add(CONTROLS, 'store', () => work().then(resolve, reject))
    }).finally(() => {
      controlsOpen -= 1
    })
    controlled = done.catch(() => undefined)
    return done
  }

  function keepControl(work: () => Promise<void>): void {
    control(async () => {
      if (!broken) await work()
    }).catch(fail)
  }

  return {
    hear,
    act,
    control,
    get controls() {
      return controls
    },
    get controlling() {
      return controlsOpen > 0
    },
    async controlled() {
      await controlled
    },
    busy: (key) => tasks.busy(key) || tasks.busy(cancelQueue(key)),
    recorded: () => tasks.idle('store'),
    kept: () => tasks.idle('store', 'log'),
    get backlog() {
      return events.backlog
    },
    idle: () => tasks.idle(),
  }
}
