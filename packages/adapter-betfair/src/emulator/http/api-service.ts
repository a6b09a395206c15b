import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { AccountBook } from '../exchange/account-book.ts'
import type { MatcherFate } from '../exchange/place-orders.ts'
import { ApiFault, FrameworkFault, restFault, rpcFault, type Service } from './api-fault.ts'
import { type Asking, COUNTED_OPERATIONS, type OperationsContext, operationOf } from './operations.ts'
import { Params } from './params.ts'
import type { Sessions } from './sessions.ts'

/** How an API is emulated. */
export interface ApiServiceSettings {
  readonly context: OperationsContext
  readonly sessions: Sessions
  /** What becomes of a placing; asked once for each. */
  readonly fate: (operation: string) => MatcherFate
  /** How long an operation takes, besides; resolves when it has. */
  readonly taken: (operation: string) => Promise<void>
}

const SERVICES: Readonly<Record<string, Service>> = {
  betting: 'SportsAPING',
  account: 'AccountAPING',
  heartbeat: 'HeartbeatAPING',
}
const PATH = /^\/exchange\/(\w+)\/(?:(json-rpc)\/v1|rest\/v1(?:\.0)?\/(\w+))\/?$/
/** So many of the counted operations may be under way. */
const MOST_UNDER_WAY = 3
/** Books of one market in a second. */
const MOST_BOOKS = 5
/** Of these the venue asks for no app key. */
const KEYLESS = new Set(['getDeveloperAppKeys', 'createDeveloperAppKeys'])

/** Answers of the betting, account and heartbeat APIs, as JSON-RPC or REST; `null` for what is none of their paths. */
export function createApiService({ context, sessions, fate, taken }: ApiServiceSettings) {
  const underWay = new Map<AccountBook, number>()
  const looks = new Map<string, number[]>()
  let count = 0

  function uuid(): string {
    count += 1
    return `emulator-${createHash('sha256').update(String(count)).digest('hex').slice(0, 12)}`
  }

  function identify(request: Request, operation: string): Asking {
    const key = request.headers.get('x-application')
    const token = request.headers.get('x-authentication')
    if (!KEYLESS.has(operation) && (key === null || key === '')) throw new ApiFault('NO_APP_KEY')
    if (token === null || token === '') throw new ApiFault('NO_SESSION')
    const account = sessions.account(token, context.exchange.now)
    if (account === null) throw new ApiFault('INVALID_SESSION_INFORMATION')
    const known = account.settings.appKeys.find((each) => each.key === key)
    if (!KEYLESS.has(operation) && (known === undefined || known.active === false))
      throw new ApiFault('INVALID_APP_KEY')
    return { account, isDelayed: known?.delayed ?? false, fate: fate(operation) }
  }

  async function perform(request: Request, service: Service, name: string, value: unknown): Promise<unknown> {
    const operation = operationOf(service, name)
    const asking = identify(request, name)
    const params = new Params(value)
    const { account } = asking
    checkLooks(account, name, params)
    const isCounted =
      COUNTED_OPERATIONS.has(name) ||
      (name === 'listMarketBook' && (params.has('orderProjection') || params.has('matchProjection')))
    const before = underWay.get(account) ?? 0
    if (isCounted && before >= MOST_UNDER_WAY) throw new ApiFault('TOO_MANY_REQUESTS')
    if (isCounted) underWay.set(account, before + 1)
    try {
      await taken(name)
      return await operation(context, params, asking)
    } finally {
      if (isCounted) underWay.set(account, (underWay.get(account) ?? 1) - 1)
    }
  }

  function checkLooks(account: AccountBook, name: string, params: Params): void {
    if (name !== 'listMarketBook') return
    const { now } = context.exchange
    for (const id of params.texts('marketIds') ?? []) {
      const key = `${account.name}|${id}`
      const recent = [...(looks.get(key) ?? []).filter((at) => at > now - 1_000), now]
      if (recent.length > MOST_BOOKS) throw new ApiFault('TOO_MANY_REQUESTS')
      looks.set(key, recent)
    }
  }

  async function answerRpc(request: Request, service: Service, call: unknown): Promise<object> {
    const { id = null, method = null, params = {} } = isCall(call) ? call : {}
    try {
      const [named, version, name] = typeof method === 'string' ? method.split('/') : []
      if (named !== service || version !== 'v1.0' || name === undefined) throw new FrameworkFault('DSC-0021')
      return { jsonrpc: '2.0', result: await perform(request, service, name, params), id }
    } catch (error) {
      return { jsonrpc: '2.0', error: rpcFault(service, faultIn(error), uuid()), id }
    }
  }

  return async function answer(request: Request): Promise<Response | null> {
    const [, area = '', rpc, operation] = PATH.exec(new URL(request.url).pathname) ?? []
    const service = Object.hasOwn(SERVICES, area) ? SERVICES[area] : undefined
    if (service === undefined) return null
    if (request.headers.has('expect')) return new Response(null, { status: 417 })
    const body = parsed(await request.text())
    if (rpc !== undefined) {
      if (body === undefined)
        return respond(request, 200, { jsonrpc: '2.0', error: { code: -32_700, message: 'DSC-0008' }, id: null })
      const answers = Array.isArray(body)
        ? await Promise.all(body.map((call) => answerRpc(request, service, call)))
        : await answerRpc(request, service, body)
      return respond(request, 200, answers)
    }
    try {
      if (body === undefined) throw new FrameworkFault('DSC-0008')
      return respond(request, 200, await perform(request, service, operation ?? '', body))
    } catch (error) {
      const { status, body: told } = restFault(service, faultIn(error), uuid())
      return respond(request, status, told)
    }
  }
}

function faultIn(error: unknown): ApiFault | FrameworkFault {
  if (error instanceof ApiFault || error instanceof FrameworkFault) return error
  throw error
}

function isCall(
  value: unknown,
): value is { readonly id?: unknown; readonly method?: unknown; readonly params?: unknown } {
  return typeof value === 'object' && value !== null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return undefined
  }
}

function respond(request: Request, status: number, value: unknown): Response {
  const body = JSON.stringify(value)
  const headers = { 'content-type': 'application/json' }
  const takesGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  if (!takesGzip || body.length < 1_000) return new Response(body, { status, headers })
  return new Response(gzipSync(body, { level: 1 }), { status, headers: { ...headers, 'content-encoding': 'gzip' } })
}
