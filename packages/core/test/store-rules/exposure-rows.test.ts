import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exposureChange, exposureRow, positionOf, SUMMED_SCOPES } from '../../src/limits/exposure-change.ts'
import type { Order } from '../../src/order/order.ts'
import { createExposureRows } from '../../src/store-rules/exposure-rows.ts'
import { replayOrder } from '../../src/store-rules/replay.ts'
import { sampleIntent } from '../../src/testing/sample-intent.ts'
import { pathsToStates } from '../../src/testing/store-contract/sample-events.ts'

const paths = Object.values(pathsToStates())

test('rows made from nothing are those that grew change by change', () => {
  const orders = fc.array(
    fc.record({
      market: fc.constantFrom('m1', 'm2', 'm3'),
      selection: fc.constantFrom('Home', 'Draw', 'Away'),
      strategy: fc.constantFrom('value', 'other'),
      venue: fc.constantFrom('exchange', 'bookmaker'),
      side: fc.constantFrom('back' as const, 'lay' as const),
      stake: fc.constantFrom(400, 1000, 2000),
      path: fc.constantFrom(...paths),
    }),
    { maxLength: 10 },
  )
  fc.assert(
    fc.property(orders, (list) => {
      const rows = createExposureRows()
      const grown = new Map<string, number>()
      const present: Order[] = []
      for (const [index, { path, ...sample }] of list.entries()) {
        const event = sample.market === 'm3' ? 'e2' : 'e1'
        const netting = sample.venue === 'exchange'
        const { order } = replayOrder(sampleIntent({ ...sample, event, netting, entry: index + 1 }), path)
        rows.add(order)
        const others = present.filter(({ intent }) => intent.market === sample.market).map(positionOf)
        const change = exposureChange(
          others.filter((position) => position !== null),
          null,
          positionOf(order),
        )
        for (const scope of SUMMED_SCOPES) {
          const row = exposureRow(scope, order.intent)
          grown.set(row, (grown.get(row) ?? 0) + (scope === 'strategy' ? change.strategyChange : change.change))
        }
        present.push(order)
      }
      const sorted = (entries: Iterable<[string, number]>) =>
        [...entries].filter(([, amount]) => amount !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1))
      expect(sorted(rows.rows())).toEqual(sorted(grown))
    }),
  )
})
