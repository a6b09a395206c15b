// What the accounts of a database have, and the kill switch, whether bots run on it or not:
// node --conditions=@betting-advisor/source examples/control.ts [--help]
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import {
  type AccountKey,
  type DecisionKey,
  formatMoney,
  isAdvisorError,
  moneyFromMajor,
  timestamp,
} from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import { type ByHand, isBetOutcome, type StoreControl } from '@betting-advisor/core/store'
import { openPostgresControl } from '@betting-advisor/store-postgres'
import { openSqliteControl } from '@betting-advisor/store-sqlite'
import { acknowledge, alertLines } from './control-alerts.ts'
import { reportBet } from './control-report.ts'
import { openVenueAlerts, pauseVenue, reopenVenue, venueLines } from './control-venues.ts'
import { EnvFileError, loadEnvFile } from './start/env-file.ts'

const USAGE = `pnpm control                 what each account has, and what stops it
pnpm control halt REASON     stop every account at once, or the one of --account
pnpm control resume          ask to go on: prints why it was halted, and a code
pnpm control resume CODE     go on; the code is good for five minutes and for that halt alone
pnpm control pause VENUE REASON
                             nothing new at one venue, in every bot, until it is opened again; the others trade on
pnpm control reopen VENUE [REASON]
                             ends that pause
pnpm control acknowledge KEY [REASON]
                             say that an alert is seen to: nobody is told of it any more; KEY as shown, or all
pnpm control absent ORDER REASON
                             say that a venue does not have an order whose outcome nobody knows
pnpm control report --venue V --market M --selection S --price 2.1 --stake 10 [--lay] [--id SLIP] REASON
                             take in a bet that was placed by hand, on a market that was bet on or advised before
pnpm control settle ORDER OUTCOME PROFIT REASON
                             end one order with figures, or correct one that has ended: OUTCOME is won, lost, void,
                             half-won, half-lost, push, dead-heat or placed, PROFIT before commission, such as 12.50 or -5
  --account KEY              the account meant, such as DRY_RUN:main
  --by NAME                  who does it, as the audit keeps it: whoever is logged in, unless said`

class UsageError extends Error {}

/** Orders of unknown outcome that are shown of one account. */
const MOST_UNKNOWN = 20
/** Whoever sits at the terminal: what is done here is noted with that name, unless another is given. */
const terminalUser = () => userInfo().username
const MINUS = '\u2212'
const NEWEST = Number.MAX_SAFE_INTEGER
const now = () => timestamp(Date.now())

/** The present of an account: of one in a simulated world it is as far as its last run came. */
async function presentOf(store: StoreControl, account: AccountKey) {
  const run = (await store.runs(account)).at(-1)
  const at = run?.clock === 'virtual' ? run.reachedAt : now()
  return { at, ...(await store.changes({ account, after: NEWEST, at, limit: 1 })) }
}

async function show(store: StoreControl, account: AccountKey): Promise<void> {
  const { at, balances, halt, locks } = await presentOf(store, account)
  const currency = await store.currency(account)
  const parts = [
    account,
    halt === null ? 'not halted' : `HALTED since ${new Date(halt.at).toISOString()}: ${halt.reason}`,
    `${formatMoney(balances.available, currency)} available`,
    `${formatMoney(balances.reserved, currency)} at risk`,
    ...locks.flatMap(({ kind, reason }) => (kind === 'pause' ? [] : [`locked (${kind}): ${reason}`])),
  ]
  console.log(parts.join(' · '))
  for (const line of await venueLines(store, account, at)) console.log(`  ${line}`)
  for (const line of await openVenueAlerts(store, account)) console.log(`  ${line}`)
  for (const line of await alertLines(store, account)) console.log(`  ${line}`)
  const unknown = await store.orders({ account, states: ['UNKNOWN'], limit: MOST_UNKNOWN })
  for (const { intent, sentAt, reserved } of unknown) {
    const since = new Date(sentAt ?? intent.decidedAt).toISOString()
    console.log(`  nobody knows since ${since}: ${intent.key} · ${formatMoney(reserved, currency)} reserved`)
  }
}

/** Stops what is new at one venue, or ends that. */
async function switchVenue(
  store: StoreControl,
  account: AccountKey,
  command: 'pause' | 'reopen',
  venue: string,
  { by, reason }: ByHand,
): Promise<void> {
  const { at } = await presentOf(store, account)
  if (command === 'pause') {
    if (!(await pauseVenue(store, account, venue, { by, reason }, at))) {
      const { wallets } = await store.balances(account)
      throw new UsageError(`${account} has no venue ${venue}, only ${Object.keys(wallets).join(', ') || 'none'}.`)
    }
    console.log(
      `${venue} is paused for ${account}: nothing new is bet there; what is open stays, and can be cancelled.`,
    )
    return
  }
  if (!(await reopenVenue(store, account, venue, { by, reason }, at))) {
    throw new UsageError(`${venue} is not paused for ${account}.`)
  }
  console.log(`${venue} is open again for ${account}, where nothing else stands against it.`)
}

