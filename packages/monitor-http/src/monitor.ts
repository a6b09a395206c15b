import { shapes } from '@betting-advisor/core/config'
import { createAnswering } from './answering.ts'
import { fetchEdge } from './http/fetch-edge.ts'
import { createStoreReads } from './http/store-reads.ts'
import { type Listening, type ListenOptions, listen } from './listen.ts'
import { createHub } from './live/hub.ts'
import { type MonitorOptions, monitorSettings } from './monitor-options.ts'
import type { MonitoredAdvisor } from './monitored-advisor.ts'

/** A window on a running advisor. */
export interface Monitor {
  /** Answers one request; mount it in any server that speaks the fetch API. */
  fetch(request: Request): Promise<Response>
  /**
   * Serves it on a port of its own.
   *
   * @throws PortInUseError `PORT_IN_USE`, AddressUnusableError `ADDRESS_UNUSABLE`, MonitorExposedError `MONITOR_EXPOSED`
   */
  listen(options?: ListenOptions): Promise<Listening>
  /** Ends every open event stream. Listeners are closed by what {@link Monitor.listen} returned. */
  close(): void
}

const anAdvisor = shapes.having('an advisor, as createAdvisor makes one', {
  on: shapes.aFunction,
  status: shapes.aFunction,
  store: shapes.having('the store of an advisor', { orders: shapes.aFunction, events: shapes.aFunction }),
} satisfies shapes.Complete<MonitoredAdvisor>)

/**
 * A monitor for an advisor: dashboard, JSON API, live events and health. It reads only.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an option is out of range, UnknownOptionError `UNKNOWN_OPTION` when there is none of its name.
 * @throws WeakTokenError `WEAK_TOKEN` when the token is too short or not random.
 * @example
 * ```ts
 * const monitor = createMonitor(advisor, { token: process.env['MONITOR_TOKEN'] })
 * const { url, close } = await monitor.listen({ port: 5000 })
 * ```
 */
export function createMonitor(advisor: MonitoredAdvisor, options: MonitorOptions = {}): Monitor {
  anAdvisor('advisor', advisor)
  const settings = monitorSettings(options)
  const fromStore = createStoreReads()
  const hub = createHub(advisor, fromStore, settings)
  const answering = createAnswering(advisor, settings, hub, fromStore)
  return {
    fetch: fetchEdge(answering),
    listen: (listenOptions) => listen(answering, hub, settings, listenOptions),
    close: () => hub.close(),
  }
}
