import { isAdvisorError } from '@betting-advisor/core'
import { Hono } from 'hono'
import { identified, type MonitorEnv } from './http/identified.ts'
import { Problem, problemResponse } from './http/problem.ts'
import { type Listening, type ListenOptions, listen } from './listen.ts'
import { createHub, type Hub } from './live/hub.ts'
import { type MonitorOptions, type MonitorSettings, monitorSettings } from './monitor-options.ts'
import type { MonitoredAdvisor } from './monitored-advisor.ts'
import { dashboardRoutes } from './routes/dashboard.ts'
import { equityRoutes } from './routes/equity.ts'
import { eventsRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { logRoutes } from './routes/log.ts'
import { ordersRoutes } from './routes/orders.ts'
import { statusRoutes } from './routes/status.ts'
import { authorized, refuseUnfit } from './security/guards.ts'

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

/**
 * A monitor for an advisor: dashboard, JSON API, live events and health. It reads only.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an option is out of range.
 * @throws WeakTokenError `WEAK_TOKEN` when the token is too short or not random.
 * @example
 * ```ts
 * const monitor = createMonitor(advisor, { token: process.env['MONITOR_TOKEN'] })
 * const { url, close } = await monitor.listen({ port: 5000 })
 * ```
 */
export function createMonitor(advisor: MonitoredAdvisor, options: MonitorOptions = {}): Monitor {
  const settings = monitorSettings(options)
  const hub = createHub(advisor, settings)
  const app = routes(advisor, settings, hub)
  const fetch = async (request: Request) => app.fetch(request)
  return {
    fetch,
    listen: (listenOptions) => listen(fetch, hub, settings, listenOptions),
    close: () => hub.close(),
  }
}

function routes(advisor: MonitoredAdvisor, settings: MonitorSettings, hub: Hub): Hono<MonitorEnv> {
  const { basePath } = settings
  const app = new Hono<MonitorEnv>({ getPath: ({ url }) => pathWithin(basePath, new URL(url).pathname) })
  app.use(identified, refuseUnfit(settings))
  if (basePath !== '') app.get(BARE_BASE, (context) => context.redirect(`${basePath}/`, 308))
  app.route('/', healthRoutes(advisor))
  app.use('/api/*', authorized(settings))
  for (const api of [
    statusRoutes(advisor),
    ordersRoutes(advisor),
    logRoutes(advisor),
    equityRoutes(advisor),
    eventsRoutes(hub),
  ]) {
    app.route('/api/v1', api)
  }
  app.route('/', dashboardRoutes())
  app.notFound((context) => {
    const path = JSON.stringify(new URL(context.req.url).pathname.slice(0, 128))
    return problemResponse(context, new Problem(404, 'NOT_FOUND', `There is nothing at ${path}.`))
  })
  app.onError((error, context) => {
    const problem =
      error instanceof Problem ? error : new Problem(500, 'INTERNAL', 'The monitor failed to answer.', { cause: error })
    if (problem.status >= 500) {
      const { cause } = problem
      const code = isAdvisorError(cause) ? cause.code : problem.code
      const requestId = context.get('requestId')
      settings.logger.error({ event: 'monitor.request-failed', code, requestId, error: cause }, problem.message)
    }
    return problemResponse(context, problem)
  })
  return app
}

const BARE_BASE = '/bare-base-path'
const OUTSIDE = '/outside-base-path'

function pathWithin(basePath: string, path: string): string {
  if (basePath === '') return path
  if (path === basePath) return BARE_BASE
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : OUTSIDE
}
