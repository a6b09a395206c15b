import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { footballDataEvents, readSeasons, type SeasonFile } from '@betting-advisor/adapter-football-data'
import { type Command, UsageError } from './arguments.ts'
import { play } from './play.ts'
import { programSettings } from './program-settings.ts'

/** How many faults of a kind are shown one by one. */
const SHOWN = 3

/** Backtests value betting over season files. */
export async function csvBacktest({ files, columns, play: options }: Extract<Command, { kind: 'csv' }>): Promise<void> {
  const settings = await programSettings({ TIME_ZONE: 'Europe/London' })
  const seasons = readSeasons(await Promise.all(files.map(readSeason)), columns)
  const { matches, diagnostics, venues } = seasons
  for (const [code, found] of Object.entries(Object.groupBy(diagnostics, ({ code }) => code))) {
    console.error(`${code}: ${found.length}`)
    for (const { file, line, message } of found.slice(0, SHOWN))
      console.error(`  ${basename(file)}:${line}: ${message}`)
    if (found.length > SHOWN) console.error('  …')
  }
  if (matches.length === 0) throw new UsageError('There is not one match in these files.')
  await play({
    title: 'Value betting',
    subtitle: `${matches.length} matches of ${files.map((file) => basename(file)).join(', ')}`,
    events: [...footballDataEvents(seasons)],
    sharp: venues.sharp,
    books: [venues.book],
    options,
    settings,
    shown: {
      reference: `${columns.sharp} (${venues.sharp})`,
      'bets at': `${columns.book} (${venues.book})`,
      close: columns.close,
    },
  })
}

async function readSeason(path: string): Promise<SeasonFile> {
  try {
    return { name: path, text: await readFile(path, 'utf8') }
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    })
  }
}
