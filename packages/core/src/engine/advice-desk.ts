import { InvariantError } from '../errors/invariant-error.ts'
import type { Intent } from '../order/intent.ts'
import type { Advice } from '../ports/advice.ts'
import type { BeginResult } from '../ports/store/orders.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import { summarise } from './advice-summary.ts'
import type { EngineContext } from './engine-context.ts'

/** What becomes of advice: told when it is rejected, begun when it is approved, told when the store has it. */
export interface AdviceDesk {
  /** Advice was given; with an intent when it was approved, and whether that has a price of its own to wait for. */
  decided(advice: Advice, intent: Intent | null, waits: boolean): void
  /** The store has answered the intent of approved advice. Says whether it has a price of its own to wait for. */
  answered(key: DecisionKey, result: BeginResult): { readonly waits: boolean }
  /** A market is over: what was rejected in it may be told again. */
  forget(market: MarketId): void
}

/** The advice desk of one engine. */
export function createAdviceDesk({ currency, account, emit, tell }: EngineContext): AdviceDesk {
  const begun = new Map<DecisionKey, { readonly advice: Advice; readonly waits: boolean }>()
  const rejected = new Map<MarketId, Map<string, string>>()

  /** The same opportunity rejected for the same reason on every update is told once. */
  function tellRejected(advice: Advice): void {
    let known = rejected.get(advice.market)
    if (known === undefined) {
      known = new Map()
      rejected.set(advice.market, known)
    }
    const key = opportunity(advice)
    const code = advice.rejection ?? ''
    if (known.get(key) === code) return
    known.set(key, code)
    tell({ type: 'advice', advice })
  }

  return {
    decided(advice, intent, waits) {
      if (intent === null) {
        tellRejected(advice)
        return
      }
      begun.set(intent.key, { advice, waits })
      account().hold(intent)
      emit({ type: 'begin', intent })
    },
    answered(key, result) {
      const asked = begun.get(key)
      if (asked === undefined) throw new InvariantError(`The store answered an intent that was never begun: ${key}.`)
      begun.delete(key)
      const { advice, waits } = asked
      if (result.kind === 'reserved') {
        rejected.get(advice.market)?.delete(opportunity(advice))
        tell({ type: 'advice', advice })
      } else if (result.kind === 'denied') {
        const { code, detail } = result
        const verdicts = [...advice.verdicts, { control: 'store', code, detail }]
        const draft = { ...advice, verdicts, rejection: code }
        tellRejected({ ...draft, summary: summarise(draft, currency) })
      }
      return { waits }
    },
    forget(market) {
      rejected.delete(market)
    },
  }
}

function opportunity({ strategy, selection, venue, side }: Advice): string {
  return `${strategy}|${selection}|${venue}|${side}`
}
