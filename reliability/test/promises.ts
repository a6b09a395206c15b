import { expect } from 'vitest'
import type { Verdict } from '../src/harness/verdict.ts'

/** What every world must be like in the end. */
export function expectPromises(verdict: Verdict): void {
  const { figures: _, ...faults } = verdict
  expect(faults).toEqual({
    duplicates: [],
    unknown: [],
    phantoms: [],
    lateFinds: [],
    lateSends: [],
    timesAboveLimit: 0,
    unfinished: [],
    ledger: [],
  })
}

/** The figures of a suite, on one line of the output. */
export function tellFigures(suite: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(`${suite}: ${JSON.stringify(figures)}`)
}

/** That enough bets were made, and enough of them brought to their end, for what is said of them to say anything. */
export function expectSettled({ figures: { bets, states } }: Verdict, least: number): void {
  expect(bets).toBeGreaterThanOrEqual(least)
  const settled = Object.entries(states).filter(([state]) => state === 'SETTLED' || state === 'VOIDED')
  expect(settled.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(least / 2)
}
