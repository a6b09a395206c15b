import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { SECURITY_HEADERS } from '../security/response-headers.ts'

/** What travels with a request through the routes. */
export interface MonitorEnv {
  Variables: { requestId: string }
}

/** Gives each request an id, its sender's where it has one, and each response the headers that protect it. */
export const identified: MiddlewareHandler<MonitorEnv> = async (context, next) => {
  const given = context.req.header('x-request-id') ?? ''
  const requestId = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID()
  context.set('requestId', requestId)
  await next()
  context.res.headers.set('x-request-id', requestId)
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.res.headers.set(name, value)
}
