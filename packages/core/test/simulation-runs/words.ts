import {
  allVoid,
  type MarketId,
  type MarketResult,
  type SelectionId,
  type SelectionResult,
  timestamp,
  wonBy,
} from '@betting-advisor/core'
import { START } from './calendar.ts'
import type { Simulator } from './simulator.ts'

/** What is told of the end of a market, and when, in milliseconds after the start. */
export interface Told {
  readonly at: number
  readonly result: MarketResult
}

/** How a market ends, told once or over and over: a part of it first, or wrongly, or at another price. */
export interface Words {
  /** The selection that is withdrawn before the start, and when: every bet on it is returned, whatever is told later. */
  readonly withdrawn: { readonly selection: SelectionId; readonly at: number } | null
  /** What is told before the whole market is over. */
  readonly parts: readonly Told[]
  /** What is told of all of it, each time otherwise; the last one is true. */
  readonly whole: readonly [Told, ...Told[]]
}

/** A market whose end is drawn. */
interface Ending {
  readonly id: MarketId
  readonly selections: readonly { readonly id: SelectionId }[]
  readonly winners: number
  /** Whether stakes can be returned or half of them won or lost. */
  readonly isLine: boolean
  /** How many are placed, the winner among them; 0 where nobody bets on places. */
  readonly places: number
  readonly startsIn: number
}

const DENOMINATORS = [4, 20, 100] as const
/** How the two sides of a line end that lies on or between what can happen. */
const LINE_ENDINGS = [
  ['half-won', 'half-lost'],
  ['half-lost', 'half-won'],
  ['push', 'push'],
] as const

/** Draws how a market ends and what is told of it until everything is to be at rest. */
export function drawWords(simulator: Simulator, market: Ending): Words {
  const { id, selections, startsIn, isLine, places } = market
  const names = selections.map((selection) => selection.id)
  const isWithdrawn = names.length > 2 && simulator.chance(0.25)
  const withdrawn = isWithdrawn
    ? { selection: simulator.pick(names), at: simulator.between(500, startsIn - 500) }
    : null
  const running = names.filter((name) => name !== withdrawn?.selection)

  const void_ = (selection: SelectionId): SelectionResult => ({ selection, outcome: 'void' })
  const gone = withdrawn === null ? [] : [void_(withdrawn.selection)]

  function deductions(): MarketResult['deductions'] {
    if (withdrawn === null || simulator.chance(0.4)) return []
    const denominator = simulator.pick(DENOMINATORS)
    const share = { numerator: simulator.between(1, denominator - 1), denominator }
    return [{ before: timestamp(START + withdrawn.at), share, of: simulator.pick(['winnings', 'price']) }]
  }

  function ending(): MarketResult {
    if (simulator.chance(0.12)) return allVoid(id)
    const [first, second] = running
    if (isLine && first !== undefined && second !== undefined && simulator.chance(0.7)) {
      const [home, away] = simulator.pick(LINE_ENDINGS)
      const ends = [
        { selection: first, outcome: home },
        { selection: second, outcome: away },
      ]
      return { market: id, selections: ends, void: false, deductions: [], score: null }
    }
    const among = { ...market, selections: running.map((name) => ({ id: name })) }
    const winner = simulator.pick(running)
    const other = simulator.pick(running)
    const result = wonBy(among, simulator.chance(0.15) ? [winner, other] : [winner])
    return { ...result, selections: [...gone, ...placed(result.selections)], deductions: deductions() }
  }

  /** Who comes in behind the winners; two may share the last place. */
  function placed(ends: readonly SelectionResult[]): readonly SelectionResult[] {
    const losers = ends.filter(({ outcome }) => outcome === 'lost')
    const free = places - (ends.length - losers.length)
    if (free <= 0) return ends
    const isShared = simulator.chance(0.3)
    const behind = new Map(
      losers.slice(0, isShared ? free + 1 : free).map(({ selection }, index) => [selection, index]),
    )
    return ends.map((end): SelectionResult => {
      const at = behind.get(end.selection)
      if (at === undefined) return end
      const share = isShared && at >= free - 1 ? { share: { numerator: 1, denominator: 2 } } : {}
      return { selection: end.selection, outcome: 'placed', ...share }
    })
  }

  const knownAt = startsIn + simulator.between(500, 5000)
  const first: Told = { at: knownAt, result: ending() }
  const later: Told[] = []
  for (let at = knownAt; later.length < 2 && simulator.chance(0.22); ) {
    at += simulator.between(1000, 5000)
    later.push({ at, result: ending() })
  }
  const parts: Told[] = []
  const part = (at: number, ended: readonly SelectionResult[]) =>
    void parts.push({ at, result: { ...allVoid(id), selections: ended, void: false } })
  if (withdrawn !== null && simulator.chance(0.6)) {
    part(Math.min(withdrawn.at + simulator.between(0, 3000), knownAt - 501), gone)
  }
  const won = first.result.selections.find(({ outcome }) => outcome === 'won')
  // What wins may be known before it is known what becomes of the others.
  if (won !== undefined && first.result.deductions.length === 0 && simulator.chance(0.2)) {
    part(knownAt - simulator.between(1, 500), [...gone, won])
  }
  return { withdrawn, parts, whole: [first, ...later] }
}
