import type { FeedView } from '../market/feed-ages.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'

/** When prices were last seen to be so: what a subscription keeps was seen as long as that was heard of. */
export function lastSeen(seen: Timestamp, feed: FeedView | undefined): Timestamp {
  return feed?.asOf == null ? seen : timestamp(Math.max(seen, Math.min(feed.asOf, feed.heardAt)))
}
