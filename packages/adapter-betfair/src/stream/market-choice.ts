import type { Logger } from '@betting-advisor/core'
import type { BookFeed, SourceContext } from '@betting-advisor/core/venue'
import type { StreamMarketFilter } from './wire.ts'

/**
 * Which markets to subscribe to: all that a filter of the venue's fits, also those that come later; or those that are named, and named
 * anew from time to time.
 */
export type MarketChoice =
  | { readonly filter: StreamMarketFilter }
  | {
      /** Ids as the exchange has them, the dearest first. */
      readonly ids: (signal: AbortSignal) => Promise<readonly string[]>
      /** How often they are asked for, in milliseconds. @default 60000 */
      readonly everyMs?: number
      /** What they are asked for through, for the monitor. */
      readonly breakers?: BookFeed['breakers']
    }

/** The filter in force. */
export interface ChosenMarkets {
  /** Asks for it; waits for as long as no market is named. */
  filter(signal: AbortSignal): Promise<StreamMarketFilter>
  /** The venue does not take so many: from now on at most half are named. `false` where none can be left out. */
  narrow(): boolean
  /** Looks from time to time whether others are named, until aborted, and calls `changed` then. */
  follow(context: SourceContext, looked: () => void, changed: () => void): Promise<void>
}

const USUAL_EVERY_MS = 60_000
const EMPTY_AGAIN_MS = 5_000

/**
 * @param most - How many markets may be named; the rest is left out, and that is logged.
 */
export function createChosenMarkets(
  choice: MarketChoice,
  most: number,
  { clock, logger }: Pick<SourceContext, 'clock' | 'logger'>,
): ChosenMarkets {
  let chosen: readonly string[] = []
  let taken = most

  async function ask(
    ids: (signal: AbortSignal) => Promise<readonly string[]>,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const named = [...new Set(await ids(signal))]
    if (named.length > taken) logLeftOut(logger, named.length, taken)
    return named.slice(0, taken)
  }

  async function look(
    ids: (signal: AbortSignal) => Promise<readonly string[]>,
    signal: AbortSignal,
    changed: () => void,
  ): Promise<void> {
    try {
      const named = await ask(ids, signal)
      if (named.length === 0 || isSame(named, chosen)) return
      chosen = named
      changed()
    } catch (error) {
      signal.throwIfAborted()
      logger.warn({ error }, 'markets could not be looked for')
    }
  }

  return {
    narrow() {
      if ('filter' in choice || chosen.length <= 1) return false
      taken = Math.floor(chosen.length / 2)
      logger.warn({ refused: chosen.length, taken }, 'the venue does not take so many markets: fewer are subscribed to')
      return true
    },
    async filter(signal) {
      if ('filter' in choice) return choice.filter
      const named = await ask(choice.ids, signal)
      // The same in another order is no other subscription, and can be gone on with.
      if (!isSame(named, chosen)) chosen = named
      // A filter without a market would fit every one that there is.
      while (chosen.length === 0) {
        await clock.sleep(EMPTY_AGAIN_MS, signal)
        chosen = await ask(choice.ids, signal)
      }
      return { marketIds: chosen }
    },
    async follow({ signal }, looked, changed) {
      const everyMs = ('filter' in choice ? undefined : choice.everyMs) ?? USUAL_EVERY_MS
      for (;;) {
        await clock.sleep(everyMs, signal)
        if (!('filter' in choice)) await look(choice.ids, signal, changed)
        looked()
      }
    },
  }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  const set = new Set(some)
  return some.length === others.length && others.every((each) => set.has(each))
}

function logLeftOut(logger: Logger, named: number, most: number): void {
  logger.warn({ named, most }, 'more markets are named than may be subscribed to')
}
