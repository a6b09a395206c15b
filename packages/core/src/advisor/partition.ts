import type { MarketLink } from '../market/market-link.ts'
import { sha256Hex } from '../numerics/sha256.ts'
import type { MarketId, RunId } from '../units/ids.ts'

/**
 * Which of the runs that are alive works on a market, by rendezvous hashing: the same for whoever asks, spread evenly, and when a run
 * leaves, only its own markets move. Nothing but double work depends on it: a decision is recorded once, whoever makes it, and the store
 * holds a strategy to its entries in a market, whoever makes them.
 *
 * @param runs - At least one.
 */
export function owner(market: MarketId | `linked:${string}`, runs: Iterable<RunId>): RunId | null {
  let best: { readonly run: RunId; readonly weight: string } | null = null
  for (const run of runs) {
    const weight = sha256Hex(`${run}|${market}`)
    if (best === null || weight > best.weight || (weight === best.weight && run > best.run)) best = { run, weight }
  }
  return best?.run ?? null
}

/** The markets that one run works on. */
export interface Partition {
  owns(market: MarketId): boolean
  /** The runs that are alive. */
  share(runs: Iterable<RunId>): void
  /** A market is over. */
  forget(market: MarketId): void
}

/**
 * The part of a run that is alone until it hears otherwise. Markets that are linked under one event are one run's, so that whoever hears of
 * one sees the others.
 */
export function createPartition(run: RunId, linksOf: (market: MarketId) => readonly MarketLink[]): Partition {
  const known = new Map<string, boolean>()
  let runs: readonly RunId[] = [run]

  function sharedAs(market: MarketId): MarketId | `linked:${string}` {
    const [link] = linksOf(market)
    return link === undefined ? market : `linked:${link.event}`
  }

  return {
    owns(market) {
      if (runs.length === 1) return true
      const shared = sharedAs(market)
      const before = known.get(shared)
      if (before !== undefined) return before
      const owns = owner(shared, runs) === run
      known.set(shared, owns)
      return owns
    },
    share(alive) {
      const next = [...new Set([run, ...alive])].toSorted((a, b) => (a < b ? -1 : 1))
      if (next.length === runs.length && next.every((each, index) => each === runs[index])) return
      runs = next
      known.clear()
    },
    forget(market) {
      known.delete(sharedAs(market))
    },
  }
}