/** What somebody sees to need not be told again. */
async function acknowledgeAlerts(store: StoreControl, account: AccountKey, key: string, by: ByHand): Promise<void> {
  const { at } = await presentOf(store, account)
  const ended = await acknowledge(store, account, key, by, at)
  if (ended.length === 0) throw new UsageError(`${account} has no open alert${key === 'all' ? '' : ` ${key}`}.`)
  for (const each of ended) console.log(`${each} is acknowledged for ${account}.`)
}

/** What a person has seen at a venue counts where no proof can come. */
async function callAbsent(store: StoreControl, key: string, { by, reason }: ByHand): Promise<void> {
  const order = await store.order(key as DecisionKey)
  if (order === null) throw new UsageError(`There is no order ${key}.`)
  if (order.state !== 'UNKNOWN') throw new UsageError(`The outcome of ${key} is known: it is ${order.state}.`)
  const { order: called } = await store.callAbsent(order.intent.key, reason, now(), by)
  console.log(`${key} is ${called.state}: should its venue have it after all, its account is halted.`)
}

/** What a person has seen of one order counts where no result and no word of its venue comes, or where they are wrong. */
async function settle(store: StoreControl, key: string, words: readonly string[], who: string): Promise<void> {
  const [outcome, figure = '', ...why] = words
  if (!isBetOutcome(outcome) || why.length === 0) throw new UsageError('How did it end, what did it bring, and why?')
  const order = await store.order(key as DecisionKey)
  if (order === null) throw new UsageError(`There is no order ${key}.`)
  const { account } = order.intent
  const [{ at }, currency] = [await presentOf(store, account), await store.currency(account)]
  const ending = {
    outcome,
    profit: moneyFromMajor(figure.trim() === '' ? Number.NaN : Number(figure.replace(MINUS, '-')), currency),
  }
  const by = { by: who, reason: why.join(' ') }
  const { kind, order: now } = await store.settleByHand(order.intent.key, ending, at, by)
  const told = now.profit === null ? 'not settled' : `${now.outcome}, ${formatMoney(now.profit, currency)}`
  if (kind === 'ignored') throw new UsageError(`Nothing has changed: ${key} is ${now.state}, ${told}.`)
  console.log(`${key} is ${now.state}: ${told}.`)
}

/** Halts all that it can, real money first, and says of each what came of it. */
async function halt(store: StoreControl, accounts: readonly AccountKey[], { by, reason }: ByHand): Promise<void> {
  const isLive = (account: AccountKey) => account.startsWith('LIVE:')
  for (const account of accounts.toSorted((a, b) => Number(isLive(b)) - Number(isLive(a)))) {
    try {
      await store.setHalt(account, { reason, at: now() }, by)
      console.log(`${account} is halted: nothing new is bet, and its bots cancel what is open.`)
    } catch (error) {
      console.error(`${account} is NOT halted: ${error instanceof Error ? error.message : error}`)
      process.exitCode = 1
    }
  }
}

async function resume(store: StoreControl, account: AccountKey, code: string | undefined, by: string): Promise<void> {
  const faults = await store.verify(account)
  for (const { check, detail } of faults) console.error(`${check}: ${detail}`)
  if (faults.length > 0) throw new UsageError(`The ledger of ${account} does not add up: it stays halted.`)
  if (code !== undefined) {
    await store.resume(account, code, now(), { by, reason: 'by hand' })
    console.log(`${account} goes on; a bot that compares venue and ledger first does so still.`)
    return
  }
  const ticket = await store.askResume(account, now())
  console.log(`${account} was halted at ${new Date(ticket.halt.at).toISOString()}: ${ticket.halt.reason}`)
  console.log(`To go on: pnpm control resume ${ticket.code} --account ${account}`)
}

type Values = ReturnType<typeof parse>['values']

async function report(store: StoreControl, account: AccountKey, values: Values, { by, reason }: ByHand): Promise<void> {
  const { venue, market, selection, price, stake, lay = false, id } = values
  if (!(venue && market && selection && price && stake && reason)) {
    throw new UsageError('Which bet was it: --venue, --market, --selection, --price, --stake; and why?')
  }
  const bet = { venue, market, selection, price, stake, lay, id }
  const order = await reportBet(store, account, bet, { by, reason }, now())
  if (order === 'unnamed') {
    throw new UsageError(
      `Bots bet at ${venue}: say with --id what it calls the bet, or it counts twice once the venue lists it.`,
    )
  }
  if (order === null) throw new UsageError(`Nothing was bet or advised on market ${market} of ${account}.`)
  const { reserved, state, intent } = order
  const money = formatMoney(reserved, await store.currency(account))
  console.log(`${intent.key} is ${state}: ${intent.selectionName} (${intent.eventName}), ${money} at risk.`)
}

