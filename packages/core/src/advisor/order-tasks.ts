import { attemptsOf, fallenOf, notSent, untaken } from '../engine/legs.ts'
import { begunEach } from '../engine/together.ts'
import { isAdvisorError } from '../errors/advisor-error.ts'
import { InvariantError } from '../errors/invariant-error.ts'
import { unknownOrder } from '../errors/store-error.ts'
import { advanceOrder } from '../order/advance-order.ts'
import type { Amendment } from '../order/amendment.ts'
import type { Intent } from '../order/intent.ts'
import { newOrder } from '../order/new-order.ts'
import type { Order, OrderEvent, OrderReason } from '../order/order.ts'
import type { Lease } from '../ports/coordination.ts'
import type { AdvanceResult, OrderStep } from '../ports/store/orders.ts'
import type { PlaceOutcome } from '../ports/venue.ts'
import type { DecisionKey } from '../units/ids.ts'
import { allOf, forEachOf, type OneOrMore } from '../units/one-or-more.ts'
import type { RunContext } from './run-context.ts'
import type { SendGate } from './send-gate.ts'
import { mayPass } from './store-faults.ts'
import { notReplaced, type VenueDesk } from './venue-desk.ts'

/** What orders are sent by, and who hears of them. */
export interface OrderTaskParts {
  readonly desk: VenueDesk
  readonly gate: SendGate
  /** What the store has of an order by now, and whether this run has made it so. */
  readonly known: (order: Order, changed: boolean) => void
  /** Whether an order was cancelled has become unknown. */
  readonly cancelLost: (order: Order) => void
  /** The store refused a pass: somebody else leads. */
  readonly fenced: () => void
  /** The store answered otherwise than expected: others have changed something. */
  readonly surprised: () => void
}

/** What is done with an order, step by step; each step tells the engine what came of it. */
export interface OrderTasks {
  begin(intent: Intent): Promise<void>
  beginAll(intents: OneOrMore<Intent>): Promise<void>
  place(order: Order): Promise<void>
  /** Those of one attempt after the other, as long as all are taken. */
  placeAll(orders: OneOrMore<Order>): Promise<void>
  /** Puts an order in the place of another that is open. */
  replace(order: Order, by: Order): Promise<void>
  cancel(order: Order): Promise<void>
  amend(order: Order, change: Required<Amendment>): Promise<void>
  advance(key: DecisionKey, events: readonly OrderEvent[], fence: Lease | undefined): Promise<void>
  advanceAll(steps: OneOrMore<OrderStep>, fence: Lease | undefined): Promise<void>
}

