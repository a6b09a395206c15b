import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteReader } from '@betting-advisor/store-sqlite'
import { describe, expect, test } from 'vitest'
import { seasonFile } from './season-file.ts'
import { emptyFolder, type StartProcess, start } from './start-process.ts'

const SQLITE = { DB_URL: 'sqlite:./advisor.db' }

/** Stops a program once it serves its dashboard, when all is open and running. */
async function stopped({ wrote, child, ended, output }: StartProcess) {
  await wrote('dashboard')
  child.kill('SIGTERM')
  return { code: await ended, text: output() }
}

async function fails(words: readonly string[], env: Readonly<Record<string, string>>, folder?: string) {
  const { ended, output } = start(words, env, folder)
  const code = await ended
  return { code, text: output() }
}

describe('the command line', () => {
  test('says what it can do', async () => {
    const { code, text } = await fails(['--help'], {})
    expect(code).toBe(0)
    expect(text).toContain('pnpm start --csv FILE...')
  })

  test.each([
    [['--nonsense'], 'nonsense'],
    [['--csv'], '--csv needs at least one file'],
    [['--csv', 'x.csv', '--poll', '5'], '--poll is not an option of --csv'],
    [['--poll', 'often'], '--poll takes a number above 0'],
    [['--csv', 'missing.csv'], 'missing.csv cannot be read'],
    [['stray'], 'There is no use for stray'],
  ])('refuses %s', async (words, message) => {
    const { code, text } = await fails(words, SQLITE)
    expect(code).toBe(2)
    expect(text).toContain(message)
  })
})

