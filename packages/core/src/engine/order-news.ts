import { askedBy } from '../order/amendment.ts'
import type { Order } from '../order/order.ts'
import { isAtVenue, isOpen, isUndecided } from '../order/order-state.ts'
import { isSizedByLiability } from '../order/order-terms.ts'
import type { KnownOrder } from '../ports/venue.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { CancelDesk } from './cancel-desk.ts'
import type { EngineContext } from './engine-context.ts'
import type { MatchedNews } from './matched-news.ts'

/** What news of orders reaches. */
export interface OrderNewsParts {
  readonly cancels: CancelDesk
  readonly matched: MatchedNews
}

/** Makes a stored order what its venue says of it; told again, it changes nothing. */
export function hearOrderNews(
  key: DecisionKey,
  news: KnownOrder,
  { account, advance, now }: EngineContext,
  { cancels, matched }: OrderNewsParts,
  stored?: Order,
): void {
  const at = now()
  const order = account().order(key)
  if (news.state === 'pending') {
    advance(key, { type: 'pending', at, venueOrderId: news.venueOrderId, until: news.until })
    return
  }
  if (news.state === 'rejected') {
    // What it took before is no refusal any more: it has ended there.
    const wasTaken = order !== undefined && isAtVenue(order)
    advance(key, { type: wasTaken ? 'lapsed' : 'rejected', at, reason: news.reason })
    return
  }
  const { state, venueOrderId, matchedStake } = news
  const isTaken = order !== undefined && !isUndecided(order) && order.state !== 'LATE_FOUND'
  const isKnown = isTaken && order.venueOrderId === venueOrderId
  if (!isKnown) advance(key, { type: 'accepted', at, venueOrderId })
  matched.hear(key, news, state !== 'open', stored)
  // What has ended here as well says nothing new.
  if (state !== 'open' && order !== undefined && !isOpen(order)) return
  switch (state) {
    case 'open':
      cancels.shownOpen(key)
      return
    case 'cancelled':
      advance(key, { type: 'cancelled', at, reason: cancels.reasonOf(key) })
      return
    case 'lapsed':
      advance(key, { type: 'lapsed', at, reason: { code: 'LAPSED', message: 'it lapsed at the venue' } })
      return
    case 'matched':
      // A venue may take less than was asked for; nothing more of it is open then.
      if (order === undefined || matchedStake < order.intent.stake || isSizedByLiability(askedBy(order))) {
        advance(key, { type: 'lapsed', at, reason: { code: 'LAPSED', message: 'the venue took no more of it' } })
      }
  }
}
