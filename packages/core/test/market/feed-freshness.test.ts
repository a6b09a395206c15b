import { type Timestamp, timestamp } from '@betting-advisor/core'
import { createFeedFreshness, type FeedFreshness } from '@betting-advisor/core/book'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** A feed that is whole, after a first message that took a while. */
function whole(publishedAt = 1_000, receivedAt = 1_040): FeedFreshness {
  const freshness = createFeedFreshness()
  freshness.message(timestamp(publishedAt), timestamp(receivedAt))
  freshness.complete()
  return freshness
}

const age = (freshness: FeedFreshness, now: number) => now - (freshness.asOf ?? Number.NEGATIVE_INFINITY)

/** Messages as they arrive: arrivals ascend, publishing times are anything. */
const message = fc.record({ publishedAt: fc.integer({ min: 0, max: 1e7 }), wait: fc.integer({ min: 0, max: 10_000 }) })
const messages = fc.array(message, { minLength: 1, maxLength: 30 }).map((list) => {
  let receivedAt = 0
  return list.map(({ publishedAt, wait }) => {
    receivedAt += wait
    return { publishedAt: timestamp(publishedAt), receivedAt: timestamp(receivedAt) }
  })
})

function heard(list: readonly { publishedAt: Timestamp; receivedAt: Timestamp }[]): FeedFreshness {
  const freshness = createFeedFreshness()
  for (const { publishedAt, receivedAt } of list) freshness.message(publishedAt, receivedAt)
  freshness.complete()
  return freshness
}

describe('what a subscription shows', () => {
  it('is as old as its last message, however long a price has not changed', () => {
    const freshness = whole()
    expect(age(freshness, 1_040)).toBe(0)
    expect(age(freshness, 6_040)).toBe(5_000)
    freshness.message(timestamp(6_000), timestamp(6_040))
    expect(age(freshness, 6_040)).toBe(0)
  })

  it('is as of its last publishing, moved by the least way that any message had: whatever that is, and in any order', () => {
    fc.assert(
      fc.property(messages, (list) => {
        const least = Math.min(...list.map(({ publishedAt, receivedAt }) => receivedAt - publishedAt))
        expect(heard(list).asOf).toBe((list.at(-1)?.publishedAt ?? 0) + least)
      }),
    )
  })

  it('is never younger than its last message arrived, whatever times it was told', () => {
    fc.assert(
      fc.property(messages, (list) => {
        expect(heard(list).asOf).toBeLessThanOrEqual(list.at(-1)?.receivedAt ?? 0)
      }),
    )
  })

  it('is never made younger by a message that says it comes from the future', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 1e9 }), (list, ahead) => {
        const last = list.at(-1)?.receivedAt ?? timestamp(0)
        const honest = heard([...list, { publishedAt: last, receivedAt: last }])
        const lying = heard([...list, { publishedAt: timestamp(last + ahead), receivedAt: last }])
        expect(lying.asOf).toBeLessThanOrEqual(last)
        // And what is honest after it is the older for it.
        for (const each of [honest, lying]) each.message(timestamp(last + 10), timestamp(last + 10))
        expect(lying.asOf ?? 0).toBeLessThanOrEqual(honest.asOf ?? 0)
      }),
    )
  })

  it('is old in a backlog, however fast that arrives', () => {
    const freshness = whole()
    for (let number = 0; number < 100; number += 1) {
      freshness.message(timestamp(2_000 + number * 100), timestamp(60_000 + number))
    }
    expect(age(freshness, 60_099)).toBe(60_099 - 11_900 - 40)
    freshness.message(timestamp(60_200), timestamp(60_240))
    expect(age(freshness, 60_240)).toBe(0)
  })

  it('is older by what is gathered before it is told', () => {
    const freshness = whole()
    freshness.conflates(180_000)
    expect(age(freshness, 1_040)).toBe(180_000)
    freshness.conflates(0)
    expect(age(freshness, 1_040)).toBe(0)
  })

  it('does not depend on how far the clocks are apart', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: -1e7, max: 1e7 }), (list, apart) => {
        const moved = list.map(({ publishedAt, receivedAt }) => ({
          publishedAt: timestamp(publishedAt + apart),
          receivedAt,
        }))
        expect(heard(moved).asOf).toBe(heard(list).asOf)
      }),
    )
  })
})

describe('nothing can be believed', () => {
  it('before anything was heard, nor before the first image is whole', () => {
    const freshness = createFeedFreshness()
    freshness.complete()
    expect(freshness.asOf).toBeNull()
    const segmented = createFeedFreshness()
    segmented.message(timestamp(1_000), timestamp(1_040))
    segmented.message(timestamp(1_001), timestamp(1_041))
    expect(segmented.asOf).toBeNull()
    segmented.complete()
    expect(segmented.asOf).toBe(1_041)
  })

  it('from the moment the venue calls its data unreliable until a message comes that does not', () => {
    const freshness = whole()
    freshness.message(timestamp(2_000), timestamp(2_040))
    freshness.unreliable()
    expect(freshness.asOf).toBeNull()
    freshness.message(timestamp(2_500), timestamp(2_540))
    expect(freshness.asOf).toBe(2_540)
  })

  it('from a loss until the end of the first image or of the changes since', () => {
    const freshness = whole()
    freshness.lost()
    expect(freshness.asOf).toBeNull()
    freshness.message(timestamp(9_000), timestamp(9_040))
    expect(freshness.asOf).toBeNull()
    freshness.complete()
    expect(freshness.asOf).toBe(9_040)
  })

  it('what was missed meanwhile is as old as it is: the least way is not forgotten by a loss', () => {
    const freshness = whole()
    freshness.lost()
    freshness.message(timestamp(5_000), timestamp(35_000))
    freshness.complete()
    expect(age(freshness, 35_000)).toBe(29_960)
  })
})

describe('misuse', () => {
  const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })

  it('a moment that is none changes nothing', () => {
    const freshness = whole()
    expect(() => freshness.message(Number.NaN as Timestamp, timestamp(5))).toThrow(invalid)
    expect(() => freshness.message(timestamp(5), Number.POSITIVE_INFINITY as Timestamp)).toThrow(invalid)
    expect(freshness.asOf).toBe(1_040)
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a conflation of %s', (wrong) => {
    expect(() => whole().conflates(wrong)).toThrow(invalid)
  })
})
