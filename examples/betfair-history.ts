// Markets of the past of the Betfair exchange, one file each, for readHistory and any other tool that reads its history. With the account of .env:
// node --conditions=@betting-advisor/source examples/betfair-history.ts purchases
// node … examples/betfair-history.ts download --sport "Horse Racing" --from 2026-04-01 --to 2026-04-30 --types WIN --countries GB
// What a stream was recorded to, such as by pnpm start --record: node … examples/betfair-history.ts pack run.jsonl.stream
import { parseArgs } from 'node:util'
import { betfairAccess, betfairVariables, createBetfairSession } from '@betting-advisor/adapter-betfair'
import { createHistoricalData, type HistoricalQuery, packMarkets } from '@betting-advisor/adapter-betfair/history'
import { createSystemClock, isAdvisorError, silentLogger } from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import { loadEnvFile } from './start/env-file.ts'
import { stopSignal } from './start/stop-signal.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', default: 'data/betfair' },
    sport: { type: 'string', default: 'Horse Racing' },
    plan: { type: 'string', default: 'Basic Plan' },
    from: { type: 'string', default: '' },
    to: { type: 'string', default: '' },
    types: { type: 'string' },
    countries: { type: 'string' },
  },
})
const [command, ...paths] = positionals
const listOf = (text: string) => text.split(',').map((part) => part.trim())

async function pack(): Promise<void> {
  const skipped = ({ code, message }: { readonly code: string; readonly message: string }) =>
    console.error(`${code}: ${message}`)
  const { markets, messages, known } = await packMarkets(paths, values.folder, { skipped })
  console.log(`${messages} messages of ${markets} markets packed into ${values.folder}, ${known} were there already`)
}

async function withHistory(use: (history: ReturnType<typeof createHistoricalData>) => Promise<void>): Promise<void> {
  loadEnvFile()
  const clock = createSystemClock()
  const settings = await settingsFromEnv({ betfair: betfairVariables }, { logger: silentLogger })
  const session = createBetfairSession({ ...betfairAccess(settings), clock })
  const history = createHistoricalData({ session, clock })
  try {
    await use(history)
  } finally {
    await history.close()
    await session.close()
  }
}

async function purchases(): Promise<void> {
  const signal = stopSignal()
  await withHistory(async (history) => {
    for (const { sport, plan, forDate } of await history.purchases(signal))
      console.log(`${forDate.slice(0, 7)}  ${plan}  ${sport}`)
  })
}

async function download(): Promise<void> {
  const signal = stopSignal()
  const { sport, plan, from, to, types, countries, folder } = values
  const query: HistoricalQuery = {
    ...{ sport, plan, from, to },
    ...(types !== undefined && { marketTypes: listOf(types) }),
    ...(countries !== undefined && { countries: listOf(countries) }),
  }
  await withHistory(async (history) => {
    const files = await history.files(query, signal)
    console.log(`${files.length} files`)
    let bytes = 0
    for (const file of files) bytes += (await history.download(file, folder, signal)).bytes
    console.log(`${bytes} bytes in ${folder}`)
  })
}

try {
  if (command === 'purchases') await purchases()
  else if (command === 'download') await download()
  else if (command === 'pack' && paths.length > 0) await pack()
  else {
    console.error('Say purchases, download with --from and --to, or pack with what was recorded.')
    process.exitCode = 2
  }
} catch (error) {
  console.error(isAdvisorError(error) ? `${error.code}: ${error.message}` : error)
  process.exitCode = 1
}
