import type { AdvisorEvent } from '@betting-advisor/core'
import type { StoredEvent } from '@betting-advisor/core/store'
import { json } from '../http/answer.ts'
import { moment, parameters, wholeNumber, words } from '../http/query.ts'
import type { Routes } from '../http/routes.ts'
import type { StoreReads } from '../http/store-reads.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

const TYPES = [
  'run-started',
  'run-ended',
  'advice',
  'order',
  'lock-set',
  'lock-ended',
  'halted',
  'resumed',
  'warning',
  'alert',
  'alert-resolved',
] as const satisfies readonly AdvisorEvent['type'][]

/** The store lists events forwards only, so the newest are looked for backwards in windows of ids, each twice the one before. */
const WIDEST_WINDOW = 1_000
const MAX_SEARCHED = 20_000

/** What happened, newest first: advice with its reasons, the log of events, and why advice was rejected. */
export function logRoutes(advisor: MonitoredAdvisor, fromStore: StoreReads): Routes {
  const { store } = advisor
  return {
    '/advice': async (asked) => {
      const wanted = page(parameters(asked, ['limit', 'before']))
      const { found, next } = await fromStore(asked.signal, (signal) => newest(['advice'], wanted, signal))
      const advice = found.flatMap(({ id, event }) => (event.type === 'advice' ? [{ id, advice: event.advice }] : []))
      return json({ advice, next })
    },
    '/log': async (asked) => {
      const { types, ...rest } = parameters(asked, ['types', 'limit', 'before'])
      const wanted = page(rest)
      const wantedTypes = types === undefined ? null : words('types', types, TYPES)
      const { found, next } = await fromStore(asked.signal, (signal) => newest(wantedTypes, wanted, signal))
      return json({ events: found, next })
    },
    '/rejections': async (asked) => {
      const { since } = parameters(asked, ['since'])
      const { account, startedAt } = advisor.status()
      const from = since === undefined ? startedAt : moment('since', since)
      const rejections = await fromStore(asked.signal, () => store.rejections(account, from))
      return json({ since: from, rejections })
    },
  }

  /** What was found, and below which id to go on: also where the search stopped before it found enough. */
  async function newest(
    types: readonly AdvisorEvent['type'][] | null,
    { count, before }: Page,
    signal: AbortSignal,
  ): Promise<{ readonly found: readonly StoredEvent[]; readonly next: number | null }> {
    const { account } = advisor.status()
    const last = await store.lastEventId(account)
    let high = before === null ? last : Math.min(last, before - 1)
    const lowest = Math.max(0, high - MAX_SEARCHED)
    const found: StoredEvent[] = []
    for (let width = count; high > lowest && found.length < count && !signal.aborted; width *= 2) {
      const limit = Math.min(width, WIDEST_WINDOW, high - lowest)
      const low = high - limit
      const batch = await store.events({ account, after: low, limit, ...(types === null ? {} : { types }) })
      // With types or several accounts, the batch may reach beyond the window.
      found.push(...batch.filter(({ id }) => id <= high).reverse())
      high = low
    }
    const shown = found.slice(0, count)
    const searchedTo = shown.length === count ? (shown.at(-1)?.id ?? 1) : high + 1
    return { found: shown, next: searchedTo > 1 ? searchedTo : null }
  }
}

interface Page {
  readonly count: number
  readonly before: number | null
}

/** @throws Problem `INVALID_QUERY` */
function page({ limit, before }: { readonly limit?: string; readonly before?: string }): Page {
  const bounds = { fallback: 0, min: 1, max: Number.MAX_SAFE_INTEGER }
  return {
    count: wholeNumber('limit', limit, { fallback: 50, min: 1, max: 200 }),
    before: before === undefined ? null : wholeNumber('before', before, bounds),
  }
}
