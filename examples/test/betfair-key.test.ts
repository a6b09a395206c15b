import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BetfairEmulator, createBetfairCard, serveBetfair } from '@betting-advisor/adapter-betfair/emulator'
import { createSystemClock } from '@betting-advisor/core'
import { afterEach, expect, test } from 'vitest'
import { emptyFolder, type StartProcess, start } from './start-process.ts'

const LIVE = 'canary-live-key1'
const DELAYED = 'canary-delayed-1'
const PASSWORD = 'canary-password'
/** An order of the bot's only strategy. */
const JOINED = expect.objectContaining({
  intent: expect.objectContaining({ venue: 'betfair', strategy: 'join-the-queue' }),
})
let exchange: BetfairEmulator | undefined
let bot: StartProcess | undefined

afterEach(async () => {
  bot?.child.kill('SIGKILL')
  await bot?.ended
  await exchange?.close()
})

/** An exchange over TLS that knows one account, with the two keys that it issues. */
async function serve(): Promise<BetfairEmulator> {
  exchange = await serveBetfair({
    world: createBetfairCard({ seed: 'key', tickMs: 200 }),
    clock: createSystemClock(),
    accounts: [
      {
        username: 'bot',
        password: PASSWORD,
        appKeys: [
          { key: LIVE, delayed: false },
          { key: DELAYED, delayed: true },
        ],
      },
    ],
  })
  return exchange
}

/** The program with a key, whose exchange is the emulated one; its authority is trusted as a company's own would be. */
function follow(
  { hosts, authority }: BetfairEmulator,
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): StartProcess {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'authority.pem'), authority)
  bot = start(
    ['--venue', 'betfair', ...words],
    {
      DB_URL: 'sqlite:./advisor.db',
      NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
      BETFAIR_USERNAME: 'bot',
      BETFAIR_PASSWORD: PASSWORD,
      BETFAIR_HOSTS: Object.entries(hosts)
        .map(([name, host]) => `${name}=${host}`)
        .join(),
      ...env,
    },
    folder,
  )
  return bot
}

/** What the dashboard is told. */
async function asked(running: StartProcess, path: string): Promise<unknown> {
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(running.output()) ?? []
  const answer = await fetch(`${url}${path}`)
  return await answer.json()
}

function hidesSecrets(text: string): void {
  for (const secret of [LIVE, DELAYED, PASSWORD]) expect(text).not.toContain(secret)
}

test('a live key has the bot bet on paper, at the prices of the exchange, which sees no bet', async () => {
  const served = await serve()
  const running = follow(served, { BETFAIR_APP_KEY: LIVE })
  await running.wrote('Paper trading, live prices of Betfair')
  await expect
    .poll(() => asked(running, '/api/v1/orders?state=ACCEPTED,MATCHED,PARTIAL'), { interval: 200 })
    .toMatchObject({ orders: expect.arrayContaining([JOINED]) })
  const status = await asked(running, '/api/v1/status')
  expect(status).toMatchObject({
    mode: 'DRY_RUN',
    venues: [{ name: 'betfair', isPaper: true }],
    feeds: expect.arrayContaining([expect.objectContaining({ name: 'betfair-stream', state: 'ok' })]),
    breakers: expect.arrayContaining(
      ['betfair:login', 'betfair:markets', 'betfair:account'].map((name) =>
        expect.objectContaining({ name, state: 'closed' }),
      ),
    ),
  })
  expect(served.control.statement('bot')).toMatchObject({ bets: [], exposure: 0 })
  running.child.kill('SIGTERM')
  expect(await running.ended, running.output()).toBe(0)
  expect(running.output()).toContain('A live key on paper')
  hidesSecrets(`${running.output()}${JSON.stringify(status)}`)
})

test('a delayed key is never taken for paper: the bot says what it is, and what to do', async () => {
  const running = follow(await serve(), { BETFAIR_APP_KEY: DELAYED })
  expect(await running.ended, running.output()).toBe(1)
  expect(running.output()).toContain('DELAYED_KEY')
  expect(running.output()).toContain('its bets are real all the same')
  expect(running.output()).toContain('Use the live key of the account')
  hidesSecrets(running.output())
})

test('a key alone is not enough, and what is missing is named', async () => {
  const running = start(['--venue', 'betfair'], { DB_URL: 'sqlite:./advisor.db', BETFAIR_APP_KEY: LIVE })
  expect(await running.ended, running.output()).toBe(1)
  expect(running.output()).toContain('BETFAIR_USERNAME is required with BETFAIR_APP_KEY')
  expect(running.output()).toContain('BETFAIR_PASSWORD is required with BETFAIR_APP_KEY')
  hidesSecrets(running.output())
})

test('a recorded market is played by the emulator, whatever key is set', async () => {
  const served = await serve()
  const folder = emptyFolder()
  const at = Date.UTC(2026, 0, 1, 12)
  const definition = {
    ...{ eventTypeId: '7', eventId: '1', marketType: 'WIN', bettingType: 'ODDS', countryCode: 'GB', status: 'OPEN' },
    ...{ inPlay: false, bspMarket: false, turnInPlayEnabled: false, numberOfWinners: 1, version: 1, betDelay: 0 },
    ...{ marketTime: new Date(at + 600_000).toISOString(), openDate: new Date(at + 600_000).toISOString() },
    ...{ marketBaseRate: 5, discountAllowed: true, complete: true, runnersVoidable: false, timezone: 'GMT' },
    runners: [
      { id: 7, sortPriority: 1, status: 'ACTIVE' },
      { id: 8, sortPriority: 2, status: 'ACTIVE' },
    ],
  }
  const rc = [{ id: 7, atb: [[2, 50]], atl: [[2.02, 50]] }]
  const line = { op: 'mcm', pt: at, mc: [{ id: '1.2', img: true, marketDefinition: definition, rc }] }
  writeFileSync(join(folder, 'market'), `${JSON.stringify(line)}\n`)
  const running = follow(served, { BETFAIR_APP_KEY: LIVE }, ['--emulate', join(folder, 'market')])
  await running.wrote('played again')
  await expect
    .poll(() => asked(running, '/api/v1/orders?state=open'), { interval: 200 })
    .toMatchObject({ orders: [JOINED] })
  running.child.kill('SIGTERM')
  expect(await running.ended, running.output()).toBe(0)
})
