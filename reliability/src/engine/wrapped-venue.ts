import type { Venue } from '@betting-advisor/core'
import type { Hit } from './failpoints.ts'

/** A venue at which a process can die when an order has passed the gate, and while it looks for what it has. */
export function withVenueFailpoints(venue: Venue, hit: Hit): Venue {
  const { doReplace, list } = venue
  return {
    ...venue,
    async doPlace(...asked) {
      hit('after-gate')
      return await venue.doPlace(...asked)
    },
    ...(doReplace !== undefined && {
      async doReplace(...asked) {
        hit('after-gate')
        return await doReplace(...asked)
      },
    }),
    async lookup(refs, signal) {
      const found = await venue.lookup(refs, signal)
      hit('in-reconcile')
      return found
    },
    ...(list !== undefined && {
      async list(since, signal) {
        const listed = await list(since, signal)
        hit('in-reconcile')
        return listed
      },
    }),
  }
}
