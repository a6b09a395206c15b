import { isAdvisorError } from '../errors/advisor-error.ts'
import type { Intent } from '../order/intent.ts'
import type { Matched } from '../order/matched.ts'
import { newOrder } from '../order/new-order.ts'
import type { ClearedOrder } from '../ports/cleared.ts'
import type { KnownOrder, LookupResult, PlaceAttempt, PlaceOutcome, TwinTerms, Venue } from '../ports/venue.ts'
import type { OrderRef } from '../units/ids.ts'
import { averagePriceOf } from '../units/matched-value.ts'
import { money } from '../units/money.ts'
import { timestamp } from '../units/timestamp.ts'
import { assertEqual, assertKind, assertNone, assertTrue, type ContractCase, ContractViolation } from './contract.ts'
import { assertNoSecret, textsOf } from './secrets.ts'

/** A venue under test. Every case gets a harness of its own and leaves the closing to whoever made it. */
export interface VenueHarness {
  readonly venue: Venue
  /** Lets so much time pass at the venue, in milliseconds. */
  pass(milliseconds: number): Promise<void>
  /** An order that the venue takes, another one each time. */
  acceptable(): Intent
  /** An order that it refuses for certain, another one each time. */
  refusable(): Intent
  /** An order that it holds for so long before it decides on it, another one each time; absent where it decides at once. */
  held?(): { readonly order: Intent; readonly forMs: number }
  /** An order that it refuses in an answer that names a bet, another one each time; absent where none can be had. */
  refusedByName?(): Intent
  /**
   * Settles the market of an order that was matched, so that the order ends so; or settles it again. Absent where the venue does not tell
   * how orders ended.
   */
  ends?(order: Intent, outcome: 'won' | 'lost' | 'void'): void | Promise<void>
  /** From now on requests may arrive and answers never do; absent where nothing lies between. */
  silence?(): void
  /**
   * An order so large that the other side, which stops reading in its middle, cannot have it whole before it is given up; `stopped`
   * resolves when it does. Absent where nothing lies between.
   */
  oversized?(): Promise<OversizedOrder>
  /** An order that it takes and of which nothing is matched for now, another one each time; absent where none waits or is amended. */
  waits?(): Intent
  /** What its twin on paper is made for; absent where it has none. */
  twin?(): TwinTerms
  /**
   * An order that it takes and of which nothing is matched for now, and one that takes its place, others each time; absent where it has no
   * operation of its own for that.
   */
  replaces?(): { readonly order: Intent; readonly by: Intent }
  /** Values that must never be seen. */
  readonly secrets: readonly string[]
}

/** An order that is given up while it is being written. */
export interface OversizedOrder {
  readonly order: Intent
  readonly stopped: Promise<void>
  /** How it ended for the other side, once that has read on for as long as anything comes. */
  ended(): Promise<'whole' | 'closed' | 'reset'>
}

async function place(
  { venue }: VenueHarness,
  order: Intent,
  { signal = new AbortController().signal, mayLeave = () => true }: Partial<PlaceAttempt> = {},
): Promise<PlaceOutcome> {
  const [outcome, ...others] = await venue.doPlace([order], { deadline: null, signal, mayLeave })
  assertNone(others, 'further outcomes')
  return outcome
}

/** What the venue shows once everything that it took must be seen. */
async function lookup(harness: VenueHarness, ...refs: readonly OrderRef[]): Promise<LookupResult> {
  const { lateAcceptMs, visibilityLagMs } = harness.venue.traits
  await harness.pass((lateAcceptMs ?? 0) + visibilityLagMs)
  return await harness.venue.lookup(refs, new AbortController().signal)
}

async function assertAbsent(harness: VenueHarness, { ref }: Intent): Promise<void> {
  const { complete, orders } = await lookup(harness, ref)
  assertEqual(complete, true, 'complete')
  assertNone(orders, 'orders that it said it did not take')
}

/** Fails unless the matched part is within the stake, at the price asked or a better one. */
function assertWithin(order: Intent, { matchedStake, averagePrice, matchedValue, voidedStake }: Matched): void {
  assertTrue(matchedStake >= 0 && matchedStake + (voidedStake ?? 0) <= order.stake, 'matched stake', matchedStake)
  assertEqual(averagePrice === null, matchedStake === 0, 'whether there is no average price')
  if (averagePrice === null) return
  if (matchedValue !== undefined) {
    assertEqual(averagePrice, averagePriceOf(order.side, matchedStake, matchedValue), 'average price of its fills')
  }
  const isWorse = order.side === 'back' ? averagePrice < order.price : averagePrice > order.price
  assertTrue(!isWorse, `average price, ${order.price} asked`, averagePrice)
}

