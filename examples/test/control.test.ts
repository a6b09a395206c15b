import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { accountKey, marketId, money, runId, type Store, timestamp } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { startServer } from 'betting-advisor-postgres-server/server'
import { describe, expect, it, test } from 'vitest'
import { emptyFolder } from './start-process.ts'

const CONTROL = join(import.meta.dirname, '../control.ts')
const run = promisify(execFile)

function control(database: string, ...words: string[]): Promise<string> {
  return controlWith({ DB_URL: database }, ...words)
}

async function controlWith(env: Readonly<Record<string, string>>, ...words: string[]): Promise<string> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  const { stdout } = await run(process.execPath, ['--conditions=@betting-advisor/source', CONTROL, ...words], {
    cwd: emptyFolder(),
    // What else is wrong with the settings must not stand in the way of a halt.
    env: { PATH, NODE_COMPILE_CACHE, MIN_ODDS: 'abc', ENV: 'production', ...env },
  })
  return stdout
}

const LIVE = accountKey('LIVE', 'main')

/** An account that trades, on paper and for real money. */
async function openAccounts(store: Store): Promise<void> {
  const start = { ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(100_000) } }
  await store.startRun(start)
  await store.startRun({ ...start, run: { ...start.run, id: runId(`${LIVE}-1`), account: LIVE } })
  await store.begin(sampleIntent({ market: 'before', stake: 1_000 }))
}

async function reports(store: Store, database: string): Promise<void> {
  const bet = ['--venue', 'shop', '--selection', 'Away', '--price', '2.5', '--stake', '12.34', '--id', 'slip 7']
  const told = ['report', '--account', SAMPLE_ACCOUNT, ...bet]
  await expect(control(database, ...told, '--market', 'unknown', 'why')).rejects.toMatchObject({ code: 2 })
  await expect(control(database, ...told, '--market', 'before')).rejects.toMatchObject({ code: 2 })
  const key = `${SAMPLE_ACCOUNT}|reported|shop|slip 7`
  for (let times = 1; times <= 2; times += 1) {
    expect(await control(database, ...told, '--market', 'before', 'in', 'the', 'shop')).toContain(
      `${key} is MATCHED: Away (Home v Away), 12.34 GBP at risk.`,
    )
  }
  const order = (await store.orders({ account: SAMPLE_ACCOUNT, market: marketId('before') })).find(
    ({ intent }) => intent.key === key,
  )
  expect(order).toMatchObject({ venueOrderId: 'slip 7', matchedStake: 1234, intent: { origin: 'reported' } })
  const noted = await store.audit({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
  expect(noted.filter(({ entry }) => entry.act === 'report')).toMatchObject([{ entry: { reason: 'in the shop' } }])
}

/** At a venue where bots bet, whose wallet has another name than the bookmaker that it takes orders for. */
async function reportsAtVenue(store: Store, database: string): Promise<void> {
  const bet = ['--venue', 'bookmaker', '--selection', 'Away', '--price', '2.5', '--stake', '1', '--market', 'before']
  const told = ['report', '--account', SAMPLE_ACCOUNT, ...bet, '--by', 'ann']
  await expect(control(database, ...told, 'by', 'phone')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Bots bet at bookmaker: say with --id'),
  })
  expect(await control(database, ...told, '--id', 'b1', 'by', 'phone')).toContain('is MATCHED')
  const reported = (await store.orders({ account: SAMPLE_ACCOUNT })).find(({ venueOrderId }) => venueOrderId === 'b1')
  expect(reported?.intent).toMatchObject({ origin: 'reported', venue: 'bookmaker', wallet: SAMPLE_WALLET })
  const [noted] = (await store.audit({ account: SAMPLE_ACCOUNT, after: 0, limit: 100 })).slice(-1)
  expect(noted?.entry).toMatchObject({ act: 'report', by: 'ann', reason: 'by phone' })
}

async function pausesVenue(store: Store, database: string): Promise<void> {
  const here = ['--account', SAMPLE_ACCOUNT, '--by', 'ann']
  await expect(control(database, 'pause', SAMPLE_WALLET, ...here)).rejects.toMatchObject({ code: 2 })
  await expect(control(database, 'pause', 'elsewhere', 'why', ...here)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has no venue elsewhere, only '),
  })
  expect(await control(database, 'pause', SAMPLE_WALLET, 'it', 'pays', 'late', ...here)).toContain('is paused')
  expect(await control(database, ...here)).toMatch(new RegExp(`at ${SAMPLE_WALLET}: .* PAUSED since .*: it pays late`))
  expect(await store.begin(sampleIntent({ market: 'paused' }))).toMatchObject({ kind: 'denied', code: 'PAUSED' })
  expect(await control(database, 'reopen', SAMPLE_WALLET, ...here)).toContain('is open again')
  await expect(control(database, 'reopen', SAMPLE_WALLET, ...here)).rejects.toMatchObject({ code: 2 })
  expect(await store.begin(sampleIntent({ market: 'opened' }))).toMatchObject({ kind: 'reserved' })
  const noted = (await store.audit({ account: SAMPLE_ACCOUNT, after: 0, limit: 100 })).slice(-2)
  expect(noted.map(({ entry: { act, by, reason } }) => [act, by, reason])).toEqual([
    ['lock', 'ann', 'it pays late'],
    ['lift-lock', 'ann', 'by hand'],
  ])
  const alert = { at: timestamp(0), account: SAMPLE_ACCOUNT, run: sampleRunStart().run.id, key: 'venue' } as const
  await store.append([{ type: 'alert', code: 'ORDERS_REFUSED', message: 'the venue refuses', ...alert }])
  expect(await control(database, ...here)).toContain('ORDERS_REFUSED since 1970-01-01T00:00:00.000Z: the venue refuses')
  await store.append([{ type: 'alert-resolved', code: 'ORDERS_REFUSED', ...alert }])
  expect(await control(database, ...here)).not.toContain('ORDERS_REFUSED')
}

