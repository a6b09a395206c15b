import { type Selection, type SelectionRole, selectionId } from '@betting-advisor/core'

/** What The Odds API calls the draw. */
export const DRAW = 'Draw'

/** A selection without a line; its id is its name. */
export function named(name: string, role: SelectionRole | null): Selection {
  return { id: selectionId(name), name, role, line: null }
}

/** The draw. */
export const drawn: Selection = named(DRAW, 'draw')

const TOTALS = { over: 'Over', under: 'Under' } as const

/** Over or under a total, such as `Over 2.5`. */
export function ofTotal(role: keyof typeof TOTALS, line: number): Selection {
  const name = TOTALS[role]
  return { id: selectionId(`${name} ${line}`), name, role, line }
}

/** A team with its handicap, such as `Arsenal -1.5`. */
export function ofHandicap(name: string, role: 'home' | 'away', line: number): Selection {
  return { id: selectionId(`${name} ${line > 0 ? '+' : ''}${line}`), name, role, line }
}

/** Whether a match of this sport can end in a draw that is bet on; in other sports only the prices tell. */
export function hasDraw(sport: string): boolean {
  return sport.startsWith('soccer_')
}
