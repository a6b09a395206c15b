import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Intent } from '../order/intent.ts'
import type { Advice } from '../ports/advice.ts'
import type { BeginAllResult, BeginResult } from '../ports/store/orders.ts'
import type { DecisionKey } from '../units/ids.ts'
import { forEachOf, type OneOrMore } from '../units/one-or-more.ts'
import type { AdviceDesk } from './advice-desk.ts'
import { summarise } from './advice-summary.ts'
import type { Decided, Leg } from './decided.ts'
import type { EngineContext } from './engine-context.ts'
import type { Signal } from './strategy.ts'

/**
 * Decides on signals one after the other, each with the holds of those before it, and begins all of them or none.
 *
 * @throws InvalidValueError `INVALID_VALUE` when there is none.
 */
export function askTogether(
  signals: OneOrMore<Signal>,
  decide: (signal: Signal) => Decided,
  { account, currency }: Pick<EngineContext, 'account' | 'currency'>,
  advices: Pick<AdviceDesk, 'decided' | 'begin'>,
): OneOrMore<Advice> {
  if (signals.length === 0) throw new InvalidValueError('signals', signals, 'one leg or more')
  const decided = forEachOf(signals, (signal) => {
    const leg = decide(signal)
    if (leg.intent !== null) account().hold(leg.intent)
    return leg
  })
  const [first, ...others] = decided.filter((leg): leg is Leg => leg.intent !== null)
  if (first !== undefined && others.length + 1 === decided.length) {
    advices.begin([first, ...others])
    return forEachOf(decided, ({ advice }) => advice)
  }
  for (const { intent } of decided.toReversed()) if (intent !== null) account().deny(intent.key)
  const why = firstRefused(decided)
  return forEachOf(decided, ({ advice, intent, waits }) => {
    const told = intent === null ? advice : withoutOthers(advice, why, currency)
    advices.decided({ advice: told, intent: null, waits })
    return told
  })
}

/** Of a leg, for people: which one it is, and what stands against it. */
function firstRefused(legs: readonly Decided[]): string {
  const index = legs.findIndex(({ intent }) => intent === null)
  const advice = legs[index]?.advice
  const said = advice?.verdicts.at(-1)?.detail ?? 'no reason was given'
  return `leg ${index + 1} of ${legs.length} (${advice?.side} ${advice?.selection} with ${advice?.venue}): ${advice?.rejection}, ${said}`
}

/** Advice that fell with another leg. */
function withoutOthers(advice: Advice, detail: string, currency: EngineContext['currency']): Advice {
  const code = 'LEG_REJECTED'
  const draft = {
    ...advice,
    verdicts: [...advice.verdicts, { control: 'legs', code, detail } as const],
    rejection: code,
  } as const
  return { ...draft, summary: summarise(draft, currency) }
}

/**
 * The store's answer to intents that were begun together, as an answer to each. Of those that were not in the way themselves it says which
 * one was.
 */
export function begunEach(
  intents: OneOrMore<Intent>,
  result: BeginAllResult,
): readonly { readonly key: DecisionKey; readonly result: BeginResult }[] {
  if (result.kind === 'reserved') {
    const { balances } = result
    return result.orders.map((order) => ({ key: order.intent.key, result: { kind: 'reserved', order, balances } }))
  }
  const { key: inTheWay, ...why } = result
  const said = why.kind === 'denied' ? `${why.code}, ${why.detail}` : `recorded already as ${why.order.state}`
  const detail = `leg ${inTheWay}: ${said}`
  return intents.map(({ key }) => ({
    key,
    result: key === inTheWay ? why : { kind: 'denied', code: 'LEG_REJECTED', detail },
  }))
}