/** The steps of one engine's orders. */
export function createOrderTasks(
  context: Pick<RunContext, 'engine' | 'store' | 'clock' | 'logger' | 'keep' | 'hear'>,
  parts: OrderTaskParts,
): OrderTasks {
  const { engine, store, clock, logger, keep, hear } = context
  const { desk, gate } = parts

  /** The store did not answer: whatever it says later, the order is not sent any more. */
  async function beginLost({ key, run }: Intent): Promise<void> {
    const order = await keep(() => store.order(key))
    const at = clock.now()
    const code = 'STORE_UNAVAILABLE'
    const message = 'the store did not answer when the order was to be recorded'
    if (order === null) {
      hear({ type: 'begun', at, key, result: { kind: 'denied', code, detail: message } })
      return
    }
    hear({ type: 'begun', at, key, result: { kind: 'exists', order, entry: order.intent.entry } })
    // Another engine may have recorded the same decision, and is sending it.
    if (order.state !== 'SENDING' || order.intent.run !== run) return
    hear({ type: 'placed', at, key, outcome: { kind: 'not-sent', reason: { code, message } } })
  }

  /** What an answer says where the attempt before it has done the work, and its answer was lost. */
  async function answered(step: OrderStep, result: AdvanceResult, uncertain: boolean): Promise<AdvanceResult> {
    const { key, events } = step
    const isDone = uncertain && result.kind === 'ignored' && result.order.updatedAt === events.at(-1)?.at
    if (!isDone) return result
    const { intent } = result.order
    const begun = newOrder(intent).order
    const before = advanceOrder(begun, (await store.history(key)).slice(0, -events.length))
    const from = before.kind === 'changed' ? before.order.state : begun.state
    return { kind: 'changed', from, order: result.order, balances: await store.balances(intent.account) }
  }

  async function refused(key: DecisionKey): Promise<AdvanceResult> {
    const order = await store.order(key)
    if (order === null) throw unknownOrder(key)
    return { kind: 'ignored', order, detail: 'another engine leads the account by now' }
  }

  async function advanceAllOnce(
    steps: OneOrMore<OrderStep>,
    fence: Lease | undefined,
    uncertain: boolean,
  ): Promise<OneOrMore<AdvanceResult>> {
    try {
      const results = await store.advanceAll(steps, fence)
      return await allOf(
        forEachOf(steps, async (step) => {
          const result = results[steps.indexOf(step)]
          if (result === undefined) throw new InvariantError(`The store gave no answer for ${step.key}.`)
          return await answered(step, result, uncertain)
        }),
      )
    } catch (error) {
      if (!isAdvisorError(error, 'FENCED')) throw error
      parts.fenced()
      return await allOf(forEachOf(steps, ({ key }) => refused(key)))
    }
  }

  function advanced(key: DecisionKey, result: AdvanceResult): void {
    if (result.order.state !== 'SENDING') gate.forget(key)
    hear({ type: 'advanced', at: clock.now(), key, result })
    parts.known(result.order, result.kind === 'changed')
  }

  async function advanceOnce(
    key: DecisionKey,
    events: readonly OrderEvent[],
    fence: Lease | undefined,
    uncertain: boolean,
  ): Promise<AdvanceResult> {
    try {
      return await answered({ key, events }, await store.advance(key, events, fence), uncertain)
    } catch (error) {
      if (!isAdvisorError(error, 'FENCED')) throw error
      parts.fenced()
      return await refused(key)
    }
  }

  /** While a leg waits, this process may have stood still for so long that others have called it absent, and given its money back. */
  function givenUp({ intent: { key } }: Order): OrderReason | null {
    const state = engine.account.order(key)?.state
    if (state === 'SENDING') return null
    return { code: 'GIVEN_UP', message: `its turn came when it was ${state ?? 'over'} already` }
  }

  /** Sends orders of one market with one attempt. Gives what came of each. */
  async function attempt(orders: OneOrMore<Order>): Promise<OneOrMore<PlaceOutcome>> {
    const intents = forEachOf(orders, ({ intent }) => intent)
    // Asked before the venue is, and by the venue again at the last moment: much may happen until it gets to send.
    const reason = gate.heldBack(intents)
    if (reason !== null) return forEachOf(intents, () => ({ kind: 'not-sent', reason }))
    return await desk.place(intents, () => gate.leave(intents))
  }

  function placed(orders: readonly Order[], outcomes: readonly PlaceOutcome[]): void {
    const at = clock.now()
    for (const [index, { intent }] of orders.entries()) {
      const outcome = outcomes[index]
      if (outcome !== undefined) hear({ type: 'placed', at, key: intent.key, outcome })
    }
  }

  return {
    async begin(intent) {
      const { key } = intent
      const hold = clock.hold()
      try {
        const result = await store.begin(intent)
        if (result.kind !== 'reserved') gate.forget(key)
        hear({ type: 'begun', at: clock.now(), key, result })
        if (result.kind === 'reserved') parts.known(result.order, true)
        else parts.surprised()
        return
      } catch (error) {
        gate.forget(key)
        if (!mayPass(error)) throw error
        logger.warn({ event: 'order.begin-failed', key, error }, 'an order could not be recorded and is not sent')
      } finally {
        hold[Symbol.dispose]()
      }
      await beginLost(intent)
    },
    async beginAll(intents) {
      const forget = () => {
        for (const { key } of intents) gate.forget(key)
      }
      const hold = clock.hold()
      try {
        const result = await store.beginAll(intents)
        if (result.kind !== 'reserved') forget()
        const at = clock.now()
        for (const begun of begunEach(intents, result)) hear({ type: 'begun', at, ...begun })
        if (result.kind === 'reserved') for (const order of result.orders) parts.known(order, true)
        else parts.surprised()
        return
      } catch (error) {
        forget()
        if (!mayPass(error)) throw error
        const { key } = intents[0]
        logger.warn({ event: 'order.begin-failed', key, error }, 'orders could not be recorded and are not sent')
      } finally {
        hold[Symbol.dispose]()
      }
      for (const intent of intents) await beginLost(intent)
    },
    async place(order) {
      placed([order], await attempt([order]))
    },
    async placeAll(orders) {
      const [first, ...others] = attemptsOf(orders)
      let fallen = fallenOf(others.flat(), ({ intent }) => gate.isOver(intent))
      for (const batch of [first, ...others]) {
        if (batch !== first) {
          fallen ??= fallenOf(batch, givenUp)
          gate.turn(batch.map(({ intent }) => intent.key))
        }
        const outcomes = fallen === null ? await attempt(batch) : notSent(batch, fallen)
        placed(batch, outcomes)
        fallen ??= fallenOf(batch, (_, index) => untaken(outcomes[index]))
      }
    },
    async replace(asked, { intent: by }) {
      const { key } = asked.intent
      const order = engine.account.order(key) ?? asked
      const reason = gate.heldBack([by])
      const outcome = reason === null ? await desk.replace(order, by, () => gate.leave([by])) : notReplaced(reason)
      hear({ type: 'replaced', at: clock.now(), key, by: by.key, outcome })
      if (outcome.cancelled.kind === 'unknown') parts.cancelLost(order)
    },
    async cancel(asked) {
      const { key } = asked.intent
      // Much may have become known of it while it waited for its turn.
      const order = engine.account.order(key) ?? asked
      const outcome = await desk.cancel(order)
      hear({ type: 'cancelled', at: clock.now(), key, outcome })
      if (outcome.kind === 'unknown') parts.cancelLost(order)
    },
    async amend(asked, change) {
      const { key } = asked.intent
      const outcome = await desk.amend(engine.account.order(key) ?? asked, change)
      hear({ type: 'amended', at: clock.now(), key, outcome })
    },
    async advance(key, events, fence) {
      advanced(key, await keep((uncertain) => advanceOnce(key, events, fence, uncertain)))
    },
    async advanceAll(steps, fence) {
      const results = await keep((uncertain) => advanceAllOnce(steps, fence, uncertain))
      for (const result of results) advanced(result.order.intent.key, result)
    },
  }
}
