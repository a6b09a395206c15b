// Writes the bets of an account to bets.csv, all that is kept of it to account.jsonl, and prints its days, also while a bot runs:
// node --conditions=@betting-advisor/source examples/export-bets.ts [folder] [account, such as DRY_RUN:main]
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { accountKey, formatMoney, silentLogger } from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import { betsCsv, betsOf, dailyStatistics, exportRecords, toJsonLines } from '@betting-advisor/core/report'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteReader } from '@betting-advisor/store-sqlite'
import { loadEnvFile } from './start/env-file.ts'

const [folder = '.', asked] = process.argv.slice(2)
loadEnvFile()
// What is wrong with a bot's settings, the bot has said.
const { mode, account: settings, database } = await settingsFromEnv({}, { logger: silentLogger })
const store = await (database.kind === 'sqlite'
  ? openSqliteReader(`sqlite:${database.path}`)
  : openPostgresStore(database.url.reveal()))
try {
  const known = await store.accounts()
  const main = accountKey(mode, settings.name)
  // A simulated world has an account of its own, named after its seed; where it is the only one, it is the one that is meant.
  const [only] = known.length === 1 ? known : []
  const account = known.find((each) => each === (asked ?? main)) ?? (asked === undefined ? only : undefined)
  if (account === undefined) {
    console.error(
      `There is no account ${asked ?? main} in this database; name one of: ${known.join(', ') || 'none yet'}.`,
    )
    process.exit(2)
  }
  console.error(`account ${account}`)
  const currency = await store.currency(account)

  await mkdir(folder, { recursive: true })
  await pipeline(betsCsv(betsOf(store, { account }), currency), createWriteStream(join(folder, 'bets.csv')))
  await pipeline(toJsonLines(exportRecords(store, account)), createWriteStream(join(folder, 'account.jsonl')))

  const settled = betsOf(store, { account, states: ['SETTLED', 'VOIDED'] })
  for (const { day, bets, profit, maxDrawdown } of await dailyStatistics(settled, settings.timeZone)) {
    console.log(
      `${day.name}: ${bets} bets, ${formatMoney(profit, currency)}, at worst ${formatMoney(maxDrawdown, currency)} below the best`,
    )
  }
} finally {
  await store[Symbol.asyncDispose]()
}
