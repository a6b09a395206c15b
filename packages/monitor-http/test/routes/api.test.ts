import { timestamp } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { createMonitor } from '../../src/index.ts'
import { thinned } from '../../src/routes/equity.ts'
import { ask, json } from '../support/asking.ts'
import { ACCOUNT, advice, lock, minutes, order, START } from '../support/fixtures.ts'
import { createScriptedAdvisor } from '../support/scripted-advisor.ts'

const keys = ({ orders }: { orders: { intent: { key: string } }[] }) => orders.map(({ intent }) => intent.key)

describe('what no route takes', () => {
  it.each(['status', 'breakers', 'locks', 'events', 'equity', 'rejections', 'log', 'advice'])(
    'is refused at %s',
    async (route) => {
      const response = await ask(createMonitor(createScriptedAdvisor()), `/api/v1/${route}?nonsense=1`)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 'INVALID_QUERY' })
    },
  )
})

describe('status', () => {
  it('is the status of the advisor', async () => {
    const advisor = createScriptedAdvisor()
    expect(await json(createMonitor(advisor), '/api/v1/status')).toEqual(advisor.status())
  })

  it('has its breakers and locks by themselves', async () => {
    const advisor = createScriptedAdvisor()
    const monitor = createMonitor(advisor)
    const { now, breakers, tradingBreakers, run } = advisor.status()
    expect(await json(monitor, '/api/v1/breakers')).toEqual({ now, services: breakers, trading: tradingBreakers })
    expect(await json(monitor, '/api/v1/locks')).toEqual({ now, locks: [] })
    advisor.happen({ type: 'lock-set', account: ACCOUNT, run, at: now, lock: lock(now) })
    expect(await json(monitor, '/api/v1/locks')).toEqual({ now, locks: [lock(now)] })
  })
})

