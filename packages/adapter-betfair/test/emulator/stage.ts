import { once } from 'node:events'
import { request } from 'node:https'
import { createInterface } from 'node:readline'
import { connect } from 'node:tls'
import { timestamp } from '@betting-advisor/core'
import { createSteppedClock, type SteppedClock } from '@betting-advisor/core/simulation'
import {
  type BetfairEmulator,
  type BetfairEmulatorSettings,
  type BetfairWorld,
  serveBetfair,
  type WorldChange,
} from '../../src/emulator.ts'
import type { MarketDefinition, RunnerChange } from '../../src/stream/wire.ts'

export const M = '1.200000001'
export const START = Date.UTC(2026, 10, 30, 10)
export const T = '2026-11-30T10:00:00.000Z'
export const VERSION = 4_249_587_130

/** A market of three runners, as the venue tells it; all times are that of the start. */
export function definition(changed: Partial<MarketDefinition> = {}): MarketDefinition {
  return {
    betDelay: 0,
    bettingType: 'ODDS',
    bspMarket: true,
    bspReconciled: false,
    complete: true,
    crossMatching: false,
    discountAllowed: true,
    eventId: '31',
    eventTypeId: '7',
    inPlay: false,
    marketBaseRate: 5,
    marketTime: T,
    marketType: 'WIN',
    numberOfActiveRunners: 3,
    numberOfWinners: 1,
    openDate: T,
    persistenceEnabled: true,
    priceLadderDefinition: { type: 'CLASSIC' },
    regulators: ['MR_INT'],
    runners: [11, 12, 13].map((id, index) => ({ id, sortPriority: index + 1, status: 'ACTIVE' })),
    runnersVoidable: false,
    status: 'OPEN',
    suspendTime: T,
    timezone: 'GMT',
    turnInPlayEnabled: true,
    version: VERSION,
    ...changed,
  }
}

/** A market with its first offers. */
export function opening(rc: readonly RunnerChange[] = [], changed: Partial<MarketDefinition> = {}): WorldChange {
  return { at: START, markets: [{ id: M, img: true, marketDefinition: definition(changed), rc }] }
}

/** Changes that happen when a test says so. */
export function scripted(changes: readonly WorldChange[]): BetfairWorld {
  return {
    *changes() {
      yield* changes
    },
  }
}

/** A connection of the stream. */
export interface StreamClient extends AsyncDisposable {
  send(message: object): void
  /** The next line, as JSON; `null` when the connection has ended. */
  next(): Promise<Readonly<Record<string, unknown>> | null>
  end(): void
}

/** An emulator with a client that stands on nothing of ours. */
export interface Stage extends AsyncDisposable {
  readonly emulator: BetfairEmulator
  readonly clock: SteppedClock
  readonly token: string
  /** Lets so much time pass. */
  pass(milliseconds: number): Promise<void>
  /** Asks by JSON-RPC; gives the result, or the error. */
  call(method: string, params: object, asked?: { readonly key?: string; readonly token?: string }): Promise<unknown>
  post(
    path: string,
    body: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: string }>
  stream(): Promise<StreamClient>
}

export async function openStage(world: BetfairWorld, settings: Partial<BetfairEmulatorSettings> = {}): Promise<Stage> {
  const clock = createSteppedClock({ start: timestamp(START), limit: timestamp(START) })
  const accounts = [{ username: 'bot', password: 'pass word&' }]
  const emulator = await serveBetfair({ world, clock, accounts, ...settings })
  const { authority, hosts } = emulator

  async function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}) {
    const [host, port] = hosts.api.split(':')
    const asked = request({ host, port, path, method: 'POST', ca: authority, agent: false, headers }).end(body)
    const [answer] = await once(asked, 'response')
    let text = ''
    for await (const chunk of answer.setEncoding('utf8')) text += chunk
    return { status: Number(answer.statusCode), body: text }
  }

  const form = new URLSearchParams({ username: 'bot', password: 'pass word&' }).toString()
  const login = await post('/api/login', form, { 'x-application': 'live-key', accept: 'application/json' })
  const { token } = JSON.parse(login.body)
  return {
    emulator,
    clock,
    token,
    post,
    async pass(milliseconds) {
      await clock.until(timestamp(clock.now() + milliseconds))
    },
    async call(method, params, { key = 'live-key', token: session = token } = {}) {
      const area = { S: 'betting', A: 'account', H: 'heartbeat' }[method.charAt(0)]
      const body = JSON.stringify({ jsonrpc: '2.0', method, params, id: 1 })
      const answer = await post(`/exchange/${area}/json-rpc/v1`, body, {
        'x-application': key,
        'x-authentication': session,
        'content-type': 'application/json',
      })
      const { result, error } = JSON.parse(answer.body)
      return result ?? error
    },
    async stream() {
      const [host, port] = hosts.stream.split(':')
      const socket = connect({ host, port: Number(port), ca: authority })
      socket.on('error', () => undefined)
      await once(socket, 'secureConnect')
      const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
      return {
        send: (message) => void socket.write(`${JSON.stringify(message)}\r\n`),
        async next() {
          const { done, value } = await lines.next()
          return done === true ? null : JSON.parse(value)
        },
        end: () => void socket.destroy(),
        async [Symbol.asyncDispose]() {
          socket.destroy()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await emulator.close()
      clock.close()
    },
  }
}

/** A limit bet of B8.1. */
export function limitBet(changed: object = {}, limit: object = {}): object {
  return {
    selectionId: 11,
    handicap: 0,
    side: 'BACK',
    orderType: 'LIMIT',
    limitOrder: { size: 2, price: 3, persistenceType: 'LAPSE', ...limit },
    customerOrderRef: 'o1',
    ...changed,
  }
}
