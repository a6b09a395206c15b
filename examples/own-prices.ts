// Prices of your own: pnpm example own-prices [URL of a list of rows as below]
import { matchOdds, pollingSource } from '@betting-advisor/adapter-kit'
import {
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  fractionalKelly,
  valueBetting,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { shin } from '@betting-advisor/core/odds'

interface Row {
  readonly id: string
  readonly home: string
  readonly away: string
  /** ISO 8601 with its zone. */
  readonly startsAt: string
  /** Home, draw, away. */
  readonly sharp: readonly number[]
  readonly shop: readonly number[]
}

const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
const sample: readonly Row[] = [
  { id: '1', home: 'Harbour', away: 'Mill Lane', startsAt: tomorrow, sharp: [2, 3.5, 4.1], shop: [2.2, 3.3, 3.6] },
  { id: '2', home: '', away: 'A row that cannot be used', startsAt: tomorrow, sharp: [2, 3, 4], shop: [2, 3, 4] },
]
const url = process.argv[2] ?? `data:application/json,${encodeURIComponent(JSON.stringify(sample))}`

const source = pollingSource({
  name: 'shop',
  origin: 'emulator', // 'venue' when it shows the real world
  pollSeconds: 30,
  async read({ signal }) {
    const rows: readonly Row[] = await (await fetch(url, { signal })).json()
    return rows.map(({ sharp, shop, ...match }) =>
      matchOdds({ ...match, competition: 'soccer_friendlies', prices: { sharp, shop } }),
    )
  },
})

const advisor = await createAdvisor({
  settings: defineSettings({}),
  sources: [source],
  venues: [createPaperVenue()],
  store: createMemoryStore(),
  strategies: [valueBetting({ sharp: 'sharp', overround: shin, minEdge: 0.02, staking: fractionalKelly(0.2) })],
})
advisor.on('advice', ({ summary }) => {
  console.log(summary, `(${source.status().detail})`)
  void advisor.stop('one advice is enough for an example')
})
await advisor.run()
await advisor[Symbol.asyncDispose]()
