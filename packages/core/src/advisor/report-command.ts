import type { Engine } from '../engine/engine.ts'
import { netsAt } from '../engine/terms-in-force.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { selectionIndex } from '../market/market.ts'
import type { Order } from '../order/order.ts'
import type { ByHand } from '../ports/store/audit.ts'
import type { VenueTraits } from '../ports/venue.ts'
import { type BetSubject, type ReportedBet, reportedBet } from '../store-rules/reported-bet.ts'
import type { RunContext } from './run-context.ts'
import type { Sync } from './sync.ts'

/** What takes in a bet by hand. */
export interface ReportParts {
  readonly sync: Pick<Sync, 'pull'>
  /** The IANA time zone of the account's calendar. */
  readonly timeZone: string
}

/** Takes in the bets that people place by hand, for one run. */
export function createReport(
  context: Pick<RunContext, 'account' | 'run' | 'engine' | 'store' | 'venues' | 'clock' | 'keep'>,
  { sync, timeZone }: ReportParts,
): (bet: ReportedBet, by: ByHand, about?: BetSubject) => Promise<Order> {
  const { account, run, engine, store, venues, clock, keep } = context
  return async (bet, by, about) => {
    const route = venues.of(bet.venue)
    if (route?.list !== undefined && bet.venueOrderId === undefined) {
      throw new InvalidValueError('venueOrderId', undefined, `what ${route.name} calls it, for it lists its bets`)
    }
    const subject = about ?? shown(engine, bet, route?.traits ?? { netting: false }) ?? (await betBefore())
    if (subject === null)
      throw new InvalidValueError('market', bet.market, 'one that is shown, was bet on, or is described')
    const { intent, history } = reportedBet({ ...bet, wallet: bet.wallet ?? route?.name ?? bet.venue }, subject, {
      account,
      run,
      timeZone,
      now: clock.now(),
    })
    const { order } = await keep(() => store.report(intent, history, by))
    await sync.pull()
    return order

    async function betBefore(): Promise<BetSubject | null> {
      const [earlier] = await keep(() => store.orders({ account, market: bet.market, limit: 1 }))
      if (earlier === undefined) return null
      const { intent: known } = earlier
      const isSame = known.selection === bet.selection
      return { ...subjectOf(known), selectionName: isSame ? known.selectionName : bet.selection }
    }
  }
}

function subjectOf({
  event,
  eventName,
  competition,
  startsAt,
  outcomes,
  winners,
  netting,
  eachWay,
  commission,
}: Order['intent']) {
  const own = eachWay === undefined ? {} : { eachWay }
  return { event, eventName, competition, startsAt, outcomes, winners, netting, commission, ...own }
}

/** What is on the board of the market. @throws InvalidValueError `INVALID_VALUE` for a selection that it does not have. */
function shown(
  engine: Engine,
  { venue, market: id, selection }: ReportedBet,
  traits: Pick<VenueTraits, 'netting'>,
): BetSubject | null {
  const view = engine.board.get(id)
  if (view === undefined) return null
  const { market } = view
  const found = market.selections[selectionIndex(market, selection)]
  if (found === undefined) throw new InvalidValueError('selection', selection, `one of ${id}`)
  const eachWay = view.at(venue)?.eachWay ?? null
  return {
    event: market.event.id,
    eventName: market.event.name,
    competition: market.event.competition,
    startsAt: market.event.startsAt,
    selectionName: found.name,
    outcomes: market.selections.length,
    winners: market.winners,
    netting: netsAt(view, venue, traits),
    ...(eachWay === null ? {} : { eachWay }),
    commission: view.terms(venue)?.commission ?? 0,
  }
}