/** What a harness has that a case needs. */
function provided<Given>(harness: VenueHarness, make: (() => Given) | undefined): Given {
  if (make === undefined) throw new ContractViolation('harness', harness, 'one that has what the case needs')
  return make.call(harness)
}

function wordOf({ state }: KnownOrder): KnownOrder['state'] {
  return state
}

function silenced(harness: VenueHarness): void {
  if (harness.silence === undefined) throw new ContractViolation('harness', harness, 'one that can be silenced')
  harness.silence()
}

/**
 * What every venue promises. Each case starts with a new harness; those with `needs` apply where it has that.
 *
 * @example
 * ```ts
 * for (const { id, title, run } of venueContract) test(`${id} ${title}`, async () => run(await newHarness()))
 * ```
 */
export const venueContract: readonly ContractCase<VenueHarness>[] = [
  {
    id: 'VEN-01',
    title: 'has traits that an order can be made for, and takes orders for its own bookmakers',
    async run({ venue, acceptable }) {
      const { sides, minStake, stakeStep, lateAcceptMs, visibilityLagMs } = venue.traits
      const order = acceptable()
      assertTrue(sides.includes(order.side), 'sides', sides)
      assertTrue(minStake >= 0 && minStake <= order.stake, 'least stake', minStake)
      assertTrue(stakeStep >= 1 && order.stake % stakeStep === 0, 'step of stakes', stakeStep)
      assertTrue(lateAcceptMs === null || lateAcceptMs >= 0, 'latest acceptance', lateAcceptMs)
      assertTrue(visibilityLagMs >= 0, 'visibility lag', visibilityLagMs)
      assertEqual(venue.takes(order.venue), true, `takes orders for ${order.venue}`)
    },
  },
  {
    id: 'VEN-02',
    title: 'takes an order under an id of its own, matched within its stake and at no worse price than asked',
    async run(harness) {
      const [one, other] = [harness.acceptable(), harness.acceptable()]
      const [first, second] = [await place(harness, one), await place(harness, other)]
      assertKind(first, 'accepted', 'first')
      assertKind(second, 'accepted', 'second')
      assertTrue(first.venueOrderId !== '' && first.venueOrderId !== second.venueOrderId, 'ids', [first, second])
      assertWithin(one, first)
      assertWithin(other, second)
    },
  },
  {
    id: 'VEN-03',
    title: 'shows what it took under our reference, at least as far matched as it said',
    async run(harness) {
      const order = harness.acceptable()
      const outcome = await place(harness, order)
      assertKind(outcome, 'accepted', 'outcome')
      const { orders } = await lookup(harness, order.ref)
      const [found, ...others] = orders
      assertNone(others, 'further orders')
      assertEqual([found?.ref, found?.venueOrderId], [order.ref, outcome.venueOrderId], 'what is shown')
      if (found === undefined || !('matchedStake' in found))
        throw new ContractViolation('what is shown', found, 'a bet')
      assertWithin(order, found)
      assertTrue(found.matchedStake >= outcome.matchedStake, 'matched stake', found.matchedStake)
    },
  },
  {
    id: 'VEN-04',
    title: 'makes one bet of an order that is sent twice',
    async run(harness) {
      const order = harness.acceptable()
      const first = await place(harness, order)
      assertKind(first, 'accepted', 'first')
      const second = await place(harness, order)
      if (second.kind === 'accepted') assertEqual(second.venueOrderId, first.venueOrderId, 'id')
      const { orders } = await lookup(harness, order.ref)
      assertEqual(
        orders.map(({ venueOrderId }) => venueOrderId),
        [first.venueOrderId],
        'what is shown',
      )
    },
  },
  {
    id: 'VEN-05',
    title: 'refuses with a reason, and then has no such order',
    async run(harness) {
      const order = harness.refusable()
      const outcome = await place(harness, order)
      assertKind(outcome, 'rejected', 'outcome')
      assertTrue(outcome.reason.code !== '' && outcome.reason.message !== '', 'reason', outcome.reason)
      await assertAbsent(harness, order)
    },
  },
  {
    id: 'VEN-06',
    title: 'shows the orders that it is asked for and no others',
    async run(harness) {
      const [asked, other, never] = [harness.acceptable(), harness.acceptable(), harness.acceptable()]
      assertKind(await place(harness, asked), 'accepted', 'one')
      assertKind(await place(harness, other), 'accepted', 'other')
      const { orders } = await lookup(harness, asked.ref, never.ref)
      assertEqual(
        orders.map(({ ref }) => ref),
        [asked.ref],
        'what is shown',
      )
    },
  },
  {
    id: 'VEN-07',
    title: 'says of an order that is called off what became of it',
    async run(harness) {
      const order = harness.acceptable()
      const calledOff = new AbortController()
      calledOff.abort(new Error('called off by the contract'))
      const { kind } = await place(harness, order, { signal: calledOff.signal })
      if (kind === 'not-sent' || kind === 'rejected') await assertAbsent(harness, order)
      if (kind !== 'accepted') return
      const { orders } = await lookup(harness, order.ref)
      assertEqual(
        orders.map(({ ref }) => ref),
        [order.ref],
        'what is shown',
      )
    },
  },
  {
    id: 'VEN-11',
    title: 'asks once whether an order may leave, and lets nothing leave that must not',
    async run(harness) {
      const order = harness.acceptable()
      let asked = 0
      const mayLeave = (): boolean => {
        asked += 1
        return false
      }
      assertKind(await place(harness, order, { mayLeave }), 'not-sent', 'outcome')
      assertEqual(asked, 1, 'times that it asked')
      await assertAbsent(harness, order)
    },
  },
  {
    id: 'VEN-12',
    title: 'gives what came of each of several orders, in their order',
    async run(harness) {
      const orders = [harness.acceptable(), harness.refusable(), harness.acceptable()] as const
      const attempt = { deadline: null, signal: new AbortController().signal, mayLeave: () => true }
      const outcomes = await harness.venue.doPlace(orders, attempt)
      assertEqual(
        outcomes.map(({ kind }) => kind),
        ['accepted', 'rejected', 'accepted'],
        'outcomes',
      )
      const { orders: shown } = await lookup(harness, ...orders.map(({ ref }) => ref))
      const taken = [...outcomes].flatMap((outcome) => (outcome.kind === 'accepted' ? [outcome.venueOrderId] : []))
      assertEqual(shown.map(({ venueOrderId }) => venueOrderId).toSorted(), taken.toSorted(), 'what is shown')
    },
  },
  {
    id: 'VEN-13',
    title: 'asks once for several orders of one attempt, and lets none of them leave that must not',
    async run(harness) {
      const orders = [harness.acceptable(), harness.acceptable()] as const
      let asked = 0
      const mayLeave = (): boolean => {
        asked += 1
        return false
      }
      const attempt = { deadline: null, signal: new AbortController().signal, mayLeave }
      const outcomes = await harness.venue.doPlace(orders, attempt)
      assertEqual(
        outcomes.map(({ kind }) => kind),
        ['not-sent', 'not-sent'],
        'outcomes',
      )
      assertEqual(asked, 1, 'times that it asked')
      for (const order of orders) await assertAbsent(harness, order)
    },
  },
  {
    id: 'VEN-50',
    title: 'makes an open order smaller, as the order that it is, and refuses that of one that it does not have',
    needs: 'waits',
    async run(harness) {
      const order = provided(harness, harness.waits)
      const { signal } = new AbortController()
      const amend = async (asked: Intent) => await harness.venue.doAmend?.(newOrder(asked).order, change, signal)
      const change = { stake: money(order.stake / 2), persistence: 'lapse' } as const
      assertKind(await place(harness, order), 'accepted', 'outcome')
      const amended = await amend(order)
      assertEqual(
        [amended?.kind, amended?.kind === 'amended' && amended.matchedStake],
        ['amended', 0],
        'what came of it',
      )
      const { orders } = await lookup(harness, order.ref)
      assertEqual(orders.map(wordOf), ['open'], 'what is shown')
      const never = provided(harness, harness.waits)
      assertEqual((await amend(never))?.kind, 'refused', 'of one that it does not have')
    },
  },
  {
    id: 'VEN-70',
    title: 'puts an order in the place of one that is open, and shows each by the reference that its traits name',
    needs: 'replaces',
    async run(harness) {
      const { order, by } = provided(harness, harness.replaces)
      const { doReplace, traits } = harness.venue
      assertKind(await place(harness, order), 'accepted', 'outcome')
      const attempt = { deadline: null, signal: new AbortController().signal, mayLeave: () => true }
      const outcome = await doReplace?.call(harness.venue, newOrder(order).order, by, attempt)
      if (outcome === undefined || traits.replaces === undefined) {
        throw new ContractViolation('how it replaces', traits, 'an operation, and traits that say what it can do')
      }
      assertKind(outcome.cancelled, 'cancelled', 'what came of the one before')
      assertKind(outcome.placed, 'accepted', 'what came of the one in its place')
      const { orders } = await lookup(harness, order.ref, by.ref)
      const shown = orders.map((found) => [found.ref, wordOf(found) === 'cancelled'])
      const ref = traits.replaces.ref === 'own' ? by.ref : order.ref
      assertTrue(
        shown.some(([of, isOver]) => of === ref && isOver === false),
        'the one in its place',
        shown,
      )
      assertTrue(
        shown.every(([of, isOver]) => of === ref || isOver === true),
        'the one before',
        shown,
      )
    },
  },
  {
    id: 'VEN-71',
    title: 'replaces nothing where nothing may leave, or of an order that it does not have',
    needs: 'replaces',
    async run(harness) {
      const { order, by } = provided(harness, harness.replaces)
      const { signal } = new AbortController()
      const replace = async (asked: Intent, mayLeave: boolean) =>
        await harness.venue.doReplace?.(newOrder(asked).order, by, { deadline: null, signal, mayLeave: () => mayLeave })
      assertKind(await place(harness, order), 'accepted', 'outcome')
      assertEqual((await replace(order, false))?.placed.kind, 'not-sent', 'where nothing may leave')
      const { order: never } = provided(harness, harness.replaces)
      const unknown = await replace(never, true)
      assertEqual(unknown?.cancelled.kind, 'refused', 'of one that it does not have')
      await assertAbsent(harness, by)
      const { orders } = await lookup(harness, order.ref)
      assertEqual(orders.map(wordOf), ['open'], 'the one that stays')
    },
  },
  {
    id: 'VEN-30',
    title: 'says of an order that it holds until when it does, and shows what it has decided then',
    needs: 'held',
    async run(harness) {
      const { order, forMs } = provided(harness, harness.held)
      const outcome = await place(harness, order)
      assertKind(outcome, 'pending', 'outcome')
      assertTrue(Number.isSafeInteger(outcome.until), 'until when', outcome.until)
      const early = await harness.venue.lookup([order.ref], new AbortController().signal)
      if (early.complete) assertEqual(early.orders.map(wordOf), ['pending'], 'what is shown while it is held')
      await harness.pass(forMs)
      const [found, ...others] = (await lookup(harness, order.ref)).orders
      assertNone(others, 'further orders')
      assertTrue(found !== undefined && found.state !== 'pending', 'what is shown afterwards', found)
      if (found !== undefined && outcome.venueOrderId !== null) {
        assertEqual(found.venueOrderId, outcome.venueOrderId, 'its name')
      }
    },
  },
  {
    id: 'VEN-31',
    title: 'tells of a refusal which bet it names, and calls nothing refused for certain that may be one',
    needs: 'refusedByName',
    async run(harness) {
      const order = provided(harness, harness.refusedByName)
      const outcome = await place(harness, order)
      assertTrue(outcome.kind !== 'not-sent', 'outcome', outcome)
      if (outcome.kind === 'rejected') assertTrue(!!outcome.venueOrderId, 'the bet that it names', outcome)
    },
  },
  {
    id: 'VEN-32',
    title: 'names no bet where it refuses for certain',
    async run(harness) {
      const outcome = await place(harness, harness.refusable())
      assertKind(outcome, 'rejected', 'outcome')
      assertEqual(outcome.venueOrderId, undefined, 'a bet')
    },
  },
  {
    id: 'VEN-40',
    title: 'tells how an order ended that it settled, the same until it settles it again, and then by a later version',
    needs: 'ends',
    async run(harness) {
      const { venue } = harness
      const order = harness.acceptable()
      const outcome = await place(harness, order)
      assertKind(outcome, 'accepted', 'outcome')
      await lookup(harness, order.ref)
      const since = timestamp(0)
      const word = async (): Promise<ClearedOrder> => {
        const { orders = [] } = (await venue.cleared?.(since, new AbortController().signal)) ?? {}
        const [found, ...others] = orders.filter(({ venueOrderId }) => venueOrderId === outcome.venueOrderId)
        assertNone(others, 'further words on one order')
        if (found === undefined) throw new ContractViolation('word', orders, 'one on the order that was settled')
        return found
      }
      const ended = async (as: 'won' | 'lost' | 'void'): Promise<ClearedOrder> => {
        await provided(harness, () => harness.ends?.(order, as))
        return await word()
      }
      const won = await ended('won')
      assertEqual([won.outcome, won.market, won.ref], ['won', order.market, order.ref], 'the order that won')
      assertTrue(won.profit > 0 && won.matchedStake > 0, 'what it was paid for', won)
      assertWithin(order, won)
      assertTrue(Number.isSafeInteger(won.version) && won.version >= 0, 'version', won.version)
      assertEqual(await word(), won, 'told again')
      const lost = await ended('lost')
      assertTrue(lost.version > won.version, 'later version', [won.version, lost.version])
      assertTrue(lost.profit < 0, 'what it lost', lost.profit)
      const returned = await ended('void')
      assertEqual([returned.outcome, returned.profit], ['void', 0], 'the order that was returned')
      assertTrue(returned.version > lost.version, 'later version', [lost.version, returned.version])
    },
  },
  {
    id: 'VEN-08',
    title: 'calls an order unknown when no answer comes',
    needs: 'silence',
    async run(harness) {
      silenced(harness)
      assertKind(await place(harness, harness.acceptable()), 'unknown', 'outcome')
    },
  },
  {
    id: 'VEN-09',
    title: 'takes silence for no proof of absence',
    needs: 'silence',
    async run(harness) {
      const { ref } = harness.acceptable()
      silenced(harness)
      try {
        assertEqual((await lookup(harness, ref)).complete, false, 'complete')
      } catch (error) {
        if (!isAdvisorError(error)) throw error
      }
    },
  },
  {
    id: 'VEN-20',
    title: 'never lets an order arrive whole that was given up in the middle of it',
    needs: 'oversized',
    async run(harness) {
      if (harness.oversized === undefined)
        throw new ContractViolation('harness', harness, 'one with an oversized order')
      const { order, stopped, ended } = await harness.oversized()
      const givenUp = new AbortController()
      const placing = place(harness, order, { signal: givenUp.signal })
      await stopped
      givenUp.abort(new Error('given up by the contract'))
      const outcome = await placing
      assertKind(outcome, 'unknown', 'outcome')
      assertTrue(outcome.resetAt !== undefined, 'moment of its reset', outcome)
      // What is closed goes on being delivered by the system, as far as it has it.
      assertEqual(await ended(), 'reset', 'how it ended for the other side')
    },
  },
  {
    id: 'VEN-60',
    title: 'has a twin under its own name, of whose orders it never hears',
    needs: 'twin',
    async run(harness) {
      const { venue } = harness
      const twin = venue.twin?.(provided(harness, harness.twin))
      if (twin === undefined) throw new ContractViolation('twin', twin, 'a venue')
      assertEqual([twin.name, twin.traits.origin], [venue.name, 'simulated'], 'name and origin')
      const order = harness.acceptable()
      assertEqual(twin.takes(order.venue), true, `takes orders for ${order.venue}`)
      const { signal } = new AbortController()
      await twin.doPlace([order], { deadline: null, signal, mayLeave: () => true })
      await twin.doAmend?.(newOrder(order).order, { stake: money(order.stake / 2), persistence: 'lapse' }, signal)
      await twin.doCancel?.(newOrder(order).order, signal)
      await assertAbsent(harness, order)
    },
  },
  {
    id: 'VEN-10',
    title: 'shows no secret in what it says, well or silent',
    async run(harness) {
      const { venue, secrets } = harness
      const order = harness.acceptable()
      const said: unknown[] = [venue, await place(harness, order), await place(harness, harness.refusable())]
      said.push(await lookup(harness, order.ref))
      if (harness.silence !== undefined) {
        harness.silence()
        said.push(await place(harness, harness.acceptable()))
        said.push(await lookup(harness, order.ref).catch((error: unknown) => error))
      }
      assertNoSecret(textsOf(said), secrets)
    },
  },
]