async function acknowledges(store: Store, database: string): Promise<void> {
  const here = ['--account', SAMPLE_ACCOUNT, '--by', 'ann']
  const alert = (key: string, severity: 'warning' | 'critical') =>
    store.putAlert({
      account: SAMPLE_ACCOUNT,
      key,
      code: 'LATE_FOUND',
      severity,
      message: 'found late',
      at: timestamp(0),
    })
  await alert('LATE_FOUND:order 1', 'critical')
  await alert('LATE_FOUND:order 1', 'critical')
  await alert('LATE_FOUND:order 2', 'critical')
  await alert('FOREIGN_BET:x', 'warning')
  const shown = await control(database, ...here)
  expect(shown).toMatch(/to acknowledge, since 1970-.*, 1 more times until 1970-.*: LATE_FOUND:order 1 · found late/)
  expect(shown).not.toContain('FOREIGN_BET:x')
  await expect(control(database, 'acknowledge', ...here)).rejects.toMatchObject({ code: 2 })
  await expect(control(database, 'acknowledge', 'LATE_FOUND:none', ...here)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has no open alert LATE_FOUND:none.'),
  })
  expect(await control(database, 'acknowledge', 'LATE_FOUND:order 1', 'called', 'them', ...here)).toContain(
    `LATE_FOUND:order 1 is acknowledged for ${SAMPLE_ACCOUNT}.`,
  )
  const [first] = await store.outbox({ account: SAMPLE_ACCOUNT, after: 0, limit: 1 })
  expect(first).toMatchObject({ dueAt: null, closed: { by: 'ann' } })
  const [noted] = (await store.audit({ account: SAMPLE_ACCOUNT, after: 0, limit: 100 })).slice(-1)
  expect(noted?.entry).toMatchObject({ act: 'acknowledge', subject: 'LATE_FOUND:order 1', reason: 'called them' })
  expect(await control(database, 'acknowledge', 'all', ...here)).toMatch(/order 2 is ack.*\nFOREIGN_BET:x is ack/)
  expect(await control(database, ...here)).not.toContain('to acknowledge')
}

