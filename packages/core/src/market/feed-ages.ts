import { type Timestamp, timestamp } from '../units/timestamp.ts'

/** What is known of a subscription. */
export interface FeedView {
  /** As of when what it keeps holds; `null` while nothing of it can be believed. */
  readonly asOf: Timestamp | null
  /** When it was last heard of. */
  readonly heardAt: Timestamp
}

/** A subscription was heard of: what it keeps holds as of then, or cannot be believed (`null`). */
export interface FeedNews {
  readonly at: Timestamp
  readonly feed: string
  readonly asOf: Timestamp | null
}

/** The subscriptions heard of. */
export interface FeedAges {
  hear(news: FeedNews): void
  get(feed: string): FeedView | undefined
}

class FeedAge implements FeedView {
  /** In an array, since a number that is no small integer may become an object anywhere else. */
  readonly moments = new Float64Array(2)

  get asOf(): Timestamp | null {
    const asOf = this.moments[0] ?? Number.NaN
    return Number.isNaN(asOf) ? null : timestamp(asOf)
  }

  get heardAt(): Timestamp {
    return timestamp(this.moments[1] ?? 0)
  }
}

/** Of none is anything known. */
export function createFeedAges(): FeedAges {
  const ages = new Map<string, FeedAge>()
  return {
    hear({ feed, asOf, at }) {
      let age = ages.get(feed)
      if (age === undefined) {
        age = new FeedAge()
        ages.set(feed, age)
      }
      age.moments[0] = asOf ?? Number.NaN
      age.moments[1] = at
    },
    get: (feed) => ages.get(feed),
  }
}