describe('orders', () => {
  it('are listed newest first, in pages that join without gap or overlap', async () => {
    const monitor = createMonitor(createScriptedAdvisor())
    const all = keys(await json(monitor, '/api/v1/orders?limit=200'))
    expect(all).toHaveLength(47)
    const paged: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: { orders: { intent: { key: string } }[]; next: string | null } = await json(
        monitor,
        `/api/v1/orders?limit=10${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`,
      )
      paged.push(...keys(page))
      next = page.next
    }
    expect(paged).toEqual(all)
  })

  it('are listed by group and by state', async () => {
    const advisor = createScriptedAdvisor()
    const monitor = createMonitor(advisor)
    expect((await json(monitor, '/api/v1/orders?state=open')).orders).toHaveLength(7)
    expect((await json(monitor, '/api/v1/orders?state=settled&limit=200')).orders).toHaveLength(40)
    expect((await json(monitor, '/api/v1/orders?state=unresolved')).orders).toEqual([])
    expect((await json(monitor, '/api/v1/orders?state=MATCHED,SETTLED&limit=200')).orders).toHaveLength(47)

    const { now, run } = advisor.status()
    const unknown = order(90, { state: 'UNKNOWN', reason: { code: 'HTTP_TIMEOUT', message: 'no answer' } })
    advisor.happen({ type: 'order', account: ACCOUNT, run, at: now, order: unknown })
    expect(keys(await json(monitor, '/api/v1/orders?state=unresolved'))).toEqual([unknown.intent.key])
    expect((await json(monitor, '/api/v1/orders?state=open')).orders).toHaveLength(8)
  })

  it('count as open after a cancel as long as a matched part is reserved for', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 0 })
    const monitor = createMonitor(advisor)
    const { now, run } = advisor.status()
    const base = { type: 'order', account: ACCOUNT, run, at: now } as const
    const partly = order(91, { state: 'CANCELLED' })
    const ended = order(92, { state: 'LAPSED', reserved: 0 as typeof partly.reserved })
    advisor.happen({ ...base, order: partly })
    advisor.happen({ ...base, order: ended })
    const open = keys(await json(monitor, '/api/v1/orders?state=open'))
    expect(open).toContain(partly.intent.key)
    expect(open).not.toContain(ended.intent.key)
    expect(keys(await json(monitor, '/api/v1/orders?state=LAPSED'))).toEqual([ended.intent.key])
  })

  it('fill a page from many pages of the store', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 0 })
    const { now, run } = advisor.status()
    for (let index = 100; index < 600; index++) {
      const lapsed = order(index, { state: 'LAPSED', reserved: 0 as never })
      advisor.happen({ type: 'order', account: ACCOUNT, run, at: now, order: lapsed })
    }
    expect((await json(createMonitor(advisor), '/api/v1/orders?state=open&limit=50')).orders).toHaveLength(7)
  })

  it('are listed by strategy', async () => {
    const monitor = createMonitor(createScriptedAdvisor())
    expect((await json(monitor, '/api/v1/orders?strategy=value-betting&limit=200')).orders).toHaveLength(47)
    expect((await json(monitor, '/api/v1/orders?strategy=another')).orders).toEqual([])
  })

  it.each([
    'state=nonsense',
    'state=',
    'state=open,,settled',
    'limit=0',
    'limit=201',
    'limit=-1',
    'limit=1.5',
    'limit=ten',
    'limit=1e2',
    'limit=',
    'after=nonsense',
    'after=',
    'after=%00',
    'strategy=',
    'strategy=a%00b',
    'limit=1&limit=2',
    'stat=open',
  ])('refuse %s', async (query) => {
    const response = await ask(createMonitor(createScriptedAdvisor()), `/api/v1/orders?${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'INVALID_QUERY' })
  })

  it('are not listed after an order of another account', async () => {
    const advisor = createScriptedAdvisor()
    const { now, run } = advisor.status()
    const other = order(303)
    const intent = { ...other.intent, account: 'LIVE:other' as typeof ACCOUNT }
    advisor.happen({ type: 'order', account: ACCOUNT, run, at: now, order: { ...other, intent } })
    const after = encodeURIComponent(other.intent.key)
    expect((await ask(createMonitor(advisor), `/api/v1/orders?after=${after}`)).status).toBe(400)
  })

  it('come one by one with everything that happened to them, whatever is in their key', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 8 })
    const monitor = createMonitor(advisor)
    const { key } = (await json(monitor, '/api/v1/orders?state=settled&limit=1')).orders[0].intent
    const { order: found, history } = await json(monitor, `/api/v1/orders/${encodeURIComponent(key)}`)
    expect(found.intent.key).toBe(key)
    expect(history.map(({ type }: { type: string }) => type)).toEqual(['accepted', 'matched', 'settled'])

    const names = { eventName: 'A/B v C%', selectionName: 'A/B ?#%|é' }
    const { now, run } = advisor.status()
    const odd = order(300, { names })
    advisor.happen({ type: 'order', account: ACCOUNT, run, at: now, order: odd })
    const answer = await json(monitor, `/api/v1/orders/${encodeURIComponent(odd.intent.key)}`)
    expect(answer.order.intent.selectionName).toBe(names.selectionName)
  })

  it('that are not there, or another account’s, are a problem', async () => {
    const advisor = createScriptedAdvisor()
    const monitor = createMonitor(advisor)
    for (const key of ['none', '%E0%A4%A', '%00', encodeURIComponent("' OR 1=1 --")]) {
      expect((await ask(monitor, `/api/v1/orders/${key}`)).status).toBe(404)
    }
    const { now, run } = advisor.status()
    const foreign = order(301)
    const intent = { ...foreign.intent, account: 'LIVE:other' as typeof ACCOUNT }
    advisor.happen({ type: 'order', account: ACCOUNT, run, at: now, order: { ...foreign, intent } })
    const response = await ask(monitor, `/api/v1/orders/${encodeURIComponent(foreign.intent.key)}`)
    expect(await response.json()).toMatchObject({ status: 404, code: 'ORDER_NOT_FOUND' })
  })
})

describe('advice', () => {
  it('is listed newest first with its reasons, in pages', async () => {
    const monitor = createMonitor(createScriptedAdvisor())
    const first = await json(monitor, '/api/v1/advice?limit=3')
    expect(first.advice).toHaveLength(3)
    expect(first.advice[0].advice).toEqual(advice(46))
    const ids = first.advice.map(({ id }: { id: number }) => id)
    expect(ids).toEqual([...ids].sort((a: number, b: number) => b - a))
    const second = await json(monitor, `/api/v1/advice?limit=3&before=${first.next}`)
    expect(second.advice[0].id).toBeLessThan(first.next)
  })

  it('is found far behind other events', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 1 })
    const { now, run } = advisor.status()
    for (let index = 0; index < 3_500; index++) {
      advisor.happen({ type: 'warning', account: ACCOUNT, run, at: now, code: 'NOISE', message: 'noise' })
    }
    const { advice: found } = await json(createMonitor(advisor), '/api/v1/advice')
    expect(found).toHaveLength(16)
  })

  it('is counted by reason of rejection', async () => {
    const monitor = createMonitor(createScriptedAdvisor())
    const { since, rejections } = await json(monitor, '/api/v1/rejections')
    expect(since).toBe(START)
    expect(Object.values(rejections).reduce((sum: number, count) => sum + Number(count), 0)).toBe(47)
    expect((await json(monitor, '/api/v1/rejections?since=2026-09-30')).rejections).toEqual({})
  })
})

describe('log', () => {
  it('lists events newest first, all or by type', async () => {
    const monitor = createMonitor(createScriptedAdvisor({ settledCount: 8 }))
    const { events } = await json(monitor, '/api/v1/log?limit=200')
    expect(events.at(-1)).toMatchObject({ id: 1, event: { type: 'run-started' } })
    expect(events[0].event).toMatchObject({ type: 'warning', code: 'FEED_FAILING' })
    const some = await json(monitor, '/api/v1/log?types=warning,run-started')
    expect(some.events.map(({ event }: { event: { type: string } }) => event.type)).toEqual(['warning', 'run-started'])
    expect((await json(monitor, '/api/v1/log?types=alert,alert-resolved')).events).toEqual([])
    expect((await ask(monitor, '/api/v1/log?types=secrets')).status).toBe(400)
    expect((await ask(monitor, '/api/v1/log?before=0')).status).toBe(400)
  })

  it('says where it stopped looking, so that what is rare is found in the end', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 0 })
    const { now, run } = advisor.status()
    const base = { account: ACCOUNT, run, at: now }
    advisor.happen({ ...base, type: 'alert', code: 'FOREIGN_BET', key: 'bet 1', message: 'somebody else bets here' })
    for (let index = 0; index < 25_000; index++) {
      advisor.happen({ ...base, type: 'warning', code: 'NOISE', message: 'noise' })
    }
    const monitor = createMonitor(advisor)
    const first = await json(monitor, '/api/v1/log?types=alert')
    expect(first.events).toEqual([])
    expect(first.next).toBeGreaterThan(1)
    const second = await json(monitor, `/api/v1/log?types=alert&before=${first.next}`)
    expect(second.events.map(({ event }: { event: { type: string } }) => event.type)).toEqual(['alert'])
    expect(second.next).toBeNull()
  })

  it('says that there is no more only when there is none', async () => {
    const monitor = createMonitor(createScriptedAdvisor({ settledCount: 8 }))
    const seen: number[] = []
    for (let next: number | null = Number.MAX_SAFE_INTEGER; next !== null; ) {
      const page: { events: { id: number }[]; next: number | null } = await json(
        monitor,
        `/api/v1/log?limit=7&before=${next}`,
      )
      seen.push(...page.events.map(({ id }) => id))
      next = page.next
    }
    expect(seen).toEqual(Array.from({ length: seen[0] ?? 0 }, (_, index) => (seen[0] ?? 0) - index))
  })
})

describe('equity', () => {
  it('begins with the account, or with the moment asked for', async () => {
    const advisor = createScriptedAdvisor()
    const monitor = createMonitor(advisor)
    const all = await json(monitor, '/api/v1/equity')
    expect(all.points).toHaveLength(41)
    expect(all.points[0]).toEqual({ at: START, equity: 100_000, peak: 100_000 })
    expect(all.points.at(-1).equity).toBe(advisor.status().equity)
    const since = minutes(2_000)
    const some = await json(monitor, `/api/v1/equity?since=${since}`)
    expect(some.points.every(({ at }: { at: number }) => at >= since)).toBe(true)
    const iso = new Date(since).toISOString()
    expect(await json(monitor, `/api/v1/equity?since=${iso}`)).toEqual(some)
  })

  it.each([
    'yesterday',
    '2026-08',
    '2026-13-45',
    '2026-02-31',
    '2025-02-29',
    '2026-04-31T12:00Z',
    '2026-08-08T24:00Z',
    '2026-08-08T12:60Z',
    '2026-08-08T12:00:60Z',
    '2026-08-08T12:00',
    '2026-08-08T12:00%2B24:00',
    '',
    '-1',
    '1e9',
    '99999999999999999999',
  ])('refuses since=%s', async (since) => {
    const monitor = createMonitor(createScriptedAdvisor())
    for (const route of ['equity', 'rejections']) {
      expect((await ask(monitor, `/api/v1/${route}?since=${since}`)).status).toBe(400)
    }
  })

  it.each([
    ['2028-02-29', Date.UTC(2028, 1, 29)],
    ['2026-08-08T15:00%2B02:00', Date.UTC(2026, 7, 8, 13)],
    ['2026-08-08T15:00+02:00', Date.UTC(2026, 7, 8, 13)],
    ['2026-08-08T15:00:30.5-01:30', Date.UTC(2026, 7, 8, 16, 30, 30, 500)],
    ['0050-01-01', Date.parse('0050-01-01')],
  ])('takes since=%s', async (since, at) => {
    const monitor = createMonitor(createScriptedAdvisor())
    expect((await json(monitor, `/api/v1/rejections?since=${since}`)).since).toBe(at)
  })

  it('knows the peak that each drawdown is measured from, as the status does', async () => {
    const advisor = createScriptedAdvisor()
    const { points } = await json(createMonitor(advisor), '/api/v1/equity')
    const { equity, peakEquity, drawdown } = advisor.status()
    expect(points.at(-1)).toMatchObject({ equity, peak: peakEquity })
    expect(1 - points.at(-1).equity / points.at(-1).peak).toBeCloseTo(drawdown, 12)
    const late = await json(createMonitor(advisor), `/api/v1/equity?since=${points.at(-1).at}`)
    expect(late.points).toEqual(points.slice(-1))
  })

  it('is thinned without losing its ends, its peak or its trough', () => {
    const points = Array.from({ length: 100_000 }, (_, index) => ({
      at: timestamp(START + index),
      equity: (index === 77_777 ? 9_999_999 : index === 33_333 ? -5 : 1_000 + (index % 97)) as never,
    }))
    const few = thinned(points, 2_000)
    expect(few.length).toBeLessThanOrEqual(2_000)
    expect(few[0]).toBe(points[0])
    expect(few.at(-1)).toBe(points.at(-1))
    expect(few).toContain(points[77_777])
    expect(few).toContain(points[33_333])
    expect(few.every(({ at }, index) => index === 0 || at > (few[index - 1]?.at ?? at))).toBe(true)
    expect(thinned(points.slice(0, 50), 2_000)).toHaveLength(50)
  })
})
