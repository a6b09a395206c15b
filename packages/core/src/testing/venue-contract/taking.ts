import { assertEqual, assertKind, assertNone, assertTrue, type ContractCase, ContractViolation } from '../contract.ts'
import type { VenueHarness } from './harness.ts'
import { assertAbsent, assertWithin, lookup, place, provided, wordOf } from './steps.ts'

/** What a venue takes, refuses and holds, and what it shows of it. */
export const takingCases: readonly ContractCase<VenueHarness>[] = [
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
]
