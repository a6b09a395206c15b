// A backtest over rows of your own: here six invented tennis matches. pnpm example backtest-your-own-rows
import {
  allVoid,
  type BacktestEvent,
  eventId,
  flatStake,
  formatMoney,
  type Market,
  type MarketUpdate,
  marketId,
  moneyFromMajor,
  price,
  runBacktest,
  selectionId,
  type Timestamp,
  timestamp,
  valueBetting,
  venueId,
  wonBy,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { power } from '@betting-advisor/core/odds'

// When the prices were shown, when it starts, who plays, two prices each: a sharp bookmaker's, a slow one's, the sharp one's at the close; who won.
const file = `seen,starts,first,second,sharp1,sharp2,slow1,slow2,close1,close2,winner
2026-05-04T08:00Z,2026-05-04T12:00Z,Adler,Brandt,1.90,2.00,2.05,1.80,1.84,2.07,1
2026-05-04T08:00Z,2026-05-04T14:00Z,Corry,Duval,1.50,2.70,1.48,2.65,1.52,2.63,1
2026-05-05T08:00Z,2026-05-05T12:00Z,Adler,Corry,2.40,1.62,2.30,1.72,2.50,1.57,2
2026-05-05T08:00Z,2026-05-05T14:00Z,Brandt,Egger,3.10,1.40,3.00,1.40,,,1
2026-05-06T08:00Z,2026-05-06T12:00Z,Duval,Egger,2.20,1.72,2.40,1.60,2.26,1.69,2
2026-05-06T08:00Z,2026-05-06T14:00Z,Adler,Egger,1.75,2.16,1.90,2.00,1.75,2.16,retired`

interface Row {
  readonly seen: Timestamp
  readonly starts: Timestamp
  readonly players: readonly [string, string]
  readonly sharp: readonly string[]
  readonly slow: readonly string[]
  readonly close: readonly string[]
  readonly winner: string
}

function readRow(line: string): Row {
  const [seen = '', starts = '', first = '', second = '', ...rest] = line.split(',')
  return {
    seen: timestamp(Date.parse(seen)),
    starts: timestamp(Date.parse(starts)),
    players: [first, second],
    sharp: rest.slice(0, 2),
    slow: rest.slice(2, 4),
    close: rest.slice(4, 6),
    winner: rest[6] ?? '',
  }
}

/** What is bet on: ids are yours to make, and the same match must always get the same ones. */
function marketOf({ starts, players: [home, away] }: Row): Market {
  const id = `rows:${starts}/${home}/${away}`
  return {
    id: marketId(`${id}/h2h`),
    event: { id: eventId(id), competition: 'tennis', name: `${home} v ${away}`, home, away, startsAt: starts },
    kind: 'h2h',
    outcome: 'winner',
    selections: [
      { id: selectionId(home), name: home, role: 'home', line: null },
      { id: selectionId(away), name: away, role: 'away', line: null },
    ],
    winners: 1,
    line: null,
  }
}

/** What bookmakers show at a moment, in the order of the selections; a cell without a price is no price. */
function shownAt(at: Timestamp, market: Market, offers: Readonly<Record<string, readonly string[]>>): MarketUpdate {
  const venues = Object.entries(offers).map(([venue, cells]) => ({
    venue: venueId(venue),
    side: 'back' as const,
    quotedAt: at,
    freshness: 'live' as const,
    prices: cells.map((cell) => (cell === '' ? null : price(Number(cell)))),
  }))
  return { market, status: 'open', inPlay: false, receivedAt: at, venues }
}

/** What happened, each at the moment at which it became known. */
function eventsOf(row: Row): readonly BacktestEvent[] {
  const { seen, starts, sharp, slow, close, winner } = row
  const market = marketOf(row)
  const won = market.selections[Number(winner) - 1]
  return [
    { type: 'market', at: seen, update: shownAt(seen, market, { sharp, slow }) },
    { type: 'closing', at: starts, update: shownAt(starts, market, { sharp: close }) },
    {
      type: 'result',
      at: timestamp(starts + 3 * 3_600_000),
      result: won === undefined ? allVoid(market.id) : wonBy(market, [won.id]),
    },
  ]
}

const rows = file.split('\n').slice(1).map(readRow)
const { account, backtest, risk } = defineSettings()
const { performance, bets, rejections } = runBacktest({
  events: rows.flatMap(eventsOf).sort((a, b) => a.at - b.at),
  strategies: [
    valueBetting({ sharp: 'sharp', overround: power, staking: flatStake(moneyFromMajor(10, account.currency)) }),
  ],
  limits: risk,
  currency: account.currency,
  bankroll: backtest.bankroll,
})
for (const { intent, state, profit } of bets) {
  const outcome = profit === null ? state : `${state}, ${formatMoney(profit, account.currency)}`
  console.log(`${intent.selection} at ${intent.price / 10_000}: ${outcome}`)
}
console.log(
  `${performance.bets} bets, profit ${formatMoney(performance.profit, account.currency)}, mean CLV`,
  performance.clv === null ? '–' : `${(performance.clv.mean * 100).toFixed(2)} % of ${performance.clv.bets}`,
  rejections,
)
