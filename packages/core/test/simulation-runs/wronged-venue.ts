import { money, type Venue } from '@betting-advisor/core'
import { forEachOf, matchedValue, type PlaceOutcome, type VenueOrder } from '@betting-advisor/core/venue'
import type { Sabotage } from './sabotage.ts'
import { STARTING } from './world-market.ts'

/** A venue as an engine sees it that does something wrong on purpose. */
export function wronged(venue: Venue, sabotage: Sabotage | null): Venue {
  switch (sabotage) {
    case 'every order is sent twice':
      return {
        ...venue,
        async doPlace(orders, how) {
          await venue.doPlace(orders, how)
          return await venue.doPlace(orders, { ...how, mayLeave: () => true })
        },
      }
    case 'a leg that was refused is taken for placed':
      return {
        ...venue,
        doPlace: async (orders, how) => forEachOf(await venue.doPlace(orders, how), takenFor),
      }
    case 'absence is proven too early':
      return { ...venue, traits: { ...venue.traits, lateAcceptMs: 0, visibilityLagMs: 0 } }
    case 'a bet each way is placed to win only':
      return {
        ...venue,
        doPlace: (orders, how) =>
          venue.doPlace(
            forEachOf(orders, ({ eachWay: _, ...toWin }) => toWin),
            how,
          ),
      }
    case 'what takes the place of an order asks for more':
      return { ...venue, ...(venue.doReplace !== undefined && { doReplace: larger(venue) }) }
    case 'what stays open in play is taken for lapsed':
      return shownOtherwise(venue, (shown) =>
        shown.state === 'open' && isAtStartingBook(shown) ? { ...shown, state: 'lapsed' } : shown,
      )
    case 'what is bet at the starting price is not heard':
      return shownOtherwise(venue, (shown) =>
        shown.state === 'matched' && isAtStartingBook(shown) ? { ...shown, ...NOTHING, state: 'lapsed' } : shown,
      )
    default:
      return venue
  }
}

function takenFor(outcome: PlaceOutcome): PlaceOutcome {
  if (outcome.kind !== 'rejected') return outcome
  return { kind: 'accepted', venueOrderId: 'nobody knows it', matchedStake: money(0), averagePrice: null }
}

type Shown = Omit<VenueOrder, 'ref'>

const NOTHING: Pick<Shown, 'matchedStake' | 'averagePrice' | 'matchedValue'> = {
  matchedStake: money(0),
  averagePrice: null,
  matchedValue: matchedValue(0),
}

function isAtStartingBook({ venueOrderId }: Shown): boolean {
  return venueOrderId.startsWith(STARTING)
}

/** A venue that shows bets otherwise than they are. */
function shownOtherwise(venue: Venue, shown: (bet: Shown) => Shown): Venue {
  const { list } = venue
  return {
    ...venue,
    async lookup(refs, signal) {
      const { complete, orders } = await venue.lookup(refs, signal)
      const told = orders.map((order) =>
        order.state === 'pending' || order.state === 'rejected' ? order : { ...order, ...shown(order) },
      )
      return { complete, orders: told }
    },
    ...(list !== undefined && {
      async list(since, signal) {
        const { complete, bets } = await list.call(venue, since, signal)
        return { complete, bets: bets.map((bet) => ({ ...bet, ...shown(bet) })) }
      },
    }),
  }
}

/** Cancels an order, and places the one in its place for more than is asked. */
function larger({ doCancel, doPlace }: Venue): NonNullable<Venue['doReplace']> {
  return async (order, by, how) => {
    if (doCancel === undefined) throw new Error('nothing is cancelled here')
    const cancelled = await doCancel(order, how.signal)
    const [placed] = await doPlace([{ ...by, stake: money(3 * by.stake) }], how)
    return { cancelled, placed }
  }
}
