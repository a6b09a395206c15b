import type { Market, MarketId, MarketUpdate, PriceSource, Timestamp } from '@betting-advisor/core'
import type { CircuitBreaker } from '@betting-advisor/core/breaker'
import type { FeedStatus, SourceContext } from '@betting-advisor/core/venue'
import type { FaultVerdict } from './judge-fault.ts'
import { createLeftOut, type LeftOut } from './left-out.ts'
import { createPollPlan } from './poll-plan.ts'
import { createPolledFeed } from './polled-feed.ts'
import { createShownBoard } from './shown-board.ts'
import type { ShownMarket } from './shown-market.ts'

/** Everything that a service shows for one part of a feed. */
export interface ShownMarkets {
  readonly markets: readonly ShownMarket[]
  readonly receivedAt: Timestamp
}

/** Reads prices during one run. */
export interface PriceReader {
  readonly breakers: readonly CircuitBreaker[]
  /**
   * Reads a part. A reader that waits for something real holds the clock meanwhile.
   *
   * @param known - The markets as they were last told: one that is the same keeps the list of its selections.
   * @param leftOut - Takes what cannot be used.
   */
  read(
    part: string,
    known: (id: MarketId) => Market | undefined,
    leftOut: LeftOut,
    signal: AbortSignal,
  ): Promise<ShownMarkets>
  /** More to say of how it is doing, such as the credits left. */
  detail?(): string | null
  close(): Promise<void>
}

/** What a source of polled prices is made of. */
export interface PolledPricesSettings {
  readonly name: string
  readonly origin: PriceSource['origin']
  /** What is asked for one by one, such as sports. */
  readonly parts: readonly string[]
  readonly intervalMs: number
  /** How long before each start to ask once more, in milliseconds; `null` for never. */
  readonly closingMs: number | null
  readonly judge: (error: unknown, now: Timestamp) => FaultVerdict
  readonly open: (context: SourceContext) => Promise<PriceReader>
}

/** A price source whose circuit breakers can be seen and worked by hand. */
export interface PolledPrices extends PriceSource {
  /** Empty until it runs. */
  readonly breakers: readonly CircuitBreaker[]
}

/**
 * A price source that asks for each part at an interval and shortly before each start, and tells what is there and what no longer is.
 *
 * Prices become `cached` as soon as a part cannot be read, an event is suspended at its start until the next poll, and what vanishes from
 * the feed loses its prices.
 */
export function createPolledPrices(settings: PolledPricesSettings): PolledPrices {
  const { name, origin, parts, intervalMs, closingMs, judge } = settings
  let reader: PriceReader | null = null

  async function open(context: SourceContext) {
    const { clock, signal } = context
    const opened = await settings.open(context)
    reader = opened
    const board = createShownBoard()
    const plan = createPollPlan({ parts, start: clock.now(), intervalMs, closingMs, startTimes: board.startTimes })

    return {
      beforeRound: board.startEvents,
      *due(): Generator<string> {
        for (const part of plan.due(clock.now())) {
          // Another part of this round may have found that nothing more is given.
          if (plan.due(clock.now()).includes(part)) yield part
        }
      },
      async ask(part: string) {
        const askedAt = clock.now()
        const leftOut = createLeftOut()
        const { markets, receivedAt } = await opened.read(part, board.market, leftOut, signal)
        plan.asked(part, askedAt)
        const { updates, refused } = board.replace(part, markets, receivedAt)
        const count = leftOut.count + refused
        const examples = refused === 0 ? leftOut.examples : [...leftOut.examples, `${refused} markets are too many`]
        return { news: updates, receivedAt, leftOut: { count, examples } }
      },
      failed(part: string, verdict: Exclude<FaultVerdict, { kind: 'fatal' }>, now: Timestamp) {
        if (verdict.kind === 'unusable') plan.asked(part, now)
        // What is used up is used up for all.
        const affected = verdict.kind === 'exhausted' ? parts : [part]
        if (verdict.kind !== 'unusable') for (const each of affected) plan.failed(each, verdict.retryAt)
        return board.distrust(now, verdict.kind === 'exhausted' ? undefined : part)
      },
      nextAt: plan.nextAt,
      parts: () => parts,
      async close() {
        reader = null
        await opened.close()
      },
    }
  }

  const feed = createPolledFeed<MarketUpdate>({
    name,
    judge,
    detail: () => reader?.detail?.() ?? null,
    longestWaitMs: intervalMs,
  })
  return {
    specification: 1,
    name,
    origin,
    updates: (context: SourceContext) => feed.run(context, open),
    status: (): FeedStatus => feed.status(),
    get breakers() {
      return reader?.breakers ?? []
    },
  }
}
