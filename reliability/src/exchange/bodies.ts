import type { IncomingMessage } from 'node:http'
import type { CancelOutcome, PlaceOutcome, ReplaceOutcome } from '@betting-advisor/core/venue'

/** What is said of an order that was to be placed. */
export function placedBody(outcome: PlaceOutcome): object {
  if (outcome.kind === 'accepted') {
    const { venueOrderId: betId, matchedStake, averagePrice } = outcome
    return { status: 'SUCCESS', betId, matchedStake, averagePrice }
  }
  if (outcome.kind === 'pending') return { status: 'PENDING', until: outcome.until }
  const { code: errorCode, message } = outcome.reason
  if (errorCode === 'TIMEOUT') return { status: 'TIMEOUT' }
  const betId = outcome.kind === 'rejected' ? outcome.venueOrderId : undefined
  return { status: 'FAILURE', errorCode, message, betId }
}

/** What is said of an order that was to be cancelled. */
export function cancelledBody(outcome: CancelOutcome): object {
  if (outcome.kind === 'cancelled') return { ...outcome, status: 'SUCCESS' }
  return { status: 'FAILURE', errorCode: outcome.reason.code, message: 'refused' }
}

/** What is said of an order in whose place another was to be put: both halves. */
export function replacedBody({ cancelled, placed, stake }: ReplaceOutcome): object {
  return { cancelled: cancelledBody(cancelled), placed: placedBody(placed), stake }
}

/** All that was sent with a request. */
export async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = ''
  incoming.setEncoding('utf8')
  for await (const chunk of incoming) text += String(chunk)
  return text
}

/** What is asked for, one after the other. */
export function listOf<Item extends string = string>(text: string | null): readonly Item[] {
  const items = text === null || text === '' ? [] : text.split(',')
  return items.map((item) => item as Item)
}
