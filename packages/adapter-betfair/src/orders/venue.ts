import {
  type Clock,
  type Currency,
  InvalidValueError,
  type Logger,
  type Money,
  money,
  moneyFromMajor,
  silentLogger,
  type Venue,
  venueId,
} from '@betting-advisor/core'
import {
  forEachOf,
  type OneOrMore,
  type OrderRef,
  type PlaceOutcome,
  type ReplaceOutcome,
} from '@betting-advisor/core/venue'
import { checkAccess } from '../account/check-access.ts'
import { createDeadMansSwitch } from '../account/dead-mans-switch.ts'
import type { Transactions } from '../account/transactions.ts'
import type { BetfairClient } from '../api/client.ts'
import { betfairError } from '../errors.ts'
import { originOf } from '../session/hosts.ts'
import { createClearedReader } from '../settlement/cleared-words.ts'
import { listBets } from './bet-list.ts'
import { createOrderChanges } from './change-order.ts'
import { findOrders } from './find-orders.ts'
import { placeRequest } from './instruction.ts'
import { minimumsOf, stakeStepOf } from './minimums.ts'
import { createNewsWithGaps } from './news-with-gaps.ts'
import { createOrderSender } from './order-sender.ts'
import { isOfOtherSize } from './read-changed.ts'
import { readEnded } from './read-ended.ts'
import { readPlaced } from './read-placed.ts'
import { readReplaced, replacedBy } from './read-replaced.ts'
import { replaceRequest } from './replacement.ts'
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
  /**
   * After how long without a word from here the exchange cancels what is open on the account, whoever placed it, in seconds: 10 to 300. It is
   * set before the first order leaves, renewed three times as often, and ended when the venue is closed; while it is not set, no order
   * leaves. Where it has acted, venue and ledger are compared, with `news` and without. Bets at the starting price stay.
   *
   * @default there is none
   */
  readonly deadMansSwitchSeconds?: number
  /**
   * Whether a bet that `replaceOrders` places is known to keep the reference of the one before, which the documentation does not say: then
   * engines replace by that operation. Otherwise they cancel, and then place anew.
   *
   * @default false
   */
  readonly keepsReference?: boolean
  /** How long an answer to orders is waited for beyond the bet delay, in milliseconds. @default 15_000 */
  readonly answerMs?: number
}

