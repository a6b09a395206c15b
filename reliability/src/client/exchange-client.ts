import { type AttemptHooks, createOrderClient, type OrderClient, type PlaceReader } from '@betting-advisor/adapter-kit'
import { type Intent, money, type Venue } from '@betting-advisor/core'
import {
  allOf,
  type BetList,
  forEachOf,
  type LookupResult,
  type OrderNews,
  type OrderRef,
  type PlaceOutcome,
  type ReplaceOutcome,
  type VenueTraits,
} from '@betting-advisor/core/venue'
import type { Constants } from '../constants.ts'
import type { FastClock } from '../engine/fast-clock.ts'
import type { OrderRequest, ReplaceRequest } from '../exchange/protocol.ts'
import { readCancelled, readPlaced, readReplaced } from './classify.ts'
import { readJson } from './read-json.ts'

/** How the exchange is reached. */
export interface ExchangeClientSettings {
  readonly port: number
  readonly constants: Constants
  readonly clock: FastClock
  readonly speed: number
  /** By which reference the exchange shows what takes the place of an order. @default 'own' */
  readonly replaces?: 'own' | 'former'
  readonly hooks: AttemptHooks
  /** What sends orders instead of a client that resets. */
  readonly sender?: Pick<OrderClient, 'place'>
}

const NEWS_EVERY_MS = 150

const NOT_SAID = { code: 'NO_ANSWER', message: 'nobody said what became of the order that was to be replaced' }

/** What the exchange is known for, by the clock of an engine. */
function traitsOf({ constants, speed, replaces: ref = 'own' }: ExchangeClientSettings): VenueTraits {
  const { lateAcceptMs, visibilityLagMs } = constants
  return {
    origin: 'simulated',
    sides: ['back', 'lay'],
    minStake: money(100),
    stakeStep: money(1),
    isRemote: true,
    lateAcceptMs: lateAcceptMs * speed,
    visibilityLagMs: visibilityLagMs * speed,
    lookupHorizonMs: null,
    netting: true,
    replaces: { stake: 'open', ref },
  }
}

/** Connects an engine to the exchange in another process: one attempt for each order, never a second. */
export function createExchangeClient(settings: ExchangeClientSettings): Venue {
  const { port, constants, clock, speed, hooks } = settings
  const { clientTimeoutMs: timeoutMs } = constants
  const client = createOrderClient({ origin: `http://127.0.0.1:${port}`, clock })
  const sender = settings.sender ?? client

  async function read(path: string, signal: AbortSignal): Promise<unknown> {
    return await readJson(port, path, timeoutMs, signal)
  }

  // It is written down before the gate looks at the watch: a stamp after the deadline is one that the gate should have stopped.
  function requestOf({ ref, market, selection, side, price, stake, key, decidedAt }: Intent): OrderRequest {
    const order = { ref, market, selection, side, price, stake }
    return { order, decision: key, decidedAt: clock.real(decidedAt), sentAt: Date.now() }
  }

  async function place(intent: Intent, signal: AbortSignal, mayLeave: () => boolean): Promise<PlaceOutcome> {
    const body = (): string => JSON.stringify(requestOf(intent))
    const [outcome] = await sender.place({ path: '/place', body, timeoutMs, signal, mayLeave, hooks }, 1, readPlaced)
    return outcome
  }

  return {
    specification: 1,
    name: 'exchange',
    traits: traitsOf(settings),
    takes: (venue) => venue === 'exchange',

    async doPlace(orders, { signal, mayLeave }) {
      // Each order has a request of its own, but whether they may leave is one question.
      let answer: boolean | undefined
      const askOnce = (): boolean => {
        answer ??= mayLeave()
        return answer
      }
      return await allOf(forEachOf(orders, (intent) => place(intent, signal, askOnce)))
    },

    async doReplace({ intent: { ref: replaced } }, by, { signal, mayLeave }) {
      let said: ReplaceOutcome | null = null
      const body = (): string => {
        const request: ReplaceRequest = { ...requestOf(by), replaced }
        return JSON.stringify(request)
      }
      const read: PlaceReader = (answer) => {
        said = readReplaced(answer)
        return said === null ? null : [said.placed]
      }
      const attempt = { path: '/replace', body, timeoutMs, signal, mayLeave, hooks }
      const [placed] = await sender.place(attempt, 1, read)
      if (placed.kind === 'not-sent') return { cancelled: { kind: 'refused', reason: placed.reason }, placed }
      return said ?? { cancelled: { kind: 'unknown', reason: NOT_SAID }, placed }
    },

    async doCancel({ intent }, signal) {
      const body = () => JSON.stringify({ ref: intent.ref })
      return await client.cancel({ path: '/cancel', body, timeoutMs, signal, mayLeave: () => true }, readCancelled)
    },

    async lookup(refs: readonly OrderRef[], signal) {
      // What this exchange says of itself is taken as it is: both ends are ours.
      return (await read(`/lookup?refs=${refs.join()}`, signal)) as LookupResult
    },

    async list(since, signal) {
      const { complete, bets } = (await read(`/list?since=${clock.real(since)}`, signal)) as BetList
      const byClock = bets.map((bet) => ({
        ...bet,
        placedAt: clock.shown(bet.placedAt),
        startsAt: clock.shown(bet.startsAt),
      }))
      return { complete, bets: byClock }
    },

    async *orderNews({ signal }) {
      let position: number | null = null
      while (!signal.aborted) {
        try {
          const path: string = position === null ? '/news' : `/news?after=${position}`
          const { news, next } = (await read(path, signal)) as { news: readonly OrderNews[]; next: number }
          position = next
          if (news.length > 0) yield news
        } catch {
          if (signal.aborted) return
          yield [{ kind: 'gap', reason: 'the exchange could not be asked for news' }]
        }
        await clock.sleep(NEWS_EVERY_MS * speed, signal).catch(nothing)
      }
    },
  }
}

function nothing(): void {}
