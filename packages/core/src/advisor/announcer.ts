import { EventEmitter } from 'eventemitter3'
import type { Logger } from '../ports/logger.ts'
import type { Advisor, AdvisorAnnouncements } from './advisor.ts'

/** Tells listeners what happens; one that throws is reported and disturbs nobody. */
export interface Announcer {
  readonly on: Advisor['on']
  announce<Name extends keyof AdvisorAnnouncements>(name: Name, ...values: AdvisorAnnouncements[Name]): void
  /** Forgets every listener. */
  clear(): void
}

interface Channel<Values extends unknown[]> {
  on(listener: (...values: Values) => void): Disposable
  tell(...values: Values): void
  clear(): void
}

/** An announcer without listeners. */
export function createAnnouncer(logger: Logger): Announcer {
  const channels: { readonly [Name in keyof AdvisorAnnouncements]: Channel<AdvisorAnnouncements[Name]> } = {
    advice: createChannel(logger),
    event: createChannel(logger),
    change: createChannel(logger),
  }
  return {
    on: (name, listener) => channels[name].on(listener),
    announce: (name, ...values) => channels[name].tell(...values),
    clear() {
      for (const channel of Object.values(channels)) channel.clear()
    },
  }
}

function createChannel<Values extends unknown[]>(logger: Logger): Channel<Values> {
  const emitter = new EventEmitter<string>()
  const report = (error: unknown) => logger.error({ event: 'listener.failed', error }, 'a listener threw')
  return {
    on(listener) {
      emitter.on('told', listener)
      return { [Symbol.dispose]: () => void emitter.off('told', listener) }
    },
    tell(...values) {
      for (const listener of emitter.listeners('told')) {
        try {
          const answer: unknown = listener(...values)
          if (answer instanceof Promise) answer.catch(report)
        } catch (error) {
          report(error)
        }
      }
    },
    clear() {
      emitter.removeAllListeners()
    },
  }
}
