import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  FootballDataError,
  footballDataEvents,
  readSeasons,
  type SeasonData,
  type SeasonFile,
} from '@betting-advisor/adapter-football-data'
import { type Command, UsageError } from './arguments.ts'
import { play } from './play.ts'
import { programSettings } from './program-settings.ts'

/** How many faults of a kind are shown one by one. */
const SHOWN = 3

/** Backtests value betting over season files. */
export async function csvBacktest({ files, columns, play: options }: Extract<Command, { kind: 'csv' }>): Promise<void> {
  const settings = await programSettings({ TIME_ZONE: 'Europe/London' })
  const seasons = readSeasons(await Promise.all(files.map(readSeason)), columns)
  const { matches, venues } = seasons
  tellDiagnostics(seasons)
  const events = [...footballDataEvents(seasons)]
  if (!isAnythingOffered(seasons)) throw noPrices(files, seasons)
  await play({
    title: 'Value betting',
    subtitle: `${matches.length} matches of ${files.map((file) => basename(file)).join(', ')}`,
    events,
    sharp: venues.sharp,
    bookmakers: venues.bookmakers,
    ...(venues.close === null ? {} : { close: venues.close }),
    options,
    settings,
    shown: {
      reference: venues.sharp,
      'bets at': venues.bookmakers.join(', '),
      close: venues.close ?? 'none',
    },
  })
}

/** What the files have that is not as it should be, and what had to be assumed. */
function tellDiagnostics({ diagnostics }: SeasonData): void {
  for (const [code, found] of Object.entries(Object.groupBy(diagnostics, ({ code }) => code))) {
    console.error(`${code}: ${found.length}`)
    for (const { file, line, message } of found.slice(0, SHOWN))
      console.error(`  ${basename(file)}:${line}: ${message}`)
    if (found.length > SHOWN) console.error('  …')
  }
}

function isAnythingOffered({ matches, venues }: SeasonData): boolean {
  return matches.some(({ before }) => before.some(({ venue }) => venues.bookmakers.includes(venue)))
}

function noPrices(files: readonly string[], { matches }: SeasonData): FootballDataError {
  const hasClose = matches.some(({ closing }) => closing.length > 0)
  const hasOthers = matches.some(({ before }) => before.length > 0)
  const what = hasOthers
    ? 'but only those of the reference, of averages or of an exchange'
    : hasClose
      ? 'but only closing prices, which nobody knows before the match'
      : 'and no other prices'
  return new FootballDataError(
    'FOOTBALL_DATA_NO_PRICES',
    files.map((file) => basename(file)).join(', '),
    `${matches.length} matches were read; there are no prices to bet at, ${what}.`,
    {
      remedy:
        'Choose others with --sharp and --bookmakers where there are any. Models can be learnt from results alone: docs/models.md.',
    },
  )
}

async function readSeason(path: string): Promise<SeasonFile> {
  try {
    return { name: path, bytes: await readFile(path) }
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    })
  }
}
