import { DAY, MINUTE, type OrderEvent, SECOND, timestamp } from '@betting-advisor/core'
import { SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import type { OpenedStore } from './awaited-of-stores.ts'

/** What a store with a clock of its own promises to accounts on a real clock. */
export function storesKeepTime(open: () => Promise<OpenedStore>): void {
  /** Such an account, and how long after the time of samples it is now. */
  async function real(): Promise<OpenedStore & { readonly now: number }> {
    const opened = await open()
    const sample = sampleRunStart()
    await opened.store.startRun({ ...sample, run: { ...sample.run, clock: 'real' } })
    return {
      store: opened.store,
      now: Date.now() - SAMPLE_TIME,
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    }
  }

  test.each([
    ['agree', 0],
    ['are 61 seconds apart', 61 * SECOND],
  ])('a rate of 10 orders a minute is kept by engines whose clocks %s', async (_, behindMs) => {
    await using opened = await real()
    const { store, now } = opened
    const rate = { orders: 10, windowMs: MINUTE }
    let begun = 0
    for (let n = 0; n < 20; n += 1) {
      const at = n < 10 ? now - behindMs : now
      const result = await store.begin(sampleIntent({ market: `m${n}`, at, rate }))
      begun += Number(result.kind === 'reserved')
    }
    expect(begun).toBe(10)
  })

  describe('stamps more than a minute ahead of the store', () => {
    test('are refused of a decision, and keep nothing', async () => {
      await using opened = await real()
      const { store, now } = opened
      const ahead = sampleIntent({ market: 'ahead', at: now + 90 * SECOND })
      await expect(store.begin(ahead)).rejects.toMatchObject({ code: 'STAMP_AHEAD' })
      expect(await store.order(ahead.key)).toBeNull()
      expect((await store.begin(sampleIntent({ market: 'near', at: now + 30 * SECOND }))).kind).toBe('reserved')
    })

    test('are refused of what has happened to an order, and keep nothing', async () => {
      await using opened = await real()
      const { store, now } = opened
      const intent = sampleIntent({ at: now })
      await store.begin(intent)
      const accepted: OrderEvent = { type: 'accepted', at: intent.decidedAt, venueOrderId: intent.ref }
      const voided: OrderEvent = { type: 'voided', at: timestamp(intent.decidedAt + 40 * DAY) }
      await expect(store.advance(intent.key, [accepted, voided])).rejects.toMatchObject({ code: 'STAMP_AHEAD' })
      expect(await store.history(intent.key)).toEqual([])
      expect((await store.advance(intent.key, [accepted])).kind).toBe('changed')
    })
  })
}
