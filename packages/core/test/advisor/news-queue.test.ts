import { after, type MarketUpdate, type Timestamp } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNewsQueue } from '../../src/advisor/news-queue.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'

const at = (milliseconds: number): Timestamp => after(NOON, milliseconds)

/** A queue on a machine that takes so many milliseconds to hear one piece of news, and what was heard. */
function slowMachine(perUpdateMs: number) {
  let now = 0
  let turns = 0
  const heard: MarketUpdate[] = []
  const stop = new AbortController()
  const waking: (() => void)[] = []
  const clock = {
    monotonic: () => now,
    sleep: () => new Promise<void>((resolve) => waking.push(resolve)),
  }
  const queue = createNewsQueue(
    { clock, signal: stop.signal },
    (update) => {
      now += perUpdateMs
      heard.push(update)
    },
    (error) => expect.fail(String(error)),
  )
  /** Gives everybody who waits for a turn the next one, until nobody waits. */
  async function runOut(): Promise<void> {
    for (await settled(); waking.length > 0; await settled()) {
      turns += 1
      for (const wake of waking.splice(0)) wake()
    }
  }
  const settled = async () => {
    for (let n = 0; n < 5; n += 1) await Promise.resolve()
  }
  return { queue, heard, runOut, turns: () => turns }
}

const shown = (id: string, n: number, rest: Partial<MarketUpdate> = {}): MarketUpdate => ({
  ...news(matchOdds(id), at(n), { book: [2 + n / 1000, 2] }),
  ...rest,
})

describe('news on its way to an engine', () => {
  it('is heard at once while the machine keeps up', () => {
    const { queue, heard } = slowMachine(0)
    for (let n = 0; n < 1000; n += 1) void queue.add([shown('a', n)])
    expect(heard.map(({ receivedAt }) => receivedAt - NOON)).toEqual(Array.from({ length: 1000 }, (_, n) => n))
  })

  it('gives others their turn, and of what waits only the latest is heard', async () => {
    const { queue, heard, runOut, turns } = slowMachine(4)
    const ids = Array.from({ length: 30 }, (_, n) => `m${n}`)
    void queue.add(ids.map((id) => shown(id, 0)))
    expect(heard).toHaveLength(3) // 12 ms
    for (let n = 1; n <= 100; n += 1) void queue.add(ids.map((id) => shown(id, n)))
    expect(heard).toHaveLength(3)
    await runOut()
    expect(turns()).toBeGreaterThan(5)
    expect(heard.length).toBeLessThan(3 + 30 + 3)
    for (const id of ids) {
      const last = heard.findLast(({ market }) => market.id === id)
      expect(last?.receivedAt).toBe(at(100))
    }
  })

  it('passes over no suspension, start or end, and keeps the order of what is told of a market', async () => {
    const any = fc.record({
      id: fc.constantFrom('a', 'b'),
      status: fc.constantFrom('open' as const, 'suspended' as const, 'closed' as const),
      inPlay: fc.boolean(),
      book: fc.constantFrom('one', 'two'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(any, { maxLength: 4 }), { maxLength: 12 }), async (batches) => {
        const { queue, heard, runOut } = slowMachine(6)
        let number = 0
        const told: MarketUpdate[] = []
        for (const batch of batches) {
          const updates = batch.map(({ id, status, inPlay, book }) => {
            number += 1
            return news(matchOdds(id), at(number), { [book]: [2, 2] }, { status, inPlay })
          })
          told.push(...updates)
          void queue.add(updates)
        }
        await runOut()
        for (const id of ['a', 'b']) {
          const of = (updates: readonly MarketUpdate[]) => updates.filter(({ market }) => market.id === id)
          const moments = of(heard).map(({ receivedAt }) => receivedAt)
          expect(moments).toEqual(moments.toSorted((a, b) => a - b))
          expect(moments.at(-1)).toBe(of(told).at(-1)?.receivedAt)
          // Of each kind the latest is heard.
          const kind = ({ status, inPlay, venues }: MarketUpdate) => `${status} ${inPlay} ${venues[0]?.venue}`
          for (const each of of(told)) {
            const latest = of(told).findLast((other) => kind(other) === kind(each))
            expect(moments).toContain(latest?.receivedAt)
          }
        }
      }),
    )
  })
})
