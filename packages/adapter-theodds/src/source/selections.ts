import { type Selection, selectionId } from '@betting-advisor/core'

/** What The Odds API calls the draw. */
export const DRAW = 'Draw'

/** A selection without a line; its id is its name. */
export function named(name: string): Selection {
  return { id: selectionId(name), name, line: null }
}

/** Over or under a total, such as `Over 2.5`. */
export function ofTotal(name: string, line: number): Selection {
  return { id: selectionId(`${name} ${line}`), name, line }
}

/** A team with its handicap, such as `Arsenal -1.5`. */
export function ofHandicap(name: string, line: number): Selection {
  return { id: selectionId(`${name} ${line > 0 ? '+' : ''}${line}`), name, line }
}

/** Whether a match of this sport can end in a draw that is bet on; in other sports only the prices tell. */
export function hasDraw(sport: string): boolean {
  return sport.startsWith('soccer_')
}
