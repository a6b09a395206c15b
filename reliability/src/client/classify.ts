import type { CancelReader, OrderAnswer, PlaceReader } from '@betting-advisor/adapter-kit'
import { money, priceUnits, timestamp } from '@betting-advisor/core'
import type { OrderReason } from '@betting-advisor/core/store'
import type { PlaceOutcome, ReplaceOutcome } from '@betting-advisor/core/venue'

/** What the exchange says in so many words, and the statuses with which that means that an order was certainly not taken. */
export const REFUSALS: Readonly<Record<string, readonly number[]>> = {
  INSUFFICIENT_FUNDS: [200, 400],
  INVALID_BET_SIZE: [200, 400],
  INVALID_ODDS: [200, 400],
  INVALID_RUNNER: [200, 400],
  MARKET_SUSPENDED: [200, 400],
  PRICE_CHANGED: [200, 400],
  RESUBMIT_REQUEST: [200, 400],
  ERROR_IN_ORDER: [200],
  LOSS_LIMIT_EXCEEDED: [200, 400],
  NO_CHASING: [200, 400],
  INVALID_SESSION: [401],
  ACCESS_DENIED: [403],
  TOO_MANY_REQUESTS: [429],
}

/** What it says when it does not know itself, whatever the status: an order may have been taken. */
export const DOUBTS = [
  'TIMEOUT',
  'TIMEOUT_ERROR',
  'UNEXPECTED_ERROR',
  'BET_IN_PROGRESS',
  'DUPLICATE_TRANSACTION',
  'DUPLICATED_REQUEST',
] as const

// Not the object itself, which would know `toString` as well.
const refusals = new Map(Object.entries(REFUSALS))

type Unknown = { readonly kind: 'unknown'; readonly reason: OrderReason }

const unknown = (code: string, message: string): Unknown => ({ kind: 'unknown', reason: { code, message } })

/** What an answer says of an order that was to be placed: unknown, but for what is listed. */
export const readPlaced: PlaceReader = ({ status, body }) => {
  const said = parsed(body)
  if (said === null) return null
  if (status === 200 && said['status'] === 'SUCCESS') return [acceptedBy(said)]
  if (status === 200 && said['status'] === 'PENDING') return [pendingBy(said)]
  const code = codeOf(said)
  if (said['status'] === 'FAILURE' && refusals.get(code)?.includes(status) === true) {
    const { betId } = said
    const named = typeof betId === 'string' && betId !== '' ? { venueOrderId: betId } : {}
    return [{ kind: 'rejected', reason: { code, message: messageOf(said) }, ...named }]
  }
  return [unknown(code, `the exchange answered with status ${status}`)]
}

/** What an answer says of an order that was to be cancelled. */
export const readCancelled: CancelReader = ({ status, body }) => {
  const said = parsed(body)
  if (said === null || status !== 200) return null
  if (said['status'] === 'SUCCESS') {
    const matched = matchOf(said)
    return matched === null ? unknown('UNREADABLE', 'a cancel without its figures') : { kind: 'cancelled', ...matched }
  }
  const code = codeOf(said)
  const isDefinite = code === 'BET_TAKEN_OR_LAPSED' || code === 'BET_NOT_FOUND'
  return isDefinite ? { kind: 'refused', reason: { code, message: messageOf(said) } } : unknown(code, messageOf(said))
}

/** What an answer says of an order in whose place another was to be put; `null` where it says nothing of both halves. */
export function readReplaced(answer: OrderAnswer): ReplaceOutcome | null {
  const said = parsed(answer.body)
  if (said === null) return null
  const half = (name: string): OrderAnswer => ({ ...answer, body: JSON.stringify(said[name] ?? null) })
  const cancelled = readCancelled(half('cancelled'))
  const [placed] = readPlaced(half('placed')) ?? []
  if (cancelled === null || placed === undefined) return null
  const { stake } = said
  const isLess = typeof stake === 'number' && Number.isSafeInteger(stake) && stake > 0
  return { cancelled, placed, ...(isLess ? { stake: money(stake) } : {}) }
}

type Said = Readonly<Record<string, unknown>>

function parsed(body: string): Said | null {
  try {
    const said: unknown = JSON.parse(body)
    return typeof said === 'object' && said !== null ? { ...said } : null
  } catch {
    return null
  }
}

function acceptedBy(said: Said): PlaceOutcome {
  const matched = matchOf(said)
  const venueOrderId = said['betId']
  if (matched === null || typeof venueOrderId !== 'string' || venueOrderId === '') {
    return unknown('UNREADABLE', 'a success without its figures')
  }
  return { kind: 'accepted', venueOrderId, ...matched }
}

function pendingBy({ until }: Said): PlaceOutcome {
  if (typeof until !== 'number' || !Number.isSafeInteger(until) || until < 0) {
    return unknown('UNREADABLE', 'a bet that is held, and nobody says until when')
  }
  return { kind: 'pending', venueOrderId: null, until: timestamp(until) }
}

function matchOf({ matchedStake, averagePrice }: Said) {
  if (typeof matchedStake !== 'number' || !Number.isSafeInteger(matchedStake) || matchedStake < 0) return null
  if (matchedStake === 0) return { matchedStake: money(0), averagePrice: null }
  if (typeof averagePrice !== 'number' || !Number.isSafeInteger(averagePrice) || averagePrice <= 10_000) return null
  return { matchedStake: money(matchedStake), averagePrice: priceUnits(averagePrice) }
}

function codeOf({ errorCode }: Said): string {
  return typeof errorCode === 'string' && errorCode !== '' ? errorCode : 'UNNAMED'
}

function messageOf({ message }: Said): string {
  return typeof message === 'string' && message !== '' ? message : 'the exchange refuses it'
}
