/** The other side of bench/betfair/order.ts, on a thread of its own: an emulated exchange that says when an order had come. */
import { parentPort } from 'node:worker_threads'
import type { BetfairHosts } from '@betting-advisor/adapter-betfair'
import { createBetfairCard, serveBetfair } from '@betting-advisor/adapter-betfair/emulator'
import { createSystemClock } from '@betting-advisor/core'

/** What the peer says: where it is, and from then on when the last byte of each order was there. */
export type PeerWord =
  | { readonly kind: 'open'; readonly hosts: BetfairHosts; readonly authority: string }
  | { readonly kind: 'order'; readonly at: number }

const tell = (word: PeerWord) => parentPort?.postMessage(word)
const emulator = await serveBetfair({
  world: createBetfairCard({
    seed: 'bench',
    races: {
      ...{ everyMs: 200, opensBeforeMs: 60_000, runners: 6, markets: ['WIN'] },
      ...{ removals: 0, abandoned: 0, deadHeats: 0, resettled: 0 },
    },
    matches: null,
    tickMs: 30_000,
  }),
  clock: createSystemClock(),
  accounts: [{ username: 'bot', password: 'secret', balance: 100_000 }],
  streamMarkets: 1_000,
  // Asked when a request was there to its last byte, and was read.
  takesMs(operation) {
    if (operation === 'placeOrders') tell({ kind: 'order', at: performance.timeOrigin + performance.now() })
    return 0
  },
})
const { hosts, authority } = emulator
tell({ kind: 'open', hosts, authority })
