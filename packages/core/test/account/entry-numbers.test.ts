import { after } from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { createEntryNumbers } from '../../src/account/entry-numbers.ts'

it('an earlier entry that is alive again never lowers the number of the next', () => {
  const store = createMemoryAccounts()
  store.startRun(sampleRunStart())
  const early = sampleIntent({ entry: 1 })
  const started = store.begin(early)
  if (started.kind !== 'reserved') throw new Error('not begun')
  const entries = createEntryNumbers(
    { entries: { 'value|market|Home|back': 3 }, live: [started.order], settled: [] },
    SAMPLE_TIME,
  )
  const later = after(SAMPLE_TIME, 2)
  expect(entries.next(early, later)).toBeNull()
  expect(entries.taken('value', early.market)).toBe(1)
  entries.end(early, false, after(SAMPLE_TIME, 1))
  entries.end(early, false, after(SAMPLE_TIME, 9))
  expect(entries.next(early, later)).toBe(4)
  expect(entries.taken('value', early.market)).toBe(0)
  entries.forget(sampleIntent({ entry: 3 }))
  expect(entries.next(early, later)).toBe(4)
})

describe('orders that take the place of each other', () => {
  const first = sampleIntent({ entry: 1 })
  const second = { ...sampleIntent({ entry: 2 }), replaces: first.key }
  const third = { ...sampleIntent({ entry: 3 }), replaces: second.key }
  const other = sampleIntent({ entry: 1, selection: 'Away' })
  const none = () => createEntryNumbers({ entries: {}, live: [], settled: [] }, SAMPLE_TIME)
  const at = (milliseconds: number) => after(SAMPLE_TIME, milliseconds)

  it('are one entry, for as long as one of them is open or was matched', () => {
    const entries = none()
    const taken = () => entries.taken('value', first.market)
    entries.begin(first)
    entries.end(first, true, at(1))
    entries.begin(second)
    expect(taken()).toBe(1)
    entries.end(second, false, at(2))
    entries.begin(third)
    expect(taken()).toBe(1)
    expect(entries.taken('value', first.market, third)).toBe(0)
    entries.begin(other)
    expect(taken()).toBe(2)
    expect(entries.taken('value', first.market, third)).toBe(1)
    entries.end(third, true, at(3))
    expect(taken()).toBe(2)
  })

  it('take nothing when nothing was matched of any, or the store refused the last', () => {
    const entries = none()
    const taken = () => entries.taken('value', first.market)
    entries.begin(first)
    entries.end(first, false, at(1))
    expect(taken()).toBe(0)
    entries.begin(second)
    expect(taken()).toBe(1)
    entries.forget(second)
    expect(taken()).toBe(0)
    expect(entries.next(first, at(2))).toBe(2)
  })

  it('are one entry after a restart as well', () => {
    const store = createMemoryAccounts()
    store.startRun(sampleRunStart())
    for (const intent of [first, second]) {
      store.begin(intent)
      store.advance(intent.key, [{ type: 'accepted', at: at(1), venueOrderId: intent.ref }])
    }
    const entries = createEntryNumbers(
      { entries: {}, live: store.orders({ account: first.account }).toReversed(), settled: [] },
      at(2),
    )
    expect(entries.taken('value', first.market)).toBe(1)
  })
})
