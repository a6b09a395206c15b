import type { Columns } from './columns.ts'
import { readGoals } from './number-text.ts'
import { isName, quoted } from './quoted.ts'
import type { FullTimeResult } from './season.ts'
import { readTime } from './wall-date.ts'

/** How a match ended. */
export interface Outcome {
  readonly homeGoals: number
  readonly awayGoals: number
  readonly result: FullTimeResult
}

/** A match without its date and prices. */
export interface MatchRow {
  readonly division: string
  readonly home: string
  readonly away: string
  /** Minutes since midnight; `null` where none is given. */
  readonly time: number | null
  /** `null` where there is none yet. */
  readonly outcome: Outcome | null
}

/** What every market has besides its teams: no team can be called so. */
const DRAW = 'Draw'

/** A match, or everything that is wrong with its row. */
export function readRow(
  cells: readonly string[],
  { at, division: parts, time: timeAt }: Columns,
): MatchRow | { readonly problems: readonly string[] } {
  const cell = (index: number) => cells[index] ?? ''
  const problems: string[] = []
  const name = (text: string, what: string) => {
    if (text === '') problems.push(`the ${what} is empty`)
    else if (!isName(text)) problems.push(`the ${what} can't be a name: ${quoted(text)}`)
    return text
  }
  const goals = (text: string, whose: string) => {
    const number = readGoals(text)
    if (number === null) problems.push(`the ${whose} goals must be a whole number, were ${quoted(text)}`)
    return number ?? 0
  }
  const division = name(
    parts
      .map(cell)
      .filter((text) => text !== '')
      .join(' '),
    'division',
  )
  const timeText = cell(timeAt)
  const time = timeText === '' ? null : readTime(timeText)
  if (timeText !== '' && time === null) problems.push(`the time must be hh:mm, was ${quoted(timeText)}`)
  const home = name(cell(at.home), 'home team')
  const away = name(cell(at.away), 'away team')
  if (home !== '' && home === away) problems.push('home and away team are the same')
  if (home === DRAW || away === DRAW) problems.push(`a team can't be called ${DRAW}`)
  const match = { division, home, away, time }
  const isOpen = [at.homeGoals, at.awayGoals, at.result].every((index) => cell(index) === '')
  if (isOpen && problems.length === 0) return { ...match, outcome: null }
  const homeGoals = goals(cell(at.homeGoals), 'home')
  const awayGoals = goals(cell(at.awayGoals), 'away')
  const result = readResult(cell(at.result))
  if (result === null) problems.push(`the result must be H, D or A, was ${quoted(cell(at.result))}`)
  if (problems.length > 0 || result === null) return { problems }
  return { ...match, outcome: { homeGoals, awayGoals, result } }
}

function readResult(text: string): FullTimeResult | null {
  return text === 'H' || text === 'D' || text === 'A' ? text : null
}
