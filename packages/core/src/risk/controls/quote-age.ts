import { type Control, passed, refused } from '../gate.ts'

/** No bets on stale prices. */
export const quoteAge: Control = {
  name: 'quote-age',
  check({ quote, oldestQuoteMs, limits }) {
    if (quote === null || quote.kind === 'stale') {
      return refused(this.name, 'QUOTE_STALE', quote?.why ?? 'there is no price')
    }
    return passed(
      this.name,
      `the price is ${quote.age / 1000} s old, at most ${(oldestQuoteMs ?? limits.maxQuoteAgeMs) / 1000} s`,
    )
  },
}
