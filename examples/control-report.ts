import {
  type AccountKey,
  type Intent,
  marketId,
  moneyFromMajor,
  type Order,
  price,
  selectionId,
  type Timestamp,
  type VenueId,
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
/** How far back orders at a venue are. */
const ORDERS_BACK = 20_000
const PAGE = 1000

/**
 * Takes in a bet that a person placed. What its market is, is known from the last bet or the last advice on it; `null` where there was
 * neither, `unnamed` where its venue, at which bots bet, may list it as well and nobody says what it calls it.
 */
export async function reportBet(
  store: StoreControl,
  account: AccountKey,
  typed: TypedBet,
  by: ByHand,
  now: Timestamp,
): Promise<Order | 'unnamed' | null> {
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
  const taken = await takenBefore(store, account, bet.venue)
  if (taken !== null && typed.id === undefined) return 'unnamed'
  const advice = await lastAdvice(store, account, bet)
  const subject = (await betBefore(store, account, bet)) ?? advice?.subject
  if (subject === undefined) return null
  const followed = advice?.subject === undefined || advice.selection !== bet.selection ? {} : { advice: advice.told }
  const at = run.clock === 'virtual' ? run.reachedAt : now
  const { intent, history } = reportedBet(
    { ...bet, ...followed, ...(taken === null ? {} : { wallet: taken.wallet }) },
    subject,
    {
      account,
      run: run.id,
      timeZone: opened.timeZone,
      now: at,
    },
  )
  return (await store.report(intent, history, by)).order
}

/** What an engine's venue took for this venue id before, whose wallet is that of all bets there; `null` where none did. */
async function takenBefore(store: StoreControl, account: AccountKey, venue: VenueId): Promise<Intent | null> {
  let page = await store.orders({ account, limit: PAGE })
  for (let left = ORDERS_BACK; page.length > 0 && left > 0; left -= PAGE) {
    const found = page.find(({ intent }) => intent.venue === venue && intent.origin !== 'reported')
    const last = page.at(-1)
    if (found !== undefined || last === undefined) return found?.intent ?? null
    page = await store.orders({ account, limit: PAGE, after: last.intent.key })
  }
  return null
}

async function betBefore(store: StoreControl, account: AccountKey, bet: ReportedBet): Promise<BetSubject | null> {
  const [order] = await store.orders({ account, market: bet.market, limit: 1 })
  if (order === undefined) return null
  const { event, eventName, competition, startsAt, outcomes, winners, netting, commission, eachWay } = order.intent
  const selectionName = order.intent.selection === bet.selection ? order.intent.selectionName : bet.selection
  const own = eachWay === undefined ? {} : { eachWay }
  return { event, eventName, competition, startsAt, outcomes, winners, netting, commission, selectionName, ...own }
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
