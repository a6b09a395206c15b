import { isAdvisorError } from '../../errors/advisor-error.ts'
import { newOrder } from '../../order/new-order.ts'
import { money } from '../../units/money.ts'
import { assertEqual, assertKind, assertTrue, type ContractCase, ContractViolation } from '../contract.ts'
import { assertNoSecret, textsOf } from '../secrets.ts'
import type { VenueHarness } from './harness.ts'
import { assertAbsent, lookup, place, provided, silenced } from './steps.ts'

/** What leaves and what does not, silence, and what must never be seen: neither secrets, nor at the venue the orders of its twin. */
export const leavingCases: readonly ContractCase<VenueHarness>[] = [
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
]
