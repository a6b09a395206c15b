import { createOrderClient, holdClock } from '@betting-advisor/adapter-kit'
import {
  type Clock,
  type Currency,
  type Logger,
  type Money,
  money,
  moneyFromMajor,
  silentLogger,
  type Venue,
  venueId,
} from '@betting-advisor/core'
import {
  type CancelOutcome,
  forEachOf,
  type KnownOrder,
  type OneOrMore,
  type OrderRef,
  type PlaceOutcome,
} from '@betting-advisor/core/venue'
import { appKeyKind } from '../account/app-key.ts'
import { rpcBody, rpcPath } from '../api/caller.ts'
import type { BetfairClient } from '../api/client.ts'
import { isSessionCode } from '../api/error-codes.ts'
import { betfairError } from '../errors.ts'
import { readCleared } from '../settlement/cleared-words.ts'
import { listBets } from './bet-list.ts'
import { codeOf, createOrderChanges } from './change-order.ts'
import { readClearedParts } from './cleared-parts.ts'
import { placeRequest } from './instruction.ts'
import { knownCleared, knownCurrent } from './known-orders.ts'
import { minimumsOf, stakeStepOf } from './minimums.ts'
import { readPlaced } from './read-placed.ts'
import { twinOf } from './twin.ts'

/** What a venue is made of. */
export interface BetfairVenueSettings {
  /** Its reads, and its session. */
  readonly client: BetfairClient
  readonly clock: Clock
  /** That of the account: every amount of an order is in it. */
  readonly currency: Currency
  readonly logger?: Logger
  /** Which venue id its orders are for. @default 'betfair' */
  readonly venue?: string
  /** Marks the bets of this software, at most 15 characters. @default 'betting-advisor' */
  readonly strategyRef?: string
  /** The longest bet delay of the markets that are bet on, in milliseconds. @default 12_000 */
  readonly maxBetDelayMs?: number
  /** Tells what becomes of orders as it happens, such as `createOrderStream` of `/stream` does. @default nobody does: lookups tell */
  readonly news?: Venue['orderNews']
  /** How long an answer to orders is waited for beyond the bet delay, in milliseconds. @default 15_000 */
  readonly answerMs?: number
}

/** The exchange as a venue. */
export interface BetfairVenue extends Venue, AsyncDisposable {
  /** Waits for what is under way, then resets every connection that orders went on; client and session stay. */
  close(): Promise<void>
}

/** The longest that the exchange was ever said to accept an order late, in milliseconds; a missed bet is cheaper than two. */
const LATE_MS = 120_000
/** How long a list of orders may lag behind, in milliseconds. */
const VISIBILITY_LAG_MS = 5_000
/** How long bets are listed after their settlement, less a day. */
const HORIZON_MS = 89 * 86_400_000
/** References of ours: 32 hexadecimal digits. */
const OURS = /^[0-9a-f]{32}$/
const REFERENCE = /^[\w.+*:;~-]{1,15}$/
const CANCEL_MS = 15_000
/** The most bets of one request. */
const MOST_AT_ONCE = 200
const MOST_IN_ITALY = 50

/**
 * The exchange as a venue: orders leave once, over connections that are reset and never closed when an answer is given up.
 *
 * @throws InvalidValueError `INVALID_VALUE` for a currency that the exchange keeps no accounts in; ApiError `INVALID_STRATEGY_REF` for a
 * reference that it would refuse.
 * @example
 * ```ts
 * await using session = createBetfairSession({ appKey: 'k', username: 'me', password: 'secret', clock: createSystemClock() })
 * await using client = createBetfairClient({ session, clock: createSystemClock() })
 * await using venue = createBetfairVenue({ client, clock: createSystemClock(), currency: currency('GBP') })
 * venue.traits.minStake // 100
 * ```
 */
