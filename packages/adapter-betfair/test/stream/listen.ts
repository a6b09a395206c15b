import { createSystemClock, type Logger } from '@betting-advisor/core'
import type { BookFeed, FeedTurn, SourceContext } from '@betting-advisor/core/venue'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

export function contextUntil(signal: AbortSignal): SourceContext {
  return { clock: createSystemClock(), logger: silent, signal }
}

/** Lets a feed run, taking in what comes as an advisor does. */
export function listenTo(feed: BookFeed, heard: (turn: FeedTurn) => void = () => undefined) {
  const stop = new AbortController()
  const run = (async () => {
    for await (const batch of feed.messages(contextUntil(stop.signal))) for (const takeIn of batch) heard(takeIn())
  })()
  run.catch(() => undefined)
  return {
    run,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await run.catch(() => undefined)
    },
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean, what: string, milliseconds = 10_000): Promise<void> {
  const deadline = performance.now() + milliseconds
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
