// A paper bot on real prices: THEODDS_API_KEY=… pnpm example paper-bot
import {
  createTheOddsResults,
  createTheOddsSource,
  theOddsAccess,
  theOddsVariables,
} from '@betting-advisor/adapter-theodds'
import { createAdvisor, createPaperVenue, fractionalKelly, valueBetting } from '@betting-advisor/core'
import { createConsoleLogger, settingsFromEnv } from '@betting-advisor/core/config'
import { shin } from '@betting-advisor/core/odds'
import { createMonitor, monitorVariables } from '@betting-advisor/monitor-http'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteStore } from '@betting-advisor/store-sqlite'

const settings = await settingsFromEnv({ theOdds: theOddsVariables, monitor: monitorVariables })
const { database } = settings
const access = theOddsAccess(settings)
const { exchangeCommission } = settings.theOdds

const advisor = await createAdvisor({
  settings,
  sources: [createTheOddsSource({ ...access, sports: ['soccer_epl'], regions: ['eu'], exchangeCommission })],
  results: [createTheOddsResults(access)],
  venues: [createPaperVenue()],
  store: database.kind === 'sqlite' ? openSqliteStore(database.path) : openPostgresStore(database.url.reveal()),
  strategies: [valueBetting({ sharp: 'pinnacle', overround: shin, minEdge: 0.02, staking: fractionalKelly(0.2) })],
  logger: createConsoleLogger(settings.log),
})
advisor.on('advice', (advice) => console.log(advice.summary))
const monitor = await createMonitor(advisor, settings.monitor).listen(settings.monitor)
// Nobody reads what is written any more (| head): the bot stops in order instead of dying in the middle of something.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => void advisor.stop('its output was closed'))
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void advisor.stop('interrupted'))
await advisor.run().finally(() => monitor.close())
await advisor[Symbol.asyncDispose]()
