import { randomUUID } from 'node:crypto'
import { isAdvisorError } from '@betting-advisor/core'
import { type Answer, problemAnswer, type SentAnswer } from './http/answer.ts'
import type { Asked } from './http/asked.ts'
import { packed } from './http/compression.ts'
import { clientGone, notFound, Problem } from './http/problem.ts'
import { routeFinder, under } from './http/routes.ts'
import type { StoreReads } from './http/store-reads.ts'
import { createTurns } from './http/turns.ts'
import type { Hub } from './live/hub.ts'
import type { MonitorSettings } from './monitor-options.ts'
import type { MonitoredAdvisor } from './monitored-advisor.ts'
import { dashboardRoutes } from './routes/dashboard.ts'
import { equityRoutes } from './routes/equity.ts'
import { eventsRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { logRoutes } from './routes/log.ts'
import { ordersRoutes } from './routes/orders.ts'
import { statusRoutes } from './routes/status.ts'
import { refuseUnauthorized, refuseUnfit } from './security/guards.ts'
import { protectedHeaders } from './security/response-headers.ts'

/**
 * Answers of the API that are made at once, and in one turn of the event loop: the largest take some milliseconds to write out, and Node
 * lets in one new connection a turn.
 */
const MOST_AT_ONCE = 16
const MOST_A_TURN = 1

/** Answers one request, whichever way it came; it never rejects. */
export type Answering = (asked: Asked) => Promise<SentAnswer>

/** The routes of a monitor, with what guards them before and protects what they answer. */
export function createAnswering(
  advisor: MonitoredAdvisor,
  settings: MonitorSettings,
  hub: Hub,
  fromStore: StoreReads,
): Answering {
  const { basePath, logger } = settings
  const api = routeFinder([
    under('/api/v1', {
      ...statusRoutes(advisor, fromStore),
      ...ordersRoutes(advisor, fromStore),
      ...logRoutes(advisor, fromStore),
      ...equityRoutes(advisor, fromStore),
      ...eventsRoutes(hub),
    }),
  ])
  const turns = createTurns(MOST_AT_ONCE, MOST_A_TURN)
  const open = routeFinder([healthRoutes(advisor, fromStore), dashboardRoutes])

  const answer = async (asked: Asked): Promise<Answer> => {
    refuseUnfit(settings, asked)
    if (basePath !== '' && asked.path === basePath) return redirect(`${basePath}/`)
    const path = asked.path.startsWith(`${basePath}/`) ? asked.path.slice(basePath.length) : null
    const isApi = path?.startsWith('/api/') === true
    if (isApi) refuseUnauthorized(settings, asked)
    const found = path === null ? null : (isApi ? api : open)(path)
    if (found === null) throw notFound(asked.path)
    const { route, rest } = found
    if (!isApi) return route(asked, rest)
    return turns(async () => {
      if (asked.isGone()) throw clientGone()
      return packed(asked, await route(asked, rest))
    })
  }

  const told = (error: unknown, requestId: string): Answer => {
    const problem =
      error instanceof Problem ? error : new Problem(500, 'INTERNAL', 'The monitor failed to answer.', { cause: error })
    if (problem.status >= 500) {
      const { cause } = problem
      const code = isAdvisorError(cause) ? cause.code : problem.code
      logger.error({ event: 'monitor.request-failed', code, requestId, error: cause }, problem.message)
    }
    return problemAnswer(problem, requestId)
  }

  return async (asked) => {
    const requestId = idOf(asked.header('x-request-id'))
    let answered: Answer
    try {
      answered = await answer(asked)
    } catch (error) {
      answered = told(error, requestId)
    }
    const { status, headers, body } = answered
    return { status, headers: protectedHeaders(headers, requestId), body }
  }
}

/** The sender's own id where it has one, so that its log and ours can be laid side by side. */
function idOf(given: string | null): string {
  return given !== null && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID()
}

function redirect(location: string): Answer {
  return { status: 308, headers: { location }, body: null }
}
