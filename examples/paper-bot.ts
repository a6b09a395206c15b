// A paper bot on real prices: THEODDS_API_KEY=… node --conditions=@betting-advisor/source examples/paper-bot.ts
import { createTheOddsResults, createTheOddsSource } from '@betting-advisor/adapter-theodds'
import { createAdvisor, createPaperVenue, fractionalKelly, shin, valueBetting } from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import { createMonitor } from '@betting-advisor/monitor-http'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteStore } from '@betting-advisor/store-sqlite'

const settings = await settingsFromEnv()
const { database } = settings
const { host, port, allowedHosts, token } = settings.monitor

const advisor = await createAdvisor({
  settings,
  sources: [createTheOddsSource({ sports: ['soccer_epl'], regions: ['eu'] })],
  results: [createTheOddsResults()],
  venue: createPaperVenue(),
  store: database.kind === 'sqlite' ? openSqliteStore(database.path) : openPostgresStore(database.url.reveal()),
  strategies: [valueBetting({ sharp: 'pinnacle', overround: shin, minEdge: 0.02, staking: fractionalKelly(0.2) })],
})
advisor.on('advice', (advice) => console.log(advice.summary))
const monitor = await createMonitor(advisor, { allowedHosts, token: token?.reveal() }).listen({ host, port })
process.once('SIGINT', () => void advisor.stop('interrupted'))
await advisor.run().finally(() => monitor.close())
await advisor[Symbol.asyncDispose]()