/** The exchange as a venue. */
export interface BetfairVenue extends Venue, AsyncDisposable {
  /** What it has sent by clock hours, as the exchange counts it: beyond 5,000 an hour it charges. Other programs of the account are not seen. */
  transactions(): Transactions
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
/** How many chains of replaced orders are remembered. */
const MOST_CHAINS = 10_000
/** The most bets of one request. */
const MOST_AT_ONCE = 200
const MOST_IN_ITALY = 50

/**
 * The exchange as a venue: orders leave once, over connections that are reset and never closed when an answer is given up.
 *
 * @throws InvalidValueError `INVALID_VALUE` for a currency that the exchange keeps no accounts in, or seconds that it does not take;
 * ApiError `INVALID_STRATEGY_REF` for a reference that it would refuse.
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
  const {
    strategyRef = 'betting-advisor',
    maxBetDelayMs = 12_000,
    answerMs = 15_000,
    keepsReference = false,
  } = settings
  /** By the references of chains: of these, what has ended is asked for as well where something of them still lives. */
  const replaced = new Set<string>()
  const { access } = client.session
  const id = venueId(settings.venue ?? 'betfair')
  if (!REFERENCE.test(strategyRef)) {
    throw betfairError({
      code: 'INVALID_STRATEGY_REF',
      message: `The exchange does not take ${JSON.stringify(strategyRef)} as a reference of a strategy.`,
      remedy: 'Use 1 to 15 letters, digits and -._+*:;~',
    })
  }
  const { deadMansSwitchSeconds: seconds } = settings
  // The exchange tells nobody else that its switch has acted.
  const told = settings.news === undefined && seconds === undefined ? null : createNewsWithGaps(settings.news)
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 10 && seconds <= 300))
    throw new InvalidValueError('deadMansSwitchSeconds', seconds, 'a whole number of seconds from 10 to 300')
  const acted = (action: string): void => told?.gap(`the dead man’s switch of the account has acted: ${action}`)
  const deadMansSwitch = seconds === undefined ? null : createDeadMansSwitch({ client, clock, logger, seconds, acted })
  const sender = createOrderSender({ session: client.session, clock, logger, deadMansSwitch, answerMs })
  const mostAtOnce = access.jurisdiction === 'italy' ? MOST_IN_ITALY : MOST_AT_ONCE
  const refOf = (given: string | null): OrderRef | null =>
    given !== null && OURS.test(given) ? (given as OrderRef) : null
  const context = { client, venue: id, currency, strategyRef, refOf }

  const venue: BetfairVenue = {
    specification: 1,
    name: id,
    traits: {
      origin: originOf(access.hosts.api),
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
      // The operation takes no reference: the bet in its place has that of the one before, or none.
      replaces: { stake: 'open', ref: keepsReference ? 'former' : 'unpromised' },
    },
    takes: (asked) => asked === id,
    async doPlace(orders, attempt) {
      const notSent = (code: string, message: string): OneOrMore<PlaceOutcome> =>
        forEachOf(orders, () => ({ kind: 'not-sent', reason: { code, message } }))
      const params = placeRequest(orders, currency, strategyRef)
      if (params === null) return notSent('NOT_OF_THE_EXCHANGE', 'The market or a selection is none of the exchange’s.')
      if (orders.length > mostAtOnce)
        return notSent('TOO_MANY_INSTRUCTIONS', `The exchange takes at most ${mostAtOnce} orders at once.`)
      return await sender.place({ operation: 'placeOrders', params, orders }, attempt, (answer) =>
        readPlaced(answer, orders, { currency, now: clock.now(), maxBetDelayMs }),
      )
    },
    lookup: (refs, signal) =>
      findOrders({ client, currency, refOf, decidesMs: maxBetDelayMs + answerMs, replaced }, refs, signal),
    async doReplace(order, replacement, attempt) {
      const asked = replaceRequest(order, replacement)
      if (!('params' in asked)) return replacedBy(null, { kind: 'not-sent', reason: asked })
      replaced.add(order.intent.venueRef ?? order.intent.ref)
      const [oldest] = replaced
      if (oldest !== undefined && replaced.size > MOST_CHAINS) replaced.delete(oldest)
      const request = { operation: 'replaceOrders', params: asked.params, orders: [replacement] } as const
      let said: ReplaceOutcome | null = null
      const [placed] = await sender.place(request, attempt, (answer) => {
        said = readReplaced(answer, order, replacement, { currency, now: clock.now(), maxBetDelayMs })
        return said === null ? null : [said.placed]
      })
      const outcome = replacedBy(said, placed)
      const { venueOrderId: betId } = order
      if (betId === null || !isOfOtherSize(outcome.cancelled)) return outcome
      return { ...outcome, cancelled: await readEnded(client, betId, currency, attempt.signal) }
    },
    ...createOrderChanges({ client, clock, currency, change: sender.change }),
    ...(told !== null && { orderNews: told.news }),
    list: (since, signal) => listBets(context, since, signal),
    cleared: createClearedReader(context),
    async funds(signal) {
      const { availableToBetBalance, exposure } = await client.getAccountFunds(signal)
      const available: Money = moneyFromMajor(availableToBetBalance, currency)
      // Told as what may be lost, at most zero.
      const atRisk = moneyFromMajor(Math.abs(exposure ?? 0), currency)
      return { balance: money(available + atRisk) }
    },
    checkAccess: (signal) => checkAccess({ client, currency, logger }, signal),
    transactions: () => sender.transactions(),
    twin: (terms) => twinOf({ venue: id, jurisdiction: access.jurisdiction, replaces: keepsReference }, terms),
    breakers: [client.session.breaker, ...client.breakers],
    async close() {
      await sender.close()
      await deadMansSwitch?.close()
    },
    [Symbol.asyncDispose]: () => venue.close(),
  }
  return venue
}
