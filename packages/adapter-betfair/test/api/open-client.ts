import { createSystemClock } from '@betting-advisor/core'
import { createBetfairClient } from '../../src/api/client.ts'
import type { BetfairAccess } from '../../src/session/access.ts'
import { createBetfairSession } from '../../src/session/session.ts'
import { type Asked, authority, type Scripted, serveScript } from '../scripted.ts'

/** A request of JSON-RPC. */
export interface Called {
  readonly operation: string
  readonly params: Readonly<Record<string, unknown>>
  readonly asked: Asked
  /** The how many-th call of this operation, from 1. */
  readonly count: number
}

export const result = (value: unknown): Scripted => ({ json: { jsonrpc: '2.0', result: value, id: 1 } })
export const failure = (errorCode: string): Scripted => ({
  json: {
    jsonrpc: '2.0',
    error: {
      code: -32_099,
      message: 'ANGX-0000',
      data: {
        exceptionname: 'APINGException',
        APINGException: { requestUUID: 'u', errorCode, errorDetails: 'so it is' },
      },
    },
    id: 1,
  },
})

/** A client against a server that answers operations as it is told; logins succeed, each with a token of its own. */
export async function openClient(
  answer: (called: Called) => Scripted | Promise<Scripted>,
  access: Partial<BetfairAccess> = {},
) {
  const counts = new Map<string, number>()
  const calls: Called[] = []
  let logins = 0
  const server = await serveScript((asked) => {
    if (asked.path.startsWith('/api/')) {
      if (asked.path === '/api/login') logins += 1
      return { json: { token: `token-${logins}`, product: 'p', status: 'SUCCESS', error: '' } }
    }
    const { method, params } = JSON.parse(asked.body) as { method: string; params: Record<string, unknown> }
    const operation = method.split('/').at(-1) ?? ''
    const count = (counts.get(operation) ?? 0) + 1
    counts.set(operation, count)
    const called = { operation, params, asked, count }
    calls.push(called)
    return answer(called)
  })
  const clock = createSystemClock()
  const session = createBetfairSession({
    appKey: 'canary-app-key',
    username: 'someone',
    password: 'canary-password',
    hosts: server.hosts,
    authorities: authority.certificate,
    clock,
    ...access,
  })
  const client = createBetfairClient({ session, clock, random: () => 0 })
  return {
    server,
    session,
    client,
    clock,
    calls,
    logins: () => logins,
    async [Symbol.asyncDispose]() {
      await client.close()
      await session.close()
      await server[Symbol.asyncDispose]()
    },
  }
}
