import { after } from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/simulation'
import { SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { expect, it } from 'vitest'
import { createEntryBook } from '../../src/account/entry-book.ts'

it('an earlier entry that is alive again never lowers the number of the next', () => {
  const store = createMemoryAccounts()
  store.startRun(sampleRunStart())
  const early = sampleIntent({ entry: 1 })
  const started = store.begin(early)
  if (started.kind !== 'reserved') throw new Error('not begun')
  const entries = createEntryBook(
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