export function createBetfairVenue(settings: BetfairVenueSettings): BetfairVenue {
  const { client, clock, currency, logger = silentLogger } = settings
  const { strategyRef = 'betting-advisor', maxBetDelayMs = 12_000, answerMs = 15_000 } = settings
  const { session } = client
  const { access } = session
  const id = venueId(settings.venue ?? 'betfair')
  if (!REFERENCE.test(strategyRef)) {
    throw betfairError({
      code: 'INVALID_STRATEGY_REF',
      message: `The exchange does not take ${JSON.stringify(strategyRef)} as a reference of a strategy.`,
      remedy: 'Use 1 to 15 letters, digits and -._+*:;~',
    })
  }
  const orderClient = createOrderClient({ origin: `https://${access.hosts.api}`, clock, tls: access.trust })
  const mostAtOnce = access.jurisdiction === 'italy' ? MOST_IN_ITALY : MOST_AT_ONCE
  const refOf = (given: string | null): OrderRef | null =>
    given !== null && OURS.test(given) ? (given as OrderRef) : null
  const context = { client, venue: id, currency, strategyRef, refOf }

  /** What a request that changes something is sent with. @throws Whatever kept a session from being had. */
  async function outgoing(operation: string, params: object, signal: AbortSignal) {
    const token = await session.token(signal)
    const body = rpcBody('betting', operation, params)
    return {
      token,
      attempt: {
        path: rpcPath('betting'),
        headers: {
          accept: 'application/json',
          'x-application': access.appKey.reveal(),
          'x-authentication': token.reveal(),
        },
        body: () => body,
        signal,
      },
    }
  }

  /** One request that changes an order that is open. */
  async function change(
    operation: string,
    params: object,
    signal: AbortSignal,
    read: (answer: { readonly status: number; readonly body: string }) => CancelOutcome | null,
  ): Promise<CancelOutcome> {
    const hold = holdClock(clock)
    try {
      const { token, attempt } = await outgoing(operation, params, signal)
      const outcome = await orderClient.cancel({ ...attempt, timeoutMs: CANCEL_MS, mayLeave: () => true }, read)
      if ('reason' in outcome && isSessionCode(outcome.reason.code)) session.refused(token)
      return outcome
    } catch (error) {
      return {
        kind: 'refused',
        reason: { code: codeOf(error), message: 'There is no session to ask the exchange in.' },
      }
    } finally {
      hold[Symbol.dispose]()
    }
  }

  const venue: BetfairVenue = {
    specification: 1,
    name: id,
    traits: {
      origin: 'venue',
      sides: ['back', 'lay'],
      orders: {
        kinds: ['limit', 'limit-on-close', 'market-on-close'],
        persistence: ['lapse', 'persist', 'market-on-close'],
        fillOrKill: true,
      },
      minStake: minimumsOf(currency, access.jurisdiction).stake,
      stakeStep: stakeStepOf(currency, access.jurisdiction),
      isRemote: true,
      lateAcceptMs: maxBetDelayMs + LATE_MS,
      visibilityLagMs: VISIBILITY_LAG_MS,
      lookupHorizonMs: HORIZON_MS,
      netting: true,
    },
    takes: (asked) => asked === id,
    async doPlace(orders, { deadline, signal, mayLeave }) {
      const notSent = (code: string, message: string): OneOrMore<PlaceOutcome> =>
        forEachOf(orders, () => ({ kind: 'not-sent', reason: { code, message } }))
      const request = placeRequest(orders, currency, strategyRef)
      if (request === null)
        return notSent('NOT_OF_THE_EXCHANGE', 'The market or a selection is none of the exchange’s.')
      if (orders.length > mostAtOnce)
        return notSent('TOO_MANY_INSTRUCTIONS', `The exchange takes at most ${mostAtOnce} orders at once.`)
      const hold = holdClock(clock)
      try {
        let sending: Awaited<ReturnType<typeof outgoing>>
        try {
          sending = await outgoing('placeOrders', request, signal)
        } catch (error) {
          return notSent(codeOf(error), 'There is no session to place orders in.')
        }
        const delay = Math.max(...orders.map(({ execution }) => execution?.betDelayMs ?? 0))
        const timeoutMs =
          deadline === null ? delay + answerMs : Math.max(1, Math.min(deadline - clock.now(), delay + answerMs))
        const outcomes = await orderClient.place({ ...sending.attempt, timeoutMs, mayLeave }, orders.length, (answer) =>
          readPlaced(answer, orders, { currency, now: clock.now(), decidesMs: maxBetDelayMs + answerMs }),
        )
        if (outcomes.some((outcome) => 'reason' in outcome && isSessionCode(outcome.reason.code)))
          session.refused(sending.token)
        return outcomes
      } finally {
        hold[Symbol.dispose]()
      }
    },
    async lookup(refs, signal) {
      const asked = new Set<string>(refs)
      const current = await client.listCurrentOrders({ customerOrderRefs: refs, orderProjection: 'ALL' }, signal)
      const orders: KnownOrder[] = []
      const shown = new Set<string>()
      for (const row of current.rows) {
        const ref = refOf(row.customerOrderRef)
        if (ref === null || !asked.has(ref)) continue
        shown.add(ref)
        orders.push(knownCurrent(ref, row, maxBetDelayMs + answerMs, currency))
      }
      const gone = refs.filter((ref) => !shown.has(ref))
      if (gone.length === 0) return { complete: current.complete, orders }
      const cleared = await readClearedParts(client, { customerOrderRefs: gone }, signal)
      for (const [betId, parts] of cleared.bets) {
        const row = parts.settled ?? parts.voided ?? parts.lapsed ?? parts.cancelled
        const ref = refOf(row?.customerOrderRef ?? null)
        if (ref !== null && asked.has(ref)) orders.push(knownCleared(ref, betId, parts, currency))
      }
      return { complete: current.complete && cleared.complete, orders }
    },
    ...createOrderChanges({ client, clock, currency, change }),
    ...(settings.news !== undefined && { orderNews: settings.news }),
    list: (since, signal) => listBets(context, since, signal),
    cleared: (since, signal) => readCleared(context, since, signal),
    async funds(signal) {
      const { availableToBetBalance, exposure } = await client.getAccountFunds(signal)
      const available: Money = moneyFromMajor(availableToBetBalance, currency)
      // Told as what may be lost, at most zero.
      const atRisk = moneyFromMajor(Math.abs(exposure ?? 0), currency)
      return { balance: money(available + atRisk) }
    },
    async checkAccess(signal) {
      const [{ currencyCode }, kind] = await Promise.all([client.getAccountDetails(signal), appKeyKind(client, signal)])
      if ((currencyCode ?? currency.code) !== currency.code) {
        throw betfairError({
          code: 'CURRENCY_DIFFERS',
          message: `The account is kept in ${currencyCode}, and orders would be in ${currency.code}.`,
          remedy: `Set CURRENCY to ${currencyCode}.`,
        })
      }
      if (kind === 'delayed' || kind === 'inactive') {
        throw betfairError({
          code: kind === 'delayed' ? 'DELAYED_KEY' : 'INACTIVE_KEY',
          message:
            kind === 'delayed'
              ? 'The application key is a delayed one: its prices are up to three minutes old, and its bets are real all the same.'
              : 'The application key is not active.',
          remedy: 'Use the live key of the account, activated by the exchange; to bet on paper needs no venue.',
        })
      }
      if (kind === 'unknown')
        logger.warn({}, 'The exchange does not list the application key among those of the account.')
    },
    twin: (terms) => twinOf(id, access.jurisdiction, terms),
    async close() {
      await orderClient.close()
    },
    [Symbol.asyncDispose]: () => venue.close(),
  }
  return venue
}
