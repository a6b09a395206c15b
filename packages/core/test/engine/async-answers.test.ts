import {
  type FairPrices,
  flatStake,
  isAdvisorError,
  MINUTE,
  money,
  runBacktest,
  type StakingPlan,
  type Strategy,
  timestamp,
  valueBetting,
} from '@betting-advisor/core'
import { AsyncAnswerError } from '@betting-advisor/core/errors'
import type { Control } from '@betting-advisor/core/risk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GBP, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { backHome } from '../support/strategies.ts'

const soon = timestamp(NOON + MINUTE)
const events = [{ type: 'market' as const, at: soon, update: news(matchOdds(), soon, { book: [2.2, 2.2] }) }]
const fair: FairPrices = {
  name: 'coin',
  fairMarket: () => ({ probabilities: [0.5, 0.5], source: 'a coin', overround: null }),
}
const bets = (fairPrices: FairPrices, staking: StakingPlan = flatStake(money(100))) =>
  valueBetting({ fairPrices, staking })

/** A part as plain JavaScript writes it, of which `method` answers with `answer`. */
function answering<Part extends object>(part: Part, method: string, answer: () => unknown): Part {
  return Object.assign({ ...part }, { [method]: answer })
}

function faultOf(strategy: Strategy, controls: readonly Control[] = []): unknown {
  try {
    return runBacktest({
      events,
      strategies: [strategy],
      controls,
      limits: WIDE,
      currency: GBP,
      bankroll: money(100_000),
    })
  } catch (error) {
    return error
  }
}

const control: Control = { name: 'mine', check: () => ({ control: 'mine', code: null, detail: 'fine' }) }
const plan: StakingPlan = flatStake(money(100))

/** Each part that a decision asks, giving this answer instead of its own. */
const asked: readonly (readonly [string, string, (answer: () => unknown) => unknown])[] = [
  ['fair prices coin', 'fairMarket', (answer) => faultOf(bets(answering(fair, 'fairMarket', answer)))],
  ['control mine', 'check', (answer) => faultOf(backHome(), [answering(control, 'check', answer)])],
  [`staking plan ${plan.name}`, 'stake', (answer) => faultOf(bets(fair, answering(plan, 'stake', answer)))],
]

describe('a part that is asked during a decision', () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => void unhandled.push(reason)
  beforeEach(() => {
    unhandled.length = 0
    process.on('unhandledRejection', note)
  })
  afterEach(() => {
    process.off('unhandledRejection', note)
  })

  it('decides where it answers at once', () => {
    expect(faultOf(bets(fair), [control])).toMatchObject({ open: [{ state: 'MATCHED' }] })
  })

  it.each(asked)('ends it when %s answers %s with a promise', async (part, method, faultWith) => {
    const fault = faultWith(async () => {
      await Promise.resolve()
      throw new Error('whatever comes of it')
    })
    expect(fault).toBeInstanceOf(AsyncAnswerError)
    expect(fault).toMatchObject({ code: 'ASYNC_ANSWER', part, method })
    expect(String(fault)).toContain(`Write ${method} without async`)
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })

  it.each(asked)('ends it when %s forgets to answer %s', (_part, _method, faultWith) => {
    for (const answer of [undefined, true, {}]) {
      const fault = faultWith(() => answer)
      expect(isAdvisorError(fault, 'INVALID_VALUE'), `${String(answer)}: ${String(fault)}`).toBe(true)
    }
  })
})
