import type { OrderEvent, Store } from '@betting-advisor/core'
import type { EngineConfig } from './config.ts'
import type { Hit } from './failpoints.ts'

/** How long somebody is believed alive who is not heard of, by the engines' clock. */
const DEAD_AFTER_MS = 6_000

/** What of a process's configuration its store must know. */
export type StoreConfig = Pick<EngineConfig, 'speed' | 'alone'>

/** A store in which a process can die before, during and after each step. */
export function withFailpoints(store: Store, hit: Hit, { speed, alone }: StoreConfig): Store {
  let leader: string | null = null
  return {
    ...store,
    async begin(intent) {
      hit('before-T1')
      const begun = store.begin(intent)
      await soon()
      hit('mid-T1')
      const result = await begun
      if (result.kind === 'reserved') hit('after-T1')
      return result
    },
    async advance(key, events, fence) {
      const [before, during] = pointsOf(events)
      if (before !== null) hit(before)
      const advanced = store.advance(key, events, fence)
      await soon()
      if (during !== null) hit(during)
      const result = await advanced
      if (before === 'before-T2') hit('after-T2')
      return result
    },
    async advanceAll(steps, fence) {
      const [before, during] = pointsOf(steps.flatMap(({ events }) => events))
      if (before !== null) hit(before)
      const advanced = store.advanceAll(steps, fence)
      await soon()
      if (during !== null) hit(during)
      return await advanced
    },
    async lead(run, at, ttlMs) {
      // The store has a clock of its own, which nobody has made faster.
      const leadership = await store.lead(run, at, Math.ceil(ttlMs / speed))
      leader = leadership.leader
      if (leader === run) hit('in-lead')
      return leadership
    },
    async peers(account, at) {
      const peers = await store.peers(account, at)
      // It must know of a leader, or it would wait for one.
      if (alone) return peers.filter(({ run }) => run === leader)
      if (speed === 1) return peers
      const known = new Map((await store.runs(account)).map((run) => [run.id, run.reachedAt]))
      return peers.filter(({ run }) => (known.get(run) ?? 0) >= at - DEAD_AFTER_MS)
    },
  }
}

function pointsOf(events: readonly OrderEvent[]) {
  switch (events.at(-1)?.type) {
    case 'accepted':
    case 'rejected':
    case 'not-sent':
    case 'unknown':
    case 'matched':
      return ['before-T2', 'mid-T2'] as const
    case 'settled':
    case 'voided':
      return ['in-settle', 'mid-settle'] as const
    default:
      return [null, null] as const
  }
}

/** Until a statement that was begun has been handed to the network. */
function soon(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
