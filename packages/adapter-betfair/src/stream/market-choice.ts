import type { Timestamp } from '@betting-advisor/core'
import type { BookFeed, SourceContext } from '@betting-advisor/core/venue'
import type { StreamMarketFilter } from './wire.ts'

/** Markets that are named, and named anew from time to time. */
export interface NamedMarkets {
  /** Ids as the exchange has them, the dearest first: those behind the most that may be subscribed to are left out until others are over. */
  readonly ids: (signal: AbortSignal) => Promise<readonly string[]>
  /** How often they are asked for, in milliseconds. @default 60000 */
  readonly everyMs?: number
  /** What they are asked for through, for the monitor. */
  readonly breakers?: BookFeed['breakers']
}

/** Which markets to subscribe to: all that a filter of the venue's fits, also those that come later; or those that are named. */
export type MarketChoice =
  | {
      readonly filter: StreamMarketFilter
      /**
       * Names markets of the filter, the dearest first, where it fits more than the venue takes: those are subscribed to until all that are
       * named are fewer again. `createCatalogue` names those that start first. @default nothing is subscribed to until it fits fewer
       */
      readonly whenTooMany?: NamedMarkets
    }
  | NamedMarkets

/** The filter in force. */
export interface ChosenMarkets {
  /** Asks for it; waits for as long as no market is named. */
  filter(signal: AbortSignal): Promise<StreamMarketFilter>
  /**
   * The venue does not take so many: from now on markets are named instead of a filter, or at most half as many as before. `false` where
   * none can be left out.
   */
  narrow(): boolean
  /** Looks from time to time whether others are named, until aborted, and calls `changed` then. */
  follow(context: SourceContext, looked: () => void, changed: () => void): Promise<void>
  /** How many are subscribed to, of how many that are meant as far as that is known; `null` where it is all. */
  readonly part: { readonly taken: number; readonly meant: number } | null
}

const USUAL_EVERY_MS = 60_000
const EMPTY_AGAIN_MS = 5_000
/** For so long a filter that was refused is not tried again: each time costs a new image of every market. */
const REFUSED_FOR_MS = 600_000

/** Who names the markets of a choice; `null` where nobody does. */
export function namedBy(choice: MarketChoice): NamedMarkets | null {
  return 'filter' in choice ? (choice.whenTooMany ?? null) : choice
}

/**
 * @param most - How many markets may be named; the rest is left out, and that is logged.
 */
export function createChosenMarkets(
  choice: MarketChoice,
  most: number,
  { clock, logger }: Pick<SourceContext, 'clock' | 'logger'>,
): ChosenMarkets {
  let inForce = choice
  let refusedAt: Timestamp | null = null
  let chosen: readonly string[] = []
  let taken = most
  /** How many were named when it was last asked. */
  let meant = 0

  async function ask({ ids }: NamedMarkets, signal: AbortSignal): Promise<readonly string[]> {
    const all = [...new Set(await ids(signal))]
    if (all.length > taken && all.length !== meant)
      logger.warn({ named: all.length, most: taken }, 'more markets are named than may be subscribed to')
    meant = all.length
    return all.slice(0, taken)
  }

  /** Whether the filter, which fitted too many, is to be tried again: fewer are named than may be. */
  function fitsAgain(): boolean {
    return refusedAt !== null && meant < taken && clock.now() - refusedAt >= REFUSED_FOR_MS
  }

  async function look(naming: NamedMarkets, signal: AbortSignal, changed: () => void): Promise<void> {
    try {
      const found = await ask(naming, signal)
      if (fitsAgain()) {
        inForce = choice
        refusedAt = null
        logger.info({ named: meant }, 'the filter of markets is tried again: fewer are named than may be subscribed to')
        changed()
        return
      }
      if (found.length === 0 || isSame(found, chosen)) return
      chosen = found
      changed()
    } catch (error) {
      signal.throwIfAborted()
      logger.warn({ error }, 'markets could not be looked for')
    }
  }

  return {
    get part() {
      return !('filter' in inForce) && meant > chosen.length ? { taken: chosen.length, meant } : null
    },
    narrow() {
      if ('filter' in inForce) {
        if (inForce.whenTooMany === undefined) return false
        inForce = inForce.whenTooMany
        refusedAt = clock.now()
        logger.warn(
          { most: taken },
          'the filter fits more markets than the venue takes: those named first are subscribed to',
        )
        return true
      }
      if (chosen.length <= 1) return false
      taken = Math.floor(chosen.length / 2)
      logger.warn({ refused: chosen.length, taken }, 'the venue does not take so many markets: fewer are subscribed to')
      return true
    },
    async filter(signal) {
      if ('filter' in inForce) return inForce.filter
      const naming = inForce
      const found = await ask(naming, signal)
      // The same in another order is no other subscription, and can be gone on with.
      if (!isSame(found, chosen)) chosen = found
      // A filter without a market would fit every one that there is.
      while (chosen.length === 0) {
        await clock.sleep(EMPTY_AGAIN_MS, signal)
        chosen = await ask(naming, signal)
      }
      return { marketIds: chosen }
    },
    async follow({ signal }, looked, changed) {
      const everyMs = namedBy(choice)?.everyMs ?? USUAL_EVERY_MS
      for (;;) {
        await clock.sleep(everyMs, signal)
        if (!('filter' in inForce)) await look(inForce, signal, changed)
        looked()
      }
    },
  }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  const set = new Set(some)
  return some.length === others.length && others.every((each) => set.has(each))
}