function parse(words: readonly string[]) {
  const options = {
    account: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    venue: { type: 'string' },
    market: { type: 'string' },
    selection: { type: 'string' },
    price: { type: 'string' },
    stake: { type: 'string' },
    lay: { type: 'boolean' },
    id: { type: 'string' },
    by: { type: 'string' },
  } as const
  try {
    // A loss is a figure and no option.
    const args = words.filter((word) => word !== '--').map((word) => word.replace(/^-(?=[\d.])/, MINUS))
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** Of all settings only this one is read: a halt must not wait for the others to be right. */
async function openDatabase(): Promise<StoreControl> {
  loadEnvFile()
  const { DB_URL, DB_URL_FILE } = process.env
  const { database } = await settingsFromEnv({}, { env: { DB_URL, DB_URL_FILE } })
  if (database.kind === 'sqlite') {
    console.error(`database ${database.path}`)
    return openSqliteControl(database.path)
  }
  const url = database.url.reveal()
  const { host, pathname } = new URL(url)
  console.error(`database ${host}${pathname}`)
  return openPostgresControl(url)
}

async function control(words: readonly string[]): Promise<void> {
  const { values, positionals } = parse(words)
  const by = values.by?.trim() || terminalUser()
  const [command = 'show', ...rest] = positionals
  if (values.help) return console.log(USAGE)
  const most = {
    show: 0,
    halt: Number.POSITIVE_INFINITY,
    pause: Number.POSITIVE_INFINITY,
    reopen: Number.POSITIVE_INFINITY,
    resume: 1,
    acknowledge: Number.POSITIVE_INFINITY,
    absent: Number.POSITIVE_INFINITY,
    report: Number.POSITIVE_INFINITY,
    settle: Number.POSITIVE_INFINITY,
  }[command]
  if (most === undefined) throw new UsageError(`There is no command ${command}.`)
  if (rest.length > most) throw new UsageError(`There is no use for ${rest.slice(most).join(' ')} here.`)
  const [key, ...why] = rest
  if (command === 'absent' && (key === undefined || why.length === 0)) throw new UsageError('Which order, and why?')
  if (command === 'pause' && (key === undefined || why.length === 0)) throw new UsageError('Which venue, and why?')
  if (command === 'acknowledge' && key === undefined) throw new UsageError('Which alert? Its key is shown, or say all.')
  if (command === 'reopen' && key === undefined) throw new UsageError('Which venue?')
  if (command === 'settle' && why.length < 3) throw new UsageError('Which order, how did it end, and why?')
  const store = await openDatabase()
  try {
    if (command === 'settle' && key !== undefined) {
      await settle(store, key, why, by)
      return
    }
    if (command === 'absent' && key !== undefined) {
      await callAbsent(store, key, { by, reason: why.join(' ') })
      return
    }
    const known = await store.accounts()
    const accounts = known.filter((account) => account === (values.account ?? account))
    const [account] = accounts
    if (account === undefined) {
      throw new UsageError(
        known.length === 0
          ? 'This database has no accounts yet.'
          : `There is no account ${values.account}, only ${known.join(', ')}.`,
      )
    }
    if (command === 'show') for (const each of accounts) await show(store, each)
    else if (command === 'halt') await halt(store, accounts, { by, reason: rest.join(' ') || 'by hand' })
    else if (accounts.length > 1) throw new UsageError(`Say which with --account: ${accounts.join(', ')}.`)
    else if ((command === 'pause' || command === 'reopen') && key !== undefined) {
      await switchVenue(store, account, command, key, { by, reason: why.join(' ') || 'by hand' })
    } else if (command === 'acknowledge' && key !== undefined) {
      await acknowledgeAlerts(store, account, key, { by, reason: why.join(' ') || 'by hand' })
    } else if (command === 'report') await report(store, account, values, { by, reason: rest.join(' ') })
    else await resume(store, account, rest[0], by)
  } finally {
    await store[Symbol.asyncDispose]()
  }
}

try {
  await control(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`)
  else if (error instanceof EnvFileError) console.error(error.message)
  else if (isAdvisorError(error)) console.error(`${error.code}: ${error.message}`)
  else throw error
  process.exitCode = error instanceof UsageError ? 2 : 1
}
