import type { Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { AdvisorEvent } from '../ports/advisor-event.ts'

/**
 * What is written of an event: of one that tells of an order, everything but its intent, which is kept with the order and is most of it.
 */
export interface EventBody {
  readonly body: object
  /** What was left out; `null` where nothing was. */
  readonly intent: Intent | null
}

/**
 * Takes the intent out of an event that tells of an order.
 *
 * @example
 * ```ts
 * const event = { type: 'order', order: newOrder(intent).order, at, account: intent.account, run: intent.run } as const
 * const { body } = eventBody(event)
 * wholeEvent(body, intent).type // 'order'
 * ```
 */
export function eventBody(event: AdvisorEvent): EventBody {
  if (event.type !== 'order') return { body: event, intent: null }
  const { intent, ...state } = event.order
  return { body: { ...event, order: state }, intent }
}

/** An event as it was told: the intent is put back where one was taken out (`null`: none was). */
export function wholeEvent(body: object, intent: Intent | null): AdvisorEvent {
  // What a store reads is what `eventBody` made of an event.
  if (intent === null) return body as AdvisorEvent
  const apart = body as AdvisorEvent & { readonly order: Omit<Order, 'intent'> }
  return { ...apart, order: { intent, ...apart.order } } as AdvisorEvent
}

/**
 * What is known of an event's text to whoever reads its row, for a {@link TextPacker}.
 *
 * @example
 * ```ts
 * knownOfEvent({ account: intent.account, at: intent.decidedAt }).includes(intent.account) // true
 * ```
 */
export function knownOfEvent({ account, at }: Pick<AdvisorEvent, 'account' | 'at'>): string {
  return JSON.stringify({ at, account })
}