describe('settings', () => {
  test('every problem is told at once', async () => {
    const { code, text } = await fails([], {
      ...SQLITE,
      MAX_OPEN_BETS: 'many',
      MIN_ODDS: '5',
      MAX_ODDS: '2',
      MODE: 'REAL',
    })
    expect(code).toBe(1)
    expect(text).toContain('INVALID_SETTINGS')
    for (const name of ['MAX_OPEN_BETS', 'MIN_ODDS', 'MODE']) expect(text).toContain(name)
  })

  test('a misspelt name is warned of', async () => {
    const { code, text } = await stopped(
      start([], { ...SQLITE, MAX_OPEN_BET: '3', LOG_LEVEL: 'WARNING', SEED: 'spelling' }),
    )
    expect(code, text).toBe(0)
    expect(text).toContain('MAX_OPEN_BET')
  })

  test('an emulated exchange is bet on, on paper', async () => {
    const outside = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
    const pinged = once(outside, 'request')
    await once(outside, 'listening')
    const address = outside.address()
    const ALERT_PING_URL = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/all-is-well`
    const env = { ...SQLITE, SEED: 'exchange', ALERT_PING_URL }
    const bot = start(['--venue', 'betfair'], env)
    await Promise.race([pinged, bot.ended])
    const { code, text } = await stopped(bot)
    outside.close()
    expect(code, text).toBe(0)
    expect(text).toContain('an emulated Betfair exchange (seed exchange)')
    expect(await pinged).toHaveLength(2)
  })

  test('LIVE is refused', async () => {
    const { code, text } = await fails([], { ...SQLITE, MODE: 'LIVE' })
    expect(code).toBe(1)
    expect(text).toContain('MODE_REFUSED')
  })
})

test('a reader of its output that goes away stops the bot in order', async () => {
  const folder = emptyFolder()
  const { wrote, child, ended, output } = start(['--fast'], SQLITE, folder)
  await wrote('dashboard')
  child.stdout?.destroy()
  expect(await ended, output()).toBe(0)
  const database = new DatabaseSync(join(folder, 'advisor.db'), { readOnly: true })
  expect(database.prepare('SELECT ended_at IS NOT NULL AS ended FROM run').all()).toEqual([{ ended: 1 }])
  database.close()
  await using store = await openSqliteReader(join(folder, 'advisor.db'))
  const [account] = await store.accounts()
  if (account === undefined) throw new Error('It left no account.')
  const ends = await store.events({ account, after: 0, limit: 1000, types: ['run-ended'] })
  expect(ends).toMatchObject([{ event: { reason: expect.stringContaining('interrupted') } }])
})

describe('the port and the database', () => {
  test('a port in use is named, with what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { code, text } = await fails(['--fast'], { ...SQLITE, MONITOR_PORT: String(port) })
    server.close()
    expect(code).toBe(1)
    expect(text).toContain('PORT_IN_USE')
    expect(text).toContain('MONITOR_PORT')
  })

  test('a second engine on the same file is refused, and the first goes on', async () => {
    const folder = emptyFolder()
    const first = start([], SQLITE, folder)
    await first.wrote('dashboard')
    const second = await fails([], SQLITE, folder)
    expect(second.code).toBe(1)
    expect(second.text).toContain('STORE_LOCKED')
    expect(first.child.exitCode).toBeNull()
    const { code, text } = await stopped(first)
    expect(code, text).toBe(0)
    expect(text).toContain('so far')
  })

  test('a file that is no database is refused and left as it is', async () => {
    const folder = emptyFolder()
    const file = join(folder, 'advisor.db')
    writeFileSync(file, 'this is not a database, but long enough to look at'.repeat(100))
    const before = readFileSync(file)
    const { code, text } = await fails([], SQLITE, folder)
    expect(code).toBe(1)
    expect(text).toContain('STORE_CORRUPT')
    expect(readFileSync(file)).toEqual(before)
  })

  test('a file of a newer release is refused and left as it is', async () => {
    const folder = emptyFolder()
    const made = await stopped(start([], SQLITE, folder))
    expect(made.code, made.text).toBe(0)
    const database = new DatabaseSync(join(folder, 'advisor.db'))
    database.exec('UPDATE schema_version SET version = version + 100')
    database.close()
    const { code, text } = await fails([], SQLITE, folder)
    expect(code).toBe(1)
    expect(text).toContain('STORE_SCHEMA_NEWER')
  })

  test('a folder that cannot be made is named', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'data'), 'a file where a folder should be')
    const { code, text } = await fails([], { DB_URL: 'sqlite:./data/advisor.db' }, folder)
    expect(code).toBe(1)
    expect(text).toContain('STORE_READ_ONLY')
  })

  test('a database server that is down is named without its password', async () => {
    const { code, text } = await fails([], { DB_URL: 'postgres://advisor:hunter22secret@127.0.0.1:1/advisor' })
    expect(code).toBe(1)
    expect(text).toContain('127.0.0.1')
    expect(text).not.toContain('hunter22secret')
  })
})

describe('a backtest over season files', () => {
  test('prints a table and writes the same report twice', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'season.csv'), seasonFile(380))
    const run = (report: string) => fails(['--csv', 'season.csv', '--report', report], {}, folder)
    const first = await run('first.html')
    expect(first.code, first.text).toBe(0)
    expect(first.text).toContain('protected')
    expect(first.text).toContain('bare')
    await run('second.html')
    expect(readFileSync(join(folder, 'first.html'), 'utf8')).toBe(readFileSync(join(folder, 'second.html'), 'utf8'))
  })

  test('takes flat stakes, another method and the bare strategy alone', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'season.csv'), seasonFile(380))
    const { code, text } = await fails(
      ['--csv', 'season.csv', '--flat', '10', '--method', 'shin', '--no-protections'],
      {},
      folder,
    )
    expect(code, text).toBe(0)
    expect(text).not.toContain('protected')
    const bets = Number(/^bets\s+(\d+)/m.exec(text)?.[1])
    expect(bets).toBeGreaterThan(0)
    expect(text).toContain(`${(bets * 10).toFixed(2)} GBP`)
  })

  test('bets at every bookmaker, or at those that are named, and needs no closing prices', async () => {
    const folder = emptyFolder()
    const [heading = '', ...rows] = seasonFile(380).trim().split('\n')
    const open = [heading.replace(/,PSCH.*/, ''), ...rows.map((row) => row.split(',').slice(0, -3).join(','))].join(
      '\n',
    )
    writeFileSync(join(folder, 'season.csv'), open)
    const all = await fails(['--csv', 'season.csv', '--no-protections'], {}, folder)
    expect(all.code, all.text).toBe(0)
    expect(all.text).toContain('CLOSE_MISSING: 1')
    expect(all.text).toMatch(/^bets with a close\s+0 of \d+/m)
    expect(all.text).toMatch(/^CLV, mean\s+–/m)
    const some = await fails(
      ['--csv', 'season.csv', '--no-protections', '--bookmakers', 'B365', '--close', 'none'],
      {},
      folder,
    )
    expect(some.code, some.text).toBe(0)
    expect(some.text).not.toContain('CLOSE_MISSING')
    const betsIn = (text: string) => Number(/^bets\s+(\d+)/m.exec(text)?.[1])
    expect(betsIn(some.text)).toBeGreaterThan(0)
    expect(betsIn(some.text)).toBe(betsIn(all.text))
  })

  test('measures bets by the closing prices that are named, whoever the reference is', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'season.csv'), seasonFile(380).replace('PSCH,PSCD,PSCA', 'B365CH,B365CD,B365CA'))
    const run = await fails(['--csv', 'season.csv', '--no-protections', '--close', 'B365C'], {}, folder)
    expect(run.code, run.text).toBe(0)
    const [, measured, bets] = /^bets with a close\s+(\d+) of (\d+)/m.exec(run.text) ?? []
    expect(Number(measured), run.text).toBeGreaterThan(0)
    expect(measured).toBe(bets)
    expect(run.text).toMatch(/^CLV, mean\s+[+−-]?\d/m)
  })

  test.each([
    ['lacks columns', 'Div,Date,HomeTeam,AwayTeam,FTR\nE0,20/08/2026,A,B,H\n', 'FOOTBALL_DATA_COLUMNS_MISSING', 'FTHG'],
    [
      'has no row to use',
      'Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR\n,,,,,,\n',
      'FOOTBALL_DATA_NO_MATCHES',
      'BLANK_ROW 1',
    ],
    [
      'has no prices',
      'Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR\nE0,20/08/2026,A,B,1,0,H\n',
      'FOOTBALL_DATA_NO_PRICES',
      'models',
    ],
  ])('a file that %s is refused by name', async (_, file, code, message) => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'season.csv'), file)
    const refused = await fails(['--csv', 'season.csv'], {}, folder)
    expect(refused.code).toBe(1)
    expect(refused.text).toContain(code)
    expect(refused.text).toContain(message)
  })

  test('a file in UTF-16 is read', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'season.csv'), `\uFEFF${seasonFile(380)}`, 'utf16le')
    const { code, text } = await fails(['--csv', 'season.csv'], {}, folder)
    expect(code, text).toBe(0)
    expect(text).toContain('380 matches')
  })
})

test('a backtest over a generated world brings its own data', async () => {
  const { code, text } = await fails(['--backtest'], { BACKTEST_DEFAULT_DAYS: '30' })
  expect(code, text).toBe(0)
  expect(text).toMatch(/simulated matches in 30 days/)
})
