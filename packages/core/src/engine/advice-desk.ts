import { InvariantError } from '../errors/invariant-error.ts'
import type { Order } from '../order/order.ts'
import type { Advice } from '../ports/advice.ts'
import type { BeginResult } from '../ports/store/orders.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import { forEachOf, type OneOrMore } from '../units/one-or-more.ts'
import { summarise } from './advice-summary.ts'
import type { Decided, Leg } from './decided.ts'
import type { EngineContext } from './engine-context.ts'

/** What the store has of a decision, and of all the legs begun together with it. */
export interface Begun {
  /** Those that it has recorded, once it has answered all of them; `null` until then. */
  readonly recorded: readonly Recorded[] | null
  /** How many were begun together. */
  readonly legs: number
}

/** An order that was recorded, and whether it has a price of its own to wait for. */
export interface Recorded {
  readonly order: Order
  readonly waits: boolean
}

/** What is begun together, and how much of it the store has answered. */
interface Together {
  readonly legs: number
  readonly recorded: Recorded[]
  open: number
}

/** What becomes of advice: told when it is rejected, begun when it is approved, told when the store has it. */
export interface AdviceDesk {
  /** Advice was given; with an intent when it was approved. */
  decided(decided: Decided): void
  /** Advice was given on several legs, all of them approved and held: they are begun together. */
  begin(legs: OneOrMore<Leg>): void
  /** The store has answered the intent of approved advice. Gives what was decided, and what the store has of it and its legs once it has answered them all. */
  answered(key: DecisionKey, result: BeginResult): Begun
  /** A market is over: what was rejected in it may be told again. */
  forget(market: MarketId): void
}

/** The advice desk of one engine. */
export function createAdviceDesk({ currency, account, emit, tell }: EngineContext): AdviceDesk {
  const begun = new Map<DecisionKey, Decided & { readonly together: Together }>()
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
    decided(decided) {
      const { advice, intent } = decided
      if (intent === null) {
        tellRejected(advice)
        return
      }
      begun.set(intent.key, { ...decided, together: { legs: 1, recorded: [], open: 1 } })
      account().hold(intent)
      emit({ type: 'begin', intent })
    },
    begin(asked) {
      const legs = asked.map(({ intent }) => intent.key)
      const together: Together = { legs: legs.length, recorded: [], open: legs.length }
      for (const leg of asked) begun.set(leg.intent.key, { ...leg, together })
      emit({ type: 'begin-all', intents: forEachOf(asked, ({ intent }) => ({ ...intent, legs })) })
    },
    answered(key, result) {
      const asked = begun.get(key)
      if (asked === undefined) throw new InvariantError(`The store answered an intent that was never begun: ${key}.`)
      begun.delete(key)
      const { advice, waits, together } = asked
      together.open -= 1
      if (result.kind === 'reserved') together.recorded.push({ order: result.order, waits })
      if (result.kind === 'reserved') {
        rejected.get(advice.market)?.delete(opportunity(advice))
        tell({ type: 'advice', advice })
      } else if (result.kind === 'denied') {
        const { code, detail } = result
        const verdicts = [...advice.verdicts, { control: 'store', code, detail }]
        const draft = { ...advice, verdicts, rejection: code }
        tellRejected({ ...draft, summary: summarise(draft, currency) })
      }
      return { recorded: together.open === 0 ? together.recorded : null, legs: together.legs }
    },
    forget(market) {
      rejected.delete(market)
    },
  }
}

function opportunity({ strategy, selection, venue, side }: Advice): string {
  return `${strategy}|${selection}|${venue}|${side}`
}
