import type { Random } from '@betting-advisor/core/simulation'

const FIRST = [
  'Amber',
  'Brisk',
  'Copper',
  'Distant',
  'Evening',
  'Frosty',
  'Gallant',
  'Hidden',
  'Ivory',
  'Jolly',
  'Keen',
]
const SECOND = [
  'Anthem',
  'Beacon',
  'Canter',
  'Drummer',
  'Ember',
  'Fable',
  'Gale',
  'Harbour',
  'Lantern',
  'Meadow',
  'Orbit',
]
const COURSES = ['Ashcombe', 'Brackenholt', 'Cloverdale', 'Dunmarsh', 'Elmstead', 'Fernhurst'] as const
const RACES = ['5f Hcap', '6f Nov Stks', '1m Hcap', '1m2f Mdn Stks', '7f Cls Stks', '2m Hrd'] as const
const TEAMS = [
  'Aldbridge',
  'Brockham',
  'Carrow',
  'Denholm',
  'Eastvale',
  'Farnley',
  'Grantham Vale',
  'Hexley',
  'Irwell',
  'Kelso Park',
]

/** The name of a horse that nobody has. */
export function runnerName(random: Random): string {
  return `${drawn(random, FIRST)} ${drawn(random, SECOND)}`
}

export function racecourse(random: Random): string {
  return drawn(random, COURSES)
}

export function raceName(random: Random): string {
  return drawn(random, RACES)
}

/** Two teams that play each other. */
export function teams(random: Random): readonly [home: string, away: string] {
  const home = Math.floor(random() * TEAMS.length)
  const away = (home + 1 + Math.floor(random() * (TEAMS.length - 1))) % TEAMS.length
  return [TEAMS[home] ?? 'Home', TEAMS[away] ?? 'Away']
}

function drawn(random: Random, names: readonly string[]): string {
  return names[Math.floor(random() * names.length)] ?? ''
}
