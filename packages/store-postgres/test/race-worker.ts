import { accountKey, type Intent, money, type OrderEvent, priceUnits, type Store } from '@betting-advisor/core'
import { SAMPLE_TIME, type SampleIntent, sampleIntent } from '@betting-advisor/core/testing'
import { openPostgresStore } from '../src/index.ts'

/** What many processes ask of one database at once. */
export interface RaceTask {
  readonly name: string
  readonly account: string
  /** How many intents each client asks for; with `same` all clients ask for the same ones. */
  readonly attempts: number
  readonly same: boolean
  readonly intent: SampleIntent
  /** Whether each order has a market of its own. */
  readonly ownMarkets: boolean
  /** What becomes of an order that was begun. */
  readonly end: 'keep' | 'reject' | 'lose'
}

/** How often each answer was given. */
export type RaceReport = Readonly<Record<string, number>>

const CLIENTS = 8
const at = SAMPLE_TIME

function endOf(intent: Intent, end: RaceTask['end']): readonly OrderEvent[] {
  switch (end) {
    case 'keep':
      return []
    case 'reject':
      return [{ type: 'rejected', at, reason: { code: 'NO', message: 'no' } }]
    case 'lose':
      return [
        { type: 'accepted', at, venueOrderId: intent.ref },
        { type: 'matched', at, matchedStake: intent.stake, averagePrice: priceUnits(21_000) },
        { type: 'settled', at, outcome: 'lost', profit: money(-intent.stake), commission: money(0) },
      ]
  }
}

async function race(stores: readonly Store[], worker: string, task: RaceTask): Promise<RaceReport> {
  const counts: Record<string, number> = {}
  const account = accountKey('DRY_RUN', task.account)
  const run = async (store: Store, client: number) => {
    for (let number = 0; number < task.attempts; number += 1) {
      const own = task.same ? `${number}` : `${worker}-${client}-${number}`
      const entry = task.same ? number + 1 : Number(worker) * 10_000_000 + client * 100_000 + number + 1
      const market = task.ownMarkets ? `${task.name} ${own}` : task.name
      const intent = sampleIntent({ ...task.intent, account, market, entry })
      const result = await store.begin(intent)
      const answer = result.kind === 'denied' ? result.code : result.kind
      counts[answer] = (counts[answer] ?? 0) + 1
      if (result.kind !== 'reserved') continue
      for (const event of endOf(intent, task.end)) await store.advance(intent.key, [event])
    }
  }
  await Promise.all(stores.map(run))
  return counts
}

const [url, worker] = process.argv.slice(2)
if (url !== undefined && worker !== undefined && process.send !== undefined) {
  const stores = await Promise.all(
    Array.from({ length: CLIENTS }, () =>
      openPostgresStore(url, { connections: 1, lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 }),
    ),
  )
  process.on('message', (task: RaceTask | 'end') => {
    if (task === 'end') {
      void Promise.all(stores.map((store) => store.close())).then(() => process.disconnect())
      return
    }
    race(stores, worker, task).then(
      (report) => process.send?.(report),
      (error: unknown) => process.send?.({ [`${error}`]: 1 }),
    )
  })
  process.send('ready')
}
