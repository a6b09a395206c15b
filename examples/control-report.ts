import {
  type AccountKey,
  marketId,
  moneyFromMajor,
  type Order,
  price,
  selectionId,
  type Timestamp,
  venueId,
} from '@betting-advisor/core'
import {
  type BetSubject,
  type ByHand,
  type ReportedBet,
  reportedBet,
  type StoreControl,
} from '@betting-advisor/core/store'

/** A bet by hand as it is typed. */
export interface TypedBet {
  readonly venue: string
  readonly market: string
  readonly selection: string
  readonly price: string
  readonly stake: string
  readonly lay: boolean
  /** What the venue calls it. */
  readonly id: string | undefined
}

/** How far back advice on a market is looked for. */
const EVENTS_BACK = 50_000
const PAGE = 1000

/**
 * Takes in a bet that a person placed. What its market is, is known from the last bet or the last advice on it; `null` where there was
 * neither.
 */
export async function reportBet(
  store: StoreControl,
  account: AccountKey,
  typed: TypedBet,
  by: ByHand,
  now: Timestamp,
): Promise<Order | null> {
  const run = (await store.runs(account)).at(-1)
  const [opened] = await store.accountRecords(account)
  if (run === undefined || opened?.kind !== 'account') return null
  const bet: ReportedBet = {
    venue: venueId(typed.venue),
    market: marketId(typed.market),
    selection: selectionId(typed.selection),
    side: typed.lay ? 'lay' : 'back',
    price: price(Number(typed.price)),
    stake: moneyFromMajor(Number(typed.stake), opened.currency),
    ...(typed.id === undefined ? {} : { venueOrderId: typed.id }),
  }
  const advice = await lastAdvice(store, account, bet)
  const subject = (await betBefore(store, account, bet)) ?? advice?.subject
  if (subject === undefined) return null
  const followed = advice?.subject === undefined || advice.selection !== bet.selection ? {} : { advice: advice.told }
  const at = run.clock === 'virtual' ? run.reachedAt : now
  const { intent, history } = reportedBet({ ...bet, ...followed }, subject, {
    account,
    run: run.id,
    timeZone: opened.timeZone,
    now: at,
  })
  return (await store.report(intent, history, by)).order
}

async function betBefore(store: StoreControl, account: AccountKey, bet: ReportedBet): Promise<BetSubject | null> {
  const [order] = await store.orders({ account, market: bet.market, limit: 1 })
  if (order === undefined) return null
  const { event, eventName, competition, startsAt, outcomes, winners, netting, commission } = order.intent
  const selectionName = order.intent.selection === bet.selection ? order.intent.selectionName : bet.selection
  return { event, eventName, competition, startsAt, outcomes, winners, netting, commission, selectionName }
}

/** Advice tells everything of a bet by hand but how many outcomes there are, which only counts where bets are set off against each other. */
async function lastAdvice(store: StoreControl, account: AccountKey, bet: ReportedBet) {
  for (let end = await store.lastEventId(account), left = EVENTS_BACK; end > 0 && left > 0; end -= PAGE, left -= PAGE) {
    const page = await store.events({ account, after: Math.max(0, end - PAGE), limit: PAGE, types: ['advice'] })
    const advices = page.flatMap(({ id, event }) => (event.type === 'advice' && id <= end ? [event.advice] : []))
    const onMarket = advices.filter(({ market }) => market === bet.market)
    const found = onMarket.findLast(({ selection }) => selection === bet.selection) ?? onMarket.at(-1)
    if (found === undefined) continue
    const { event, eventName, competition, startsAt, selection } = found
    const selectionName = selection === bet.selection ? found.selectionName : bet.selection
    const shape = { outcomes: 2, winners: 1, netting: false, commission: 0 }
    const subject: BetSubject = { event, eventName, competition, startsAt, selectionName, ...shape }
    return { told: found, selection, subject }
  }
  return null
}
