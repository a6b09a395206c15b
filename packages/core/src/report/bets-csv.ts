import type { Order } from '../order/order.ts'
import { type Currency, formatMoney, type Money } from '../units/money.ts'
import { fromPriceUnits, type PriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { settledBet } from './settled-bet.ts'

type Cell = string | number | null

/** The columns, in order: what each is called, and what an order has there. */
const columns: readonly (readonly [name: string, cell: (order: Order, currency: Currency) => Cell])[] = [
  ['key', ({ intent }) => text(intent.key)],
  ['ref', ({ intent }) => text(intent.ref)],
  ['venue_order_id', ({ venueOrderId }) => text(venueOrderId)],
  ['account', ({ intent }) => text(intent.account)],
  ['run', ({ intent }) => text(intent.run)],
  ['strategy', ({ intent }) => text(intent.strategy)],
  ['strategy_version', ({ intent }) => text(intent.strategyVersion)],
  ['origin', ({ intent }) => intent.origin],
  ['venue', ({ intent }) => text(intent.venue)],
  ['competition', ({ intent }) => text(intent.competition)],
  ['event', ({ intent }) => text(intent.eventName)],
  ['starts_at', ({ intent }) => iso(intent.startsAt)],
  ['market', ({ intent }) => text(intent.market)],
  ['selection', ({ intent }) => text(intent.selectionName)],
  ['side', ({ intent }) => intent.side],
  ['state', ({ state }) => state],
  ['order', ({ intent }) => intent.terms.kind],
  ['price', ({ intent }) => odds(intent.price)],
  ['stake', ({ intent }, currency) => major(intent.stake, currency)],
  ['liability', ({ intent }, currency) => major(intent.liability, currency)],
  ['average_price', ({ averagePrice }) => odds(averagePrice)],
  ['matched_stake', ({ matchedStake }, currency) => major(matchedStake, currency)],
  ['outcome', ({ outcome }) => outcome],
  ['profit', ({ profit }, currency) => major(profit, currency)],
  ['commission', ({ commission }, currency) => major(commission, currency)],
  ['currency', (_, { code }) => code],
  ['fair_probability', ({ intent }) => intent.fairProbability],
  ['edge', ({ intent }) => intent.edge],
  ['closing_probability', ({ closingProbability }) => closingProbability],
  ['clv', closingLineValue],
  ['decided_at', ({ intent }) => iso(intent.decidedAt)],
  ['sent_at', ({ sentAt }) => iso(sentAt)],
  ['settled_at', ({ settledAt }) => iso(settledAt)],
  ['updated_at', ({ updatedAt }) => iso(updatedAt)],
  ['reason', ({ reason }) => text(reason === null ? null : `${reason.code}: ${reason.message}`)],
]

/**
 * Bets as CSV (RFC 4180), the header first, a line at a time with its line break: amounts exact, in major units; times in ISO 8601, UTC; what
 * is not known is empty. Names that a spreadsheet would take for a formula get an apostrophe in front.
 *
 * @param currency - Of the account of all these orders.
 * @example
 * ```ts
 * for await (const line of betsCsv(betsOf(store, { account }), await store.currency(account))) file.write(line)
 * ```
 */
export async function* betsCsv(
  orders: AsyncIterable<Order> | Iterable<Order>,
  currency: Currency,
): AsyncGenerator<string, void, undefined> {
  yield lineOf(columns.map(([name]) => name))
  for await (const order of orders) yield lineOf(columns.map(([, cell]) => cell(order, currency)))
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

function quoted(cell: Cell): string {
  const written = cell === null ? '' : String(cell)
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written
}

/** A text that came from outside, such as a team's name: never a formula, whatever a spreadsheet would run. */
function text(value: string | null): Cell {
  return value !== null && /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/.test(value) ? `'${value}` : value
}

/** An amount in digits, without the rounding of a division. */
function major(amount: Money | null, currency: Currency): Cell {
  return amount === null ? null : formatMoney(amount, currency).slice(0, -currency.code.length - 1)
}

function odds(units: PriceUnits | null): Cell {
  return units === null ? null : fromPriceUnits(units)
}

function iso(at: Timestamp | null): Cell {
  return at === null ? null : new Date(at).toISOString()
}

function closingLineValue(order: Order): Cell {
  const bet = settledBet(order)
  return bet === null || bet.closingProbability === null ? null : bet.price * bet.closingProbability - 1
}