async function callsAbsent(store: Store, database: string): Promise<void> {
  const { key } = sampleIntent({ market: 'before', stake: 1_000 })
  const reason = { code: 'TIMEOUT', message: 'no answer' }
  await expect(control(database, 'absent', key, 'not', 'there')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('it is SENDING'),
  })
  await store.advance(key, [{ type: 'unknown', at: timestamp(0), reason }])
  expect(await control(database)).toContain(`nobody knows since 1970-01-01T00:00:00.000Z: ${key} · 10.00 GBP reserved`)
  await expect(control(database, 'absent', key)).rejects.toMatchObject({ code: 2 })
  await expect(control(database, 'absent', 'no-such-order', 'why')).rejects.toMatchObject({ code: 2 })
  expect(await control(database, 'absent', key, 'not', 'there')).toContain(`${key} is ABSENT`)
  expect(await store.order(key)).toMatchObject({ state: 'ABSENT', reserved: 0, reason: { message: 'not there' } })
}

async function settlesByHand(store: Store, database: string): Promise<void> {
  const { key, stake, price } = sampleIntent({ market: 'after' })
  await expect(control(database, 'settle', key, 'won', '5')).rejects.toMatchObject({ code: 2 })
  await expect(control(database, 'settle', key, 'gone', '5', 'why')).rejects.toMatchObject({ code: 2 })
  await expect(control(database, 'settle', key, 'lost', '-10', 'why')).rejects.toMatchObject({ code: 1 })
  await store.advance(key, [
    { type: 'accepted', at: timestamp(0), venueOrderId: 'v' },
    { type: 'matched', at: timestamp(0), matchedStake: stake, averagePrice: price },
  ])
  expect(await control(database, 'settle', key, 'lost', '-10', 'the', 'page')).toContain('SETTLED: lost, -10.00 GBP')
  expect(await control(database, 'settle', key, 'half-lost', '-5', 'a', 'mistake')).toContain('half-lost, -5.00 GBP')
  expect(await store.order(key)).toMatchObject({ state: 'SETTLED', outcome: 'half-lost', profit: -500 })
  const noted = await store.audit({ account: SAMPLE_ACCOUNT, after: 0, limit: 100 })
  const acts = noted.flatMap(({ entry }) => (entry.subject === key ? [`${entry.act}: ${entry.reason}`] : []))
  expect(acts).toEqual(['settle: the page', 'correct: a mistake'])
}

