import {
  after,
  DAY,
  type Intent,
  isAdvisorError,
  type Money,
  money,
  type OrderEvent,
  SECOND,
  type Store,
  type Timestamp,
} from '@betting-advisor/core'
import type { RunStart } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'

/** A store for one test. */
export type OpenedStore = { readonly store: Store } & AsyncDisposable

const at = (milliseconds: number): Timestamp => after(SAMPLE_TIME, milliseconds)

/** How a store answers an intent: its own word, or the code of the error it throws. */
async function begun(store: Store, intent: Intent): Promise<string> {
  try {
    const result = await store.begin(intent)
    return result.kind === 'denied' ? result.code : result.kind
  } catch (error) {
    if (isAdvisorError(error)) return error.code
    throw error
  }
}

const filling = ({ key, stake, price }: Intent): readonly OrderEvent[] => [
  { type: 'accepted', at: SAMPLE_TIME, venueOrderId: key },
  { type: 'matched', at: SAMPLE_TIME, matchedStake: stake, averagePrice: price },
]

/** Begins an order and has its venue match all of it. */
async function fill(store: Store, intent: Intent): Promise<string> {
  const answer = await begun(store, intent)
  for (const event of filling(intent)) await store.advance(intent.key, [event])
  return answer
}

/** The event by which an order loses its stake. */
const lost = ({ stake }: Intent, when: Timestamp): OrderEvent => ({
  type: 'settled',
  at: when,
  matchedStake: stake,
  outcome: 'lost',
  profit: money(-stake),
  commission: money(0),
})

/** Another engine of the same account, with settings of its own, that starts when the first was not heard of for 20 seconds. */
function successor(openingBankroll: Money = money(0)): RunStart {
  const start = sampleRunStart(SAMPLE_ACCOUNT, 2)
  return {
    ...start,
    openingFunds: { [SAMPLE_WALLET]: openingBankroll },
    run: { ...start.run, startedAt: at(20 * SECOND), settingsHash: '1:new' },
  }
}

/**
 * What every store promises of money, markets and clocks over several steps, with what makes it possible to ask.
 *
 * @param newRun - What the store has to be told before a second engine may start, whatever clock it goes by.
 */
export function storesAwait(
  open: () => Promise<OpenedStore>,
  newRun: (store: Store) => Promise<void> = async () => undefined,
): void {
  describe('funds at a venue that nets', () => {
    /** An account of 1,000.00 that has backed for 900.00, and whether it can lay as much at the same price. */
    async function hedge(netting: boolean): Promise<string> {
      await using opened = await open()
      await opened.store.startRun(sampleRunStart())
      const even = { stake: 90_000, price: 20_000, netting }
      expect(await fill(opened.store, sampleIntent(even))).toBe('reserved')
      return await begun(opened.store, sampleIntent({ ...even, side: 'lay', entry: 2 }))
    }

    test('do not allow a lay beyond them where nothing nets', async () => {
      expect(await hedge(false)).toBe('FUNDS_INSUFFICIENT')
    })

    test('allow an order that takes all risk away', async () => {
      expect(await hedge(true)).toBe('reserved')
    })
  })

  describe('a market of which two sources name the event differently', () => {
    /** What the audit says of a back and a lay of one market under these events, before and after the back was returned. */
    async function audit(...[first, second]: readonly [string, string]): Promise<readonly string[]> {
      await using opened = await open()
      const { store } = opened
      await store.startRun(sampleRunStart())
      const even = { price: 20_000, netting: true }
      const back = sampleIntent({ ...even, event: first })
      const answers = [
        await fill(store, back),
        await fill(store, sampleIntent({ ...even, event: second, side: 'lay', entry: 2 })),
      ]
      expect(answers).toEqual(['reserved', 'reserved'])
      const faults = [...(await store.verify(SAMPLE_ACCOUNT))]
      await store.advance(back.key, [{ type: 'voided', at: SAMPLE_TIME }])
      faults.push(...(await store.verify(SAMPLE_ACCOUNT)))
      return faults.map(({ detail }) => detail)
    }

    test('has a sound ledger under one name', async () => {
      expect(await audit('one', 'one')).toEqual([])
    })

    test('has a sound ledger under both', async () => {
      expect(await audit('venue:one', 'feed:1')).toEqual([])
    })
  })

  describe('a limit of 700.00 on the losses of a day', () => {
    /** How bets of 400.00 are answered that lose one after the other, once a bet of 1.00 was settled at that time. */
    async function answers(settledAt: Timestamp): Promise<readonly string[]> {
      await using opened = await open()
      const { store } = opened
      await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(1_000_000) } })
      const first = sampleIntent({ market: 'first', stake: 100 })
      await fill(store, first)
      await store.advance(first.key, [lost(first, settledAt)]).catch((error: unknown) => {
        // A stamp that cannot be is refused.
        if (!isAdvisorError(error)) throw error
      })
      const told: string[] = []
      for (let n = 0; n < 3; n += 1) {
        const limit = money(70_000)
        const loss = { day: limit, week: limit, month: limit }
        const intent = sampleIntent({ market: `m${n}`, stake: 40_000, at: n, loss })
        const answer = await begun(store, intent)
        told.push(answer)
        if (answer !== 'reserved') continue
        for (const event of [...filling(intent), lost(intent, at(n))]) await store.advance(intent.key, [event])
      }
      return told
    }

    const kept = ['reserved', 'DAY_LOSS_LIMIT', 'DAY_LOSS_LIMIT']

    test('allows one bet of 400.00 that loses', async () => {
      expect(await answers(SAMPLE_TIME)).toEqual(kept)
    })

    test('is kept when an engine whose clock was 40 days ahead has settled a bet before', async () => {
      expect(await answers(at(40 * DAY))).toEqual(kept)
    })
  })

  describe('an engine that was cut off while another started with a lower limit', () => {
    /** How the orders of the old engine are answered, and those of the new one, which allows no more than two. */
    async function answers(): Promise<{ readonly before: string; readonly after: string; readonly new: string }> {
      await using opened = await open()
      const { store } = opened
      const start = sampleRunStart()
      const run = { ...start.run, startedAt: SAMPLE_TIME, settingsHash: '1:old' }
      await store.startRun({ ...start, run })
      const order = (market: string, milliseconds: number, capacity: number, id = run.id): Intent => ({
        ...sampleIntent({ market, at: milliseconds, claims: [{ limit: 'open-orders', amount: 1, capacity }] }),
        run: id,
      })
      const before = await begun(store, order('before', SECOND, 10))
      await newRun(store)
      const next = successor()
      await store.startRun(next)
      const fresh = await begun(store, order('new', 21 * SECOND, 2, next.run.id))
      return { before, new: fresh, after: await begun(store, order('after', 22 * SECOND, 10)) }
    }

    test('was answered before, as the new one is', async () => {
      expect(await answers()).toMatchObject({ before: 'reserved', new: 'reserved' })
    })

    test('begins nothing any more', async () => {
      expect((await answers()).after).not.toBe('reserved')
    })
  })
}
