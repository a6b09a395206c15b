import { isFeedLost, quoteAge } from '../market/quote.ts'
import type { Intent } from '../order/intent.ts'
import type { OrderReason } from '../order/order.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { OneOrMore } from '../units/one-or-more.ts'
import type { RunContext } from './run-context.ts'

/** When orders may leave. */
export interface SendGateRules {
  /** The oldest the quote of an order may be when it leaves, in milliseconds; `null` where it may not leave, since its event has started. */
  readonly oldestQuoteMs: (intent: Intent) => number | null
  /** Why no order may leave any more, or `null` while the run goes on. */
  readonly ending: () => string | null
  /** Why the venue takes no orders at present, or `null` when this one may try. */
  readonly refusal: (intent: Intent) => OrderReason | null
}

/**
 * What must hold at the very moment at which an order leaves, asked without waiting for anything: between the store's answer and now the
 * process may have stood still for a minute.
 */
export interface SendGate {
  /** An order was decided on now. */
  decided(intent: Pick<Intent, 'key' | 'decidedAt'>): void
  /**
   * These are legs that have waited until those before them were answered: from now on their deadline runs. Their prices grow no younger by it,
   * and say how long they could wait.
   */
  turn(keys: readonly DecisionKey[]): void
  /** It will not be sent. */
  forget(key: DecisionKey): void
  /** Why orders of one attempt must not leave, or `null` while they may, all of them; each may once. */
  heldBack(intents: OneOrMore<Intent>): OrderReason | null
  /** The same, right before their first byte leaves. */
  leave(intents: OneOrMore<Intent>): OrderReason | null
  /** Of {@link SendGate.heldBack} what does not depend on how its venue does, for one whose turn has not come. */
  isOver(intent: Intent): OrderReason | null
  /** Whether this process may have sent it. */
  hasLeft(key: DecisionKey): boolean
}

/** The codes by which orders are held back here, and not by their venue. */
export const OWN_REFUSALS: ReadonlySet<string> = new Set([
  'STOPPING',
  'ALREADY_SENT',
  'SEND_DEADLINE',
  'GIVEN_UP',
  'QUOTE_STALE',
  'IN_PLAY',
  'HALTED',
  'RECONCILING',
  'PAUSED',
])

const NEVER = { monotonic: Number.NEGATIVE_INFINITY, at: Number.NEGATIVE_INFINITY }

/** A gate that nothing has passed. */
export function createSendGate(
  { engine, venues, clock, delivery: { sendDeadlineMs } }: Pick<RunContext, 'engine' | 'venues' | 'clock' | 'delivery'>,
  { oldestQuoteMs, ending, refusal }: SendGateRules,
): SendGate {
  /** From when on the deadline of each runs, by either clock. */
  const started = new Map<DecisionKey, { readonly monotonic: number; readonly at: number }>()
  const left = new Set<DecisionKey>()

  /** For how long its deadline has run; a monotonic clock may stand still while the machine sleeps, the time of day does not. */
  function waitedFor({ key }: Intent): number {
    if (clock.kind === 'virtual') return 0
    const { monotonic, at } = started.get(key) ?? NEVER
    return Math.max(clock.monotonic() - monotonic, clock.now() - at)
  }

  function start(key: DecisionKey, at: number): void {
    started.set(key, { monotonic: clock.monotonic(), at })
  }

  function isOver(intent: Intent): OrderReason | null {
    const { key, quote } = intent
    const stop = ending()
    if (stop !== null) return { code: 'STOPPING', message: stop }
    if (left.has(key)) return { code: 'ALREADY_SENT', message: 'one attempt has been made' }
    const waited = waitedFor(intent)
    if (waited > sendDeadlineMs) {
      const message = `${Math.round(waited)} ms had passed since the decision, at most ${sendDeadlineMs}`
      return { code: 'SEND_DEADLINE', message }
    }
    const now = clock.now()
    const age = quoteAge(quote, now)
    const oldest = oldestQuoteMs(intent)
    if (oldest === null) return { code: 'IN_PLAY', message: 'the event started before the order left' }
    if (age > oldest) {
      return { code: 'QUOTE_STALE', message: `the price was ${age / 1000} s old when the order was to leave` }
    }
    const view = engine.board.get(intent.market)
    if (view !== undefined && isFeedLost(view, intent.venue, intent.side)) {
      return { code: 'QUOTE_STALE', message: 'the feed of the price was lost before the order was to leave' }
    }
    if (engine.account.halt !== null) return { code: 'HALTED', message: engine.account.halt }
    const { tradingState, stateReason } = engine.account.tradingState(now, venues.of(intent.venue)?.name)
    if (tradingState === 'RECONCILING' || tradingState === 'PAUSED') {
      return { code: tradingState, message: stateReason ?? 'nothing new may be ordered' }
    }
    return null
  }

  function heldBack(intents: OneOrMore<Intent>): OrderReason | null {
    for (const intent of intents) {
      const reason = isOver(intent)
      if (reason !== null) return reason
    }
    // One stands for all of an attempt, where a venue takes one to try it.
    return refusal(intents[0])
  }

  return {
    decided: ({ key, decidedAt }) => start(key, decidedAt),
    turn(keys) {
      // One that was forgotten is to be sent by nobody, and stays so.
      for (const key of keys) if (started.has(key)) start(key, clock.now())
    },
    forget(key) {
      started.delete(key)
      left.delete(key)
    },
    heldBack,
    isOver,
    leave(intents) {
      const reason = heldBack(intents)
      if (reason === null) for (const { key } of intents) left.add(key)
      return reason
    },
    hasLeft: (key) => left.has(key),
  }
}
