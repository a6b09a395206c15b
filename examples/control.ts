// What the accounts of a database are doing, and the kill switch, also while bots run on it or none does:
// DB_URL=sqlite:./data/advisor.db node --conditions=@betting-advisor/source examples/control.ts [--help]
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type AccountKey, formatMoney, isAdvisorError, timestamp } from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteControl, type SqliteControl } from '@betting-advisor/store-sqlite'

const USAGE = `pnpm control                 what each account has, and what stops it
pnpm control halt REASON     stop every account at once, or the one of --account
pnpm control resume          ask to go on: prints why it was halted, and a code
pnpm control resume CODE     go on; the code is good for five minutes and for that halt alone
  --account KEY              the account meant, such as DRY_RUN:main`

class UsageError extends Error {}

const now = () => timestamp(Date.now())
const newest = Number.MAX_SAFE_INTEGER

async function show(store: SqliteControl, accounts: readonly AccountKey[]): Promise<void> {
  for (const account of accounts) {
    const { balances, halt, locks } = await store.changes({ account, after: newest, at: now(), limit: 1 })
    const currency = await store.currency(account)
    console.log(
      [
        account,
        halt === null ? 'not halted' : `HALTED since ${new Date(halt.at).toISOString()}: ${halt.reason}`,
        `${formatMoney(balances.available, currency)} available`,
        `${formatMoney(balances.reserved, currency)} at risk`,
        ...locks.map(({ kind, reason }) => `locked (${kind}): ${reason}`),
      ].join(' · '),
    )
  }
}

async function halt(store: SqliteControl, accounts: readonly AccountKey[], reason: string): Promise<void> {
  if (reason === '') throw new UsageError('Say why: pnpm control halt prices look wrong')
  for (const account of accounts) {
    await store.setHalt(account, { reason, at: now() })
    console.log(`${account} is halted: nothing new is bet, and its bots cancel what is open.`)
  }
}

async function resume(store: SqliteControl, account: AccountKey, code: string | undefined): Promise<void> {
  if (code !== undefined) {
    await store.resume(account, code, now())
    console.log(`${account} goes on.`)
    return
  }
  const ticket = await store.askResume(account, now())
  console.log(`${account} was halted at ${new Date(ticket.halt.at).toISOString()}: ${ticket.halt.reason}`)
  console.log(`To go on: pnpm control resume ${ticket.code} --account ${account}`)
}

function parse(words: readonly string[]) {
  const options = { account: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function control(words: readonly string[]): Promise<void> {
  const { values, positionals } = parse(words)
  const [command = 'show', ...rest] = positionals
  if (values.help) return console.log(USAGE)
  if (!['show', 'halt', 'resume'].includes(command)) throw new UsageError(`There is no command ${command}.`)
  const { database } = await settingsFromEnv()
  await using store = await (database.kind === 'sqlite'
    ? openSqliteControl(database.path)
    : openPostgresStore(database.url.reveal()))
  const known = await store.accounts()
  const accounts = values.account === undefined ? known : known.filter((account) => account === values.account)
  const [account] = accounts
  if (account === undefined) {
    throw new UsageError(`No account ${values.account ?? ''}; there are: ${known.join(', ') || 'none'}.`)
  }
  if (command === 'show') await show(store, accounts)
  else if (command === 'halt') await halt(store, accounts, rest.join(' '))
  else if (accounts.length === 1) await resume(store, account, rest[0])
  else throw new UsageError(`Say which with --account: ${accounts.join(', ')}.`)
}

try {
  if (existsSync('.env')) process.loadEnvFile('.env')
  await control(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`)
  else if (isAdvisorError(error)) console.error(`${error.code}: ${error.message}`)
  else throw error
  process.exitCode = error instanceof UsageError ? 2 : 1
}
