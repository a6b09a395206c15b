import type { Clock } from '@betting-advisor/core'
import type { Exchange } from './exchange/exchange.ts'

/** Lets an exchange go on by itself, as a clock does, until it is stopped. */
export function keepPace(exchange: Exchange, clock: Clock): { stop(): void } {
  let isStopped = false
  let waiting = new AbortController()
  exchange.sooner = () => waiting.abort()

  async function go(): Promise<void> {
    while (!isStopped) {
      const { nextAt } = exchange
      waiting = new AbortController()
      const milliseconds = nextAt === null ? A_WHILE : Math.max(0, nextAt - clock.now())
      await clock.sleep(milliseconds, waiting.signal).catch(() => undefined)
      if (!isStopped) exchange.advance(clock.now())
    }
  }

  void go()
  return {
    stop() {
      isStopped = true
      exchange.sooner = () => {}
      waiting.abort()
    },
  }
}

const A_WHILE = 60_000
