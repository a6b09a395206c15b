import { type Advice, accountKey, type RunId, type Timestamp } from '@betting-advisor/core'
import { sampleIntent } from '@betting-advisor/core/testing'
import type { AdvisorEvent } from '../../src/ports/advisor-event.ts'

/** Advice of a run on paper that was rejected: for the price it was at, or where that was fresh (`null`) for its edge. */
export function advised(run: RunId, at: Timestamp, code: 'QUOTE_STALE' | null): AdvisorEvent {
  const { strategy, strategyVersion, venue, event, eventName, competition, startsAt, ...intent } = sampleIntent()
  const { market, selection, selectionName, side, terms, stake, liability, edge, fairProbability } = intent
  const quoteAge = { control: 'quote-age', code, detail: 'the age of the price' }
  const verdicts = [
    quoteAge,
    ...(code === null ? [{ control: 'edge', code: 'EDGE_BELOW_MIN', detail: '0' } as const] : []),
  ]
  const advice: Advice = {
    ...{ at, strategy, strategyVersion, venue, event, eventName, competition, startsAt, market, verdicts },
    ...{ selection, selectionName, side, terms, stake, liability, edge, fairProbability },
    ...{ marketKind: 'h2h', price: null, fairPrice: 2, fairSource: 'sharp', kellyFraction: null, sizing: [] },
    rejection: code ?? 'EDGE_BELOW_MIN',
    summary: 'rejected',
  }
  return { type: 'advice', at, account: accountKey('DRY_RUN', 'main'), run, advice }
}
