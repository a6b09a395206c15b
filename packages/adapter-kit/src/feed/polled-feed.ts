import type { Timestamp } from '@betting-advisor/core'
import { InvariantError } from '@betting-advisor/core/errors'
import type { FeedStatus, SourceContext } from '@betting-advisor/core/venue'
import { createFeedHealth } from './feed-health.ts'
import type { FaultVerdict } from './judge-fault.ts'
import type { LeftOut } from './left-out.ts'

/** What a service said when it was asked for one part of a feed. */
export interface Polled<News> {
  readonly news: readonly News[]
  readonly receivedAt: Timestamp
  /** What of the answer could not be used. */
  readonly leftOut?: Pick<LeftOut, 'count' | 'examples'>
}

/** One run of a polled feed: when to ask for what, and what to make of it. */
export interface PolledRun<News> {
  /** What is told at the beginning of a round, before anyone is asked. */
  beforeRound?(now: Timestamp): readonly News[]
  /** The parts to ask for now, each decided on when its turn comes. */
  due(): Iterable<string>
  /** Asks for a part. Whatever it throws is judged, unless the signal has aborted. */
  ask(part: string): Promise<Polled<News>>
  /** A part could not be had: what is told because of that. */
  failed(part: string, verdict: Exclude<FaultVerdict, { kind: 'fatal' }>, now: Timestamp): readonly News[]
  /** When the next round is. */
  nextAt(): Timestamp
  /** The parts whose health matters. */
  parts(): Iterable<string>
  close(): Promise<void>
}

/** What a polled feed is made of. */
export interface PolledFeedSettings {
  readonly name: string
  readonly judge: (error: unknown, now: Timestamp) => FaultVerdict
  /** More to say in `status().detail`, such as the credits left. */
  readonly detail?: () => string | null
  /** The longest time between two rounds, in milliseconds: a step of the clock must not keep a feed asleep. */
  readonly longestWaitMs: number
}

/** Prepares one run of a feed. */
export type OpenRun<News> = (context: SourceContext) => Promise<PolledRun<News>>

/** A feed that asks a service again and again, lives through faults that pass, and shows how it is doing. */
export interface PolledFeed<News> {
  /**
   * Batches of news until `context.signal` aborts or a fatal fault is thrown.
   *
   * @param open - Prepares the run, such as by fetching a key; what it throws ends the feed.
   * @throws InvariantError `INVARIANT_BROKEN` when it runs already.
   */
  run(context: SourceContext, open: OpenRun<News>): AsyncGenerator<readonly News[]>
  status(): FeedStatus
}

/** Opens a run; a stepped clock stands still until the moment at which somebody is asked. */
async function opening<News>(context: SourceContext, open: OpenRun<News>): Promise<PolledRun<News>> {
  const hold = context.clock.hold()
  try {
    return await open(context)
  } finally {
    hold[Symbol.dispose]()
  }
}

/** A feed that is asked in rounds. */
export function createPolledFeed<News>(settings: PolledFeedSettings): PolledFeed<News> {
  const { name, judge, longestWaitMs } = settings
  const detail = settings.detail ?? (() => null)
  let isRunning = false
  let health = createFeedHealth(name, detail)

  async function ask(part: string, run: PolledRun<News>, context: SourceContext): Promise<readonly News[]> {
    const { clock, logger, signal } = context
    try {
      const { news, receivedAt, leftOut } = await run.ask(part)
      health.succeeded(part, receivedAt, leftOut?.count)
      if (leftOut !== undefined && leftOut.count > 0) {
        const { count, examples } = leftOut
        logger.warn({ feed: name, part, count, examples }, 'What could not be used of an answer was left out.')
      }
      return news
    } catch (error) {
      signal.throwIfAborted()
      const now = clock.now()
      const verdict = judge(error, now)
      health.failed(part, error, verdict, now)
      if (verdict.kind === 'fatal') throw error
      const retryAt = new Date(verdict.retryAt).toISOString()
      logger.warn({ feed: name, part, retryAt, error }, 'A feed could not be read.')
      return run.failed(part, verdict, now)
    }
  }

  return {
    async *run(context, open) {
      const { clock, signal, changed } = context
      if (isRunning) throw new InvariantError('This source is running already.')
      if (signal.aborted) return
      isRunning = true
      health = createFeedHealth(name, detail, changed)
      let run: PolledRun<News> | null = null
      try {
        run = await opening(context, open)
        while (!signal.aborted) {
          const first = run.beforeRound?.(clock.now()) ?? []
          if (first.length > 0) yield first
          for (const part of run.due()) {
            const news = await ask(part, run, context)
            if (news.length > 0) yield news
          }
          const nextAt = run.nextAt()
          health.planned(nextAt, run.parts())
          await clock.sleep(Math.min(Math.max(0, nextAt - clock.now()), longestWaitMs), signal)
        }
      } catch (error) {
        if (signal.aborted) return
        if (run === null) health.failed('start', error, { kind: 'fatal' }, clock.now())
        throw error
      } finally {
        isRunning = false
        health.ended()
        await run?.close()
      }
    },
    status: () => health.status(),
  }
}
