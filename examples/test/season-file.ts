import { DAY, timestamp } from '@betting-advisor/core'
import { createFootballWorld } from '@betting-advisor/core/simulation'

/** A season file with `matches` simulated matches, laid out as football-data.co.uk does. */
export function seasonFile(matches: number): string {
  const world = createFootballWorld({ seed: 'season', gamesPerDay: 8 })
  // The slowest bookmaker leaves the most value behind.
  const book = world.bookmakers.toSorted((a, b) => b.lag - a.lag)[0]?.key ?? world.sharp
  const lines = ['Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,B365D,B365A,PSH,PSD,PSA,PSCH,PSCD,PSCA']
  const start = Date.UTC(2026, 7, 1)
  const fixtures = world.fixtures(timestamp(start), timestamp(start + 200 * DAY)).slice(0, matches)
  for (const fixture of fixtures) {
    const decidedAt = timestamp(Math.floor(fixture.startsAt / DAY) * DAY)
    const score = world.score(fixture, timestamp(fixture.startsAt + 3 * 3_600_000)) ?? { home: 0, away: 0 }
    const at = new Date(fixture.startsAt).toISOString()
    lines.push(
      [
        'E0',
        `${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)}`,
        at.slice(11, 16),
        fixture.home,
        fixture.away,
        score.home,
        score.away,
        score.home > score.away ? 'H' : score.home < score.away ? 'A' : 'D',
        ...(world.prices(fixture, book, decidedAt)?.prices ?? ['', '', '']),
        ...(world.prices(fixture, world.sharp, decidedAt)?.prices ?? ['', '', '']),
        ...(world.closingPrices(fixture, world.sharp)?.prices ?? ['', '', '']),
      ].join(','),
    )
  }
  return `${lines.join('\n')}\n`
}
