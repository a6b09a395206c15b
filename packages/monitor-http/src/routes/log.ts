import type { AdvisorEvent, StoredEvent } from '@betting-advisor/core'
import { Hono } from 'hono'
import { fromStore } from '../http/deadline.ts'
import { moment, wholeNumber, words } from '../http/query.ts'
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

/** The store lists events forwards only, so the newest of a type are looked for backwards in windows of ids. */
const WINDOW = 1_000
const MAX_WINDOWS = 20

/** What happened, newest first: advice with its reasons, the log of events, and why advice was rejected. */
export function logRoutes(advisor: MonitoredAdvisor): Hono {
  const { store } = advisor
  return new Hono()
    .get('/advice', async (context) => {
      const found = await fromStore(newest(['advice'], page(context.req.query())))
      const advice = found.flatMap(({ id, event }) => (event.type === 'advice' ? [{ id, advice: event.advice }] : []))
      return context.json({ advice, next: found.at(-1)?.id ?? null })
    })
    .get('/log', async (context) => {
      const { types: asked } = context.req.query()
      const types = asked === undefined ? null : words('types', asked, TYPES)
      const found = await fromStore(newest(types, page(context.req.query())))
      return context.json({ events: found, next: found.at(-1)?.id ?? null })
    })
    .get('/rejections', async (context) => {
      const { account, startedAt } = advisor.status()
      const since = context.req.query('since')
      const from = since === undefined ? startedAt : moment('since', since)
      return context.json({ since: from, rejections: await fromStore(store.rejections(account, from)) })
    })

  async function newest(
    types: readonly AdvisorEvent['type'][] | null,
    { count, before }: Page,
  ): Promise<readonly StoredEvent[]> {
    const { account } = advisor.status()
    let high = before === null ? await store.lastEventId(account) : before - 1
    const found: StoredEvent[] = []
    for (let window = 0; window < MAX_WINDOWS && high > 0 && found.length < count; window++) {
      const low = Math.max(0, high - WINDOW)
      const batch = await store.events({ account, after: low, limit: WINDOW, ...(types === null ? {} : { types }) })
      // With types or several accounts, the batch may reach beyond the window.
      found.push(...batch.filter(({ id }) => id <= high).reverse())
      high = low
    }
    return found.slice(0, count)
  }
}

interface Page {
  readonly count: number
  readonly before: number | null
}

/** @throws Problem `INVALID_QUERY` */
function page({ limit, before }: Readonly<Record<string, string | undefined>>): Page {
  const bounds = { fallback: 0, min: 1, max: Number.MAX_SAFE_INTEGER }
  return {
    count: wholeNumber('limit', limit, { fallback: 50, min: 1, max: 200 }),
    before: before === undefined ? null : wholeNumber('before', before, bounds),
  }
}
