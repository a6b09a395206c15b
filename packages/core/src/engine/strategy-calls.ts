import { InvariantError } from '../errors/invariant-error.ts'
import type { Message } from '../ports/message.ts'
import type { EngineContext } from './engine-context.ts'
import { demandSynchronous } from './synchronous.ts'
import type { Timers } from './timers.ts'

/** What strategies hear beside markets and orders. */
export interface StrategyCalls {
  /** Calls whoever asked for this moment, or for one before it. */
  timer(): void
  message(strategy: string, message: Message): void
}

/** Calls the strategies of one engine. */
export function createStrategyCalls({ now, seats }: EngineContext, timers: Timers): StrategyCalls {
  return {
    timer() {
      // What is asked for meanwhile is due after this moment, so that this ends.
      for (const { strategy, name } of timers.due(now())) {
        const seat = seats.get(strategy)
        if (seat !== undefined) demandSynchronous(seat.strategy.onTimer?.(name, seat.desk), strategy, 'onTimer')
      }
    },
    message(strategy, message) {
      const seat = seats.get(strategy)
      if (seat === undefined) throw new InvariantError(`A message is told to ${strategy}, which is no strategy here.`)
      demandSynchronous(seat.strategy.onMessage?.(message, seat.desk), strategy, 'onMessage')
    },
  }
}
