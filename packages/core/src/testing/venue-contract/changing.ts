import type { Intent } from '../../order/intent.ts'
import { newOrder } from '../../order/new-order.ts'
import { money } from '../../units/money.ts'
import { assertEqual, assertKind, assertTrue, type ContractCase, ContractViolation } from '../contract.ts'
import type { VenueHarness } from './harness.ts'
import { assertAbsent, lookup, place, provided, wordOf } from './steps.ts'

/** Open orders that are amended and replaced. */
export const changingCases: readonly ContractCase<VenueHarness>[] = [
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
      const taken = await place(harness, order)
      assertKind(taken, 'accepted', 'outcome')
      const before = { ...newOrder(order).order, venueOrderId: taken.venueOrderId }
      const attempt = { deadline: null, signal: new AbortController().signal, mayLeave: () => true }
      const outcome = await doReplace?.call(harness.venue, before, by, attempt)
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
      const replace = async (asked: Intent, venueOrderId: string | null, mayLeave: boolean) => {
        const attempt = { deadline: null, signal, mayLeave: () => mayLeave }
        return await harness.venue.doReplace?.({ ...newOrder(asked).order, venueOrderId }, by, attempt)
      }
      const taken = await place(harness, order)
      assertKind(taken, 'accepted', 'outcome')
      assertEqual((await replace(order, taken.venueOrderId, false))?.placed.kind, 'not-sent', 'where nothing may leave')
      const { order: never } = provided(harness, harness.replaces)
      const unknown = await replace(never, null, true)
      assertEqual(unknown?.cancelled.kind, 'refused', 'of one that it does not have')
      await assertAbsent(harness, by)
      const { orders } = await lookup(harness, order.ref)
      assertEqual(orders.map(wordOf), ['open'], 'the one that stays')
    },
  },
]
