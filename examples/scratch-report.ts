import { readFileSync, writeFileSync } from 'node:fs'
import { footballDataEvents, readSeasons } from '@betting-advisor/adapter-football-data'
import {
  fractionalKelly,
  multiplicative,
  runBacktest,
  valueBetting,
  venueId,
  withoutProtections,
} from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import { renderBacktestReport } from '../packages/core/src/report/html-report.ts'

const s = await settingsFromEnv({})
const files = ['2122', '2223', '2324'].map((x) => ({
  name: `E0_${x}.csv`,
  text: readFileSync(`/work/shared/data/football/E0_${x}.csv`, 'utf8'),
}))
const events = footballDataEvents(readSeasons(files, { book: 'Max' }))
const limits = { ...s.risk, drawdownLockMs: s.backtest.drawdownLockMs }
const go = (l: typeof limits) =>
  runBacktest({
    events,
    strategies: [
      valueBetting({
        sharp: 'pinnacle',
        overround: multiplicative,
        minEdge: 0,
        venues: ['market-maximum'],
        staking: fractionalKelly(1),
      } as never),
    ],
    limits: { ...l, minEdge: 0 },
    currency: s.account.currency,
    bankroll: s.backtest.bankroll,
    timeZone: 'Europe/London',
  })
const t = performance.now()
const a = go(limits)
const b = go(withoutProtections(limits))
console.log(
  'ms',
  performance.now() - t,
  a.performance.bets,
  b.performance.bets,
  a.rejections,
  a.performance.profit,
  b.performance.profit,
)
const page = renderBacktestReport({
  title: 'Value betting on <Premier League>',
  subtitle: files.map((f) => f.name).join(', '),
  currency: s.account.currency,
  timeZone: 'Europe/London',
  runs: [
    { name: 'Protected', result: a },
    { name: 'Bare strategy', result: b },
  ],
  settings: { overround: 'power', staking: 'fractional Kelly 0.2', minEdge: '0.01' },
})
writeFileSync('/tmp/report.html', page)
console.log(page.length)