async function haltsAndResumes(store: Store, database: string): Promise<void> {
  await openAccounts(store)
  expect(await control(database)).toBe(
    `${SAMPLE_ACCOUNT} · not halted · 990.00 GBP available · 10.00 GBP at risk\n` +
      `${LIVE} · not halted · 1000.00 GBP available · 0.00 GBP at risk\n`,
  )

  const halted = await control(database, '--', 'halt', 'prices', 'look', 'wrong')
  expect(halted.split('\n').map((line) => line.split(' is halted')[0])).toEqual([LIVE, SAMPLE_ACCOUNT, ''])
  for (const account of [SAMPLE_ACCOUNT, LIVE]) {
    expect(await store.begin(sampleIntent({ market: 'halted', account }))).toMatchObject({
      kind: 'denied',
      code: 'HALTED',
      detail: expect.stringContaining('prices look wrong'),
    })
  }
  expect(await control(database, '--account', LIVE)).toMatch(/^LIVE:main · HALTED since \d{4}-\S+: prices look wrong/)

  await expect(control(database, 'resume')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(LIVE) })
  const ticket = await control(database, 'resume', '--account', SAMPLE_ACCOUNT)
  expect(ticket).toContain('prices look wrong')
  expect(await store.begin(sampleIntent({ market: 'asked' }))).toMatchObject({ kind: 'denied' })
  await expect(control(database, 'resume', 'guessed', '--account', SAMPLE_ACCOUNT)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('RESUME_REFUSED'),
  })

  const [, code = ''] = /resume (\S+) --account/.exec(ticket) ?? []
  expect(await control(database, 'resume', code, '--account', SAMPLE_ACCOUNT)).toContain('goes on')
  expect(await store.begin(sampleIntent({ market: 'after' }))).toMatchObject({ kind: 'reserved' })
  expect(await store.begin(sampleIntent({ market: 'after', account: LIVE }))).toMatchObject({ kind: 'denied' })
  await pausesVenue(store, database)
  await acknowledges(store, database)
  expect(await control(database, 'halt', '--account', SAMPLE_ACCOUNT)).not.toContain(LIVE)
  expect(await control(database)).toContain('by hand')
  await reports(store, database)
  await reportsAtVenue(store, database)
  await callsAbsent(store, database)
  await settlesByHand(store, database)
}

// Some twelve processes one after the other: half a minute on a machine that has much else to do.
describe('the kill switch from outside', () => {
  it('stops engines on SQLite, beside them, and takes two steps to lift', async () => {
    const path = join(emptyFolder(), 'advisor.db')
    await using store = await openSqliteStore(path)
    await haltsAndResumes(store, `sqlite://${path}`)
  })

  it('does the same on PostgreSQL, and makes nothing where there is nothing', async ({ skip }) => {
    const server = await startServer()
    if ('unavailable' in server) return skip(server.unavailable)
    try {
      for (let time = 0; time < 2; time += 1) {
        await expect(control(server.url(), 'halt')).rejects.toMatchObject({
          code: 1,
          stderr: expect.stringContaining('no engine has ever run on it'),
        })
      }
      const untold = await control(`${server.url()}?sslmode=verify-full`, 'halt').catch((error: unknown) => error)
      expect(untold).toMatchObject({ code: 1, stderr: expect.stringMatching(/^STORE_TLS_FAILED: .*offers no TLS/m) })
      expect(untold).toMatchObject({ stderr: expect.not.stringMatching(/^\s+at /m) })
      await using store = await openPostgresStore(server.url())
      await haltsAndResumes(store, server.url())
    } finally {
      await server.stop()
    }
  })
})

test('the address of the database may come from a file, as it may for the engines', async () => {
  const folder = emptyFolder()
  const path = join(folder, 'advisor.db')
  await using store = await openSqliteStore(path)
  await openAccounts(store)
  writeFileSync(join(folder, 'address'), `sqlite://${path}\n`)
  expect(await controlWith({ DB_URL_FILE: join(folder, 'address') }, 'halt')).toContain(LIVE)
  expect(await store.begin(sampleIntent({ market: 'after' }))).toMatchObject({ kind: 'denied', code: 'HALTED' })
})

test('what makes no sense changes nothing, and is told with what would', async () => {
  const path = join(emptyFolder(), 'advisor.db')
  await using store = await openSqliteStore(path)
  const here = (...words: string[]) => control(`sqlite://${path}`, ...words)
  await expect(here('halt')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('no accounts yet') })
  await openAccounts(store)
  const senseless = [
    ['stop'],
    ['--speed'],
    ['show', 'me'],
    ['resume', 'a', 'b'],
    ['halt', 'now', '--account', 'LIVE:x'],
  ]
  for (const words of senseless) {
    await expect(here(...words)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('pnpm control resume'),
    })
  }
  expect(await store.begin(sampleIntent({ market: 'after' }))).toMatchObject({ kind: 'reserved' })
  await expect(control('sqlite:./gone.db')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('STORE_NOT_FOUND'),
  })
})
