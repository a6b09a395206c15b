import { type Currency, InvalidValueError } from '@betting-advisor/core'
import type { shapes } from '@betting-advisor/core/config'
import { type VenueTerms, venueTerms } from '@betting-advisor/core/venue'

/** What is kept of net winnings where nothing else is said. */
export const USUAL_COMMISSION = 0.05

/** Keys of bookmakers that are exchanges: what they show is before commission. */
const EXCHANGES: ReadonlySet<string> = new Set([
  'betdaq',
  'betopenly',
  'kalshi',
  'matchbook',
  'novig',
  'polymarket',
  'prophetx',
  'smarkets',
])

/** Commission for all exchanges, or by their keys. */
export type ExchangeCommission = number | Readonly<Record<string, number>>

const isRate = (rate: unknown): boolean => typeof rate === 'number' && rate >= 0 && rate < 1

/** A commission for all, or one by each key. */
export const aCommission: shapes.Check = (argument, value) => {
  const rates = typeof value === 'object' && value !== null ? Object.entries(value) : [['', value] as const]
  for (const [key, rate] of rates) {
    if (!isRate(rate))
      throw new InvalidValueError(key === '' ? argument : `${argument}.${key}`, rate, 'a number in [0, 1)')
  }
}

/** Whether a bookmaker's prices are those of people who bet against each other. */
function isExchange(bookmaker: string): boolean {
  return bookmaker.startsWith('betfair_ex_') || EXCHANGES.has(bookmaker)
}

/**
 * The terms of each bookmaker as far as they are known: those of exchanges, and of whoever is named.
 *
 * @param currency - That of what may be staked, where that is told: then everybody has terms that say so.
 */
export function termsOnBoard(
  commission: ExchangeCommission,
  currency: Currency | null = null,
): (bookmaker: string) => VenueTerms | undefined {
  const named = typeof commission === 'number' ? {} : commission
  const usual = venueTerms({ commission: typeof commission === 'number' ? commission : USUAL_COMMISSION, currency })
  const own = new Map(Object.entries(named).map(([key, rate]) => [key, venueTerms({ commission: rate, currency })]))
  const others = currency === null ? undefined : venueTerms({ currency })
  return (bookmaker) => own.get(bookmaker) ?? (isExchange(bookmaker) ? usual : others)
}
