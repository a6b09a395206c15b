import { type SelectionResult, selectionId } from '@betting-advisor/core'

/** What became of each selection, by name. */
export function saying(
  endings: Readonly<Record<string, Exclude<SelectionResult['outcome'], 'dead-heat'>>>,
): readonly SelectionResult[] {
  return Object.entries(endings).map(([name, outcome]) => ({ selection: selectionId(name), outcome }))
}

/** A selection that won a part in a dead heat. */
export function shared(name: string, numerator: number, denominator: number): SelectionResult {
  return { selection: selectionId(name), outcome: 'dead-heat', share: { numerator, denominator } }
}
