import type { Clock } from '../clock/clock.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { MarketId } from '../units/ids.ts'

/** News of one source on its way to an engine. */
export interface NewsQueue {
  /**
   * Takes news; while nothing waits and the machine keeps up, all of it is heard before this returns. Resolves when more may be asked for:
   * at once, unless nothing else has had its turn for a while.
   */
  add(updates: readonly MarketUpdate[]): Promise<void>
  /** Resolves when all that was taken is heard. */
  idle(): Promise<void>
}

/** How long news may be heard at a stretch: then answers, fills and timers have their turn. */
export const LONGEST_TURN_MS = 10

/**
 * A queue that keeps, where an engine is slower than its news, only the latest of what says the same of a market: of the same state and
 * venues. What of different kind is heard in its order, so that no suspension, start or end is passed over.
 *
 * @param hear - Takes one piece of news.
 * @param failed - Hears what it throws in a later turn.
 */
export function createNewsQueue(
  { clock, signal }: { readonly clock: Pick<Clock, 'monotonic' | 'sleep'>; readonly signal: AbortSignal },
  hear: (update: MarketUpdate) => void,
  failed: (error: unknown) => void,
): NewsQueue {
  const pending = new Map<string, MarketUpdate>()
  /** What came last of each market that has news here. */
  const latest = new Map<MarketId, string>()
  let later: Promise<void> | null = null
  let turnEndsAt = clock.monotonic() + LONGEST_TURN_MS

  function put(update: MarketUpdate): void {
    const { id } = update.market
    const kind = kindOf(update)
    // Behind news of another kind it would be heard too early in its old place.
    if (latest.get(id) !== kind) pending.delete(kind)
    pending.set(kind, update)
    latest.set(id, kind)
  }

  /** Whether all of it was heard. */
  function hearWhatWaits(): boolean {
    for (const [kind, update] of pending) {
      pending.delete(kind)
      if (latest.get(update.market.id) === kind) latest.delete(update.market.id)
      hear(update)
      if (pending.size > 0 && clock.monotonic() >= turnEndsAt) return false
    }
    return true
  }

  async function nextTurn(): Promise<void> {
    await clock.sleep(0, signal)
    turnEndsAt = clock.monotonic() + LONGEST_TURN_MS
  }

  async function goOnLater(): Promise<void> {
    do await nextTurn()
    while (!hearWhatWaits())
    later = null
  }

  return {
    async add(updates) {
      for (const update of updates) put(update)
      if (later === null && !hearWhatWaits()) {
        later = goOnLater()
        later.catch((error: unknown) => {
          if (!signal.aborted) failed(error)
        })
      }
      if (clock.monotonic() >= turnEndsAt) await nextTurn()
    },
    async idle() {
      await later
    },
  }
}

/** Two of one kind say the same of a market at different moments. */
function kindOf({ market, status, inPlay, venues }: MarketUpdate): string {
  const shown = venues.map(({ venue, side }) => `${venue} ${side}`).join('|')
  return `${market.id}|${status}|${inPlay}|${shown}`
}
