import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_OTHER_BETS } from '../../src/ledger/market-commission.ts'
import { newOrder } from '../../src/order/new-order.ts'
import type { Order, OrderState } from '../../src/order/order.ts'
import type { Transfer } from '../../src/order/transfer.ts'
import { transition } from '../../src/order/transition.ts'
import { adoptedOrder, differences, recordedOrder, replayOrder } from '../../src/store-rules/replay.ts'
import { sampleIntent } from '../../src/testing/sample-intent.ts'
import { pathsToStates, sampleEvents } from '../../src/testing/store-contract/sample-events.ts'
import { money } from '../../src/units/money.ts'

const paths = pathsToStates()
const states = Object.keys(paths) as OrderState[]
const corrupt = expect.objectContaining({ code: 'STORE_CORRUPT' })

describe('an order made again', () => {
  test('is what its events made it, one by one, with all of its transfers', () => {
    const events = fc.array(fc.constantFrom(...Object.values(sampleEvents())), { maxLength: 10 })
    fc.assert(
      fc.property(fc.constantFrom('back' as const, 'lay' as const), events, (side, history) => {
        const intent = sampleIntent({ side })
        const { order: first } = newOrder(intent)
        let order = first
        const transfers: Transfer[] = []
        for (const event of history) {
          const next = transition(order, event)
          if (next.kind === 'ignored') continue
          order = next.order
          transfers.push(...next.transfers)
        }
        const replayed = replayOrder(intent, history)
        expect(replayed.order).toEqual(order)
        expect(replayed.transfers).toEqual(transfers)
        // What changed nothing is not part of it: replayed, it is the same again.
        expect(recordedOrder(order, replayed.history)).toEqual(replayed)
      }),
    )
  })

  test.each(states)('from a record is what is recorded, when that is %s', (state) => {
    const { order } = replayOrder(sampleIntent(), paths[state])
    expect(recordedOrder({ ...order, version: 7 }, paths[state]).order).toEqual(order)
  })

  test('from a record that was changed is refused, with what differs', () => {
    const { order } = replayOrder(sampleIntent(), paths.MATCHED)
    const damages: readonly Partial<Order>[] = [
      { state: 'PARTIAL' },
      { matchedStake: money(999) },
      { reserved: money(0) },
      { venueOrderId: 'another' },
      { closingProbability: 0.4 },
      { reason: { code: 'MADE_UP', message: 'made up' } },
    ]
    for (const damage of damages) {
      expect(() => recordedOrder({ ...order, ...damage }, paths.MATCHED)).toThrow(corrupt)
    }
    expect(differences({ ...order, state: 'PARTIAL' }, order)).toEqual(['state is PARTIAL, its history says MATCHED'])
    expect(differences({ ...order, reason: { code: 'A', message: 'b' } }, order)).toEqual([
      'reason is A (b), its history says none',
    ])
  })

  test('from an intent that makes no sense, or with events that say nothing, is refused', () => {
    const { order } = newOrder(sampleIntent())
    const refused = () => recordedOrder({ ...order, intent: { ...order.intent, stake: money(0) } }, [])
    expect(refused).toThrow(corrupt)
    expect(refused).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: 'INVALID_VALUE' }) }))
    expect(() => recordedOrder(order, [sampleEvents().settled])).toThrow(corrupt)
  })
})

describe('a bet that is adopted', () => {
  test('is an order after all that happened to it', () => {
    const { order, history } = adoptedOrder(
      sampleIntent({ origin: 'foreign' }),
      [...paths.MATCHED, ...paths.MATCHED],
      NO_OTHER_BETS,
    )
    expect(order.state).toBe('MATCHED')
    expect(history).toEqual(paths.MATCHED)
  })

  test('is not one that was decided here', () => {
    expect(() => adoptedOrder(sampleIntent(), [], NO_OTHER_BETS)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
  })
})
