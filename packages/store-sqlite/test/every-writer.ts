/** A process that writes all that can be written besides its own orders until it is killed, telling of each once it is acknowledged. */
import { writeSync } from 'node:fs'
import { DAY, money, runId, timestamp } from '@betting-advisor/core'
import { NO_LIMITS, replayOrder, type StoreRecord } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '../src/index.ts'
import { lifeOfOrder } from './life-of-order.ts'
import './keep-compiled.ts'

const [, , path = '', number = '1'] = process.argv
const at = timestamp(SAMPLE_TIME + Number(number) * DAY)
const run = runId(`run-${number}`)
const store = await openSqliteStore(path)
const start = sampleRunStart()
await store.startRun({ ...start, run: { ...start.run, id: run, startedAt: at } })

function tell(what: object): void {
  writeSync(1, `${JSON.stringify(what)}\n`)
}

function recordOf(market: string): StoreRecord {
  const intent = sampleIntent({ market, stake: 10 })
  const history = lifeOfOrder(intent)
  return { kind: 'order', order: replayOrder(intent, history).order, history }
}

for (let turn = 1; ; turn += 1) {
  const { epoch } = await store.lead(run, at, 1000)
  tell({ epoch })
  const intent = sampleIntent({ market: `${number}-found-${turn}`, stake: 10, origin: 'foreign' })
  await store.adopt(intent, lifeOfOrder(intent), { leader: run, epoch })
  tell({ key: intent.key, events: 3 })
  const corrected = { type: 'corrected', at, outcome: 'won', profit: money(11), commission: money(0) } as const
  await store.advance(intent.key, [corrected], { leader: run, epoch })
  tell({ key: intent.key, events: 4 })
  const day = 1_000_000 - turn
  await store.setLimits(SAMPLE_ACCOUNT, { ...NO_LIMITS, loss: { ...NO_LIMITS.loss, day: money(day) } }, at, 1000 * DAY)
  tell({ day })
  const lock = { id: `${number}-${turn}`, kind: 'cooldown', reason: 'lost', from: at, until: null } as const
  await store.setLock({ ...lock, account: SAMPLE_ACCOUNT, strategy: lock.id, market: null })
  tell({ lock: lock.id })
  const group = `${number}-import-${turn}`
  await store.importRecords([1, 2, 3, 4, 5].map((part) => recordOf(`${group}-${part}`)))
  tell({ group })
}
