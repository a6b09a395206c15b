import type { ClearedOrder } from '../../ports/cleared.ts'
import { timestamp } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertNone, assertTrue, type ContractCase, ContractViolation } from '../contract.ts'
import type { VenueHarness } from './harness.ts'
import { assertWithin, lookup, place, provided } from './steps.ts'

/** How orders ended, by the venue's own word. */
export const endingCases: readonly ContractCase<VenueHarness>[] = [
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
]
