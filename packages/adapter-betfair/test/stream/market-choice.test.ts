import { MINUTE, timestamp } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { expect, test } from 'vitest'
import { keepingLogger } from '../../../core/test/support/advisor.ts'
import { createChosenMarkets, type MarketChoice } from '../../src/stream/market-choice.ts'

const { signal } = new AbortController()
const filter = { eventTypeIds: ['7'] }

/** Markets chosen on a clock that is moved by hand, of which at most `most` may be subscribed to. */
function choosing(choice: MarketChoice, most: number) {
  const clock = createSteppedClock({ start: timestamp(0), limit: timestamp(0) })
  const logger = keepingLogger()
  const chosen = createChosenMarkets(choice, most, { clock, logger })
  let changes = 0
  const stop = new AbortController()
  const following = chosen.follow(
    { clock, logger, signal: stop.signal },
    () => undefined,
    () => {
      changes += 1
    },
  )
  following.catch(() => undefined)
  return {
    chosen,
    lines: logger.lines,
    changes: () => changes,
    pass: (milliseconds: number) => clock.until(timestamp(clock.now() + milliseconds)),
    [Symbol.dispose]: () => stop.abort(),
  }
}

test('a filter that fits too many gives way to the markets named first, others when those are over, and comes back when all fit', async () => {
  let open = ['1.1', '1.2', '1.3', '1.4', '1.5']
  using it = choosing({ filter, whenTooMany: { ids: async () => open, everyMs: MINUTE } }, 3)
  expect(await it.chosen.filter(signal)).toEqual(filter)
  expect(it.chosen.part).toBeNull()
  expect(it.chosen.narrow()).toBe(true)
  expect(await it.chosen.filter(signal)).toEqual({ marketIds: ['1.1', '1.2', '1.3'] })
  expect(it.chosen.part).toEqual({ taken: 3, meant: 5 })
  expect(it.lines).toMatchObject([
    { level: 'warn', fields: { most: 3 } },
    { level: 'warn', fields: { named: 5, most: 3 } },
  ])

  open = open.slice(1)
  await it.pass(MINUTE)
  expect(it.changes()).toBe(1)
  expect(await it.chosen.filter(signal)).toEqual({ marketIds: ['1.2', '1.3', '1.4'] })

  // Fewer than may be: but the filter was refused not long ago.
  open = ['1.4', '1.5']
  await it.pass(MINUTE)
  expect(await it.chosen.filter(signal)).toEqual({ marketIds: ['1.4', '1.5'] })
  expect(it.chosen.part).toBeNull()
  await it.pass(7 * MINUTE)
  expect(await it.chosen.filter(signal)).toEqual({ marketIds: ['1.4', '1.5'] })
  await it.pass(2 * MINUTE)
  expect(await it.chosen.filter(signal)).toEqual(filter)
  expect(it.changes()).toBe(3)

  // Refused once more: named again, at once.
  expect(it.chosen.narrow()).toBe(true)
  expect(await it.chosen.filter(signal)).toEqual({ marketIds: ['1.4', '1.5'] })
  await it.pass(9 * MINUTE)
  expect(it.changes()).toBe(3)
})

test('names that are refused are halved, down to one', async () => {
  using it = choosing({ ids: async () => ['1.1', '1.2', '1.3'] }, 10)
  expect(await it.chosen.filter(signal)).toEqual({ marketIds: ['1.1', '1.2', '1.3'] })
  expect(it.chosen.narrow()).toBe(true)
  expect(await it.chosen.filter(signal)).toEqual({ marketIds: ['1.1'] })
  expect(it.chosen.narrow()).toBe(false)
})

test('a filter beside which nothing is named cannot be narrowed', async () => {
  using it = choosing({ filter }, 10)
  expect(it.chosen.narrow()).toBe(false)
  expect(await it.chosen.filter(signal)).toEqual(filter)
})
