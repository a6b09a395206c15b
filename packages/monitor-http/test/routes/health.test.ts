import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createMonitor } from '../../src/index.ts'
import { ask } from '../support/asking.ts'
import { CLOSED } from '../support/fixtures.ts'
import { createScriptedAdvisor } from '../support/scripted-advisor.ts'

function healthy() {
  const advisor = createScriptedAdvisor()
  const [feed] = advisor.status().feeds
  advisor.become({ feeds: feed === undefined ? [] : [feed], breakers: [CLOSED] })
  return { advisor, feed, monitor: createMonitor(advisor) }
}

describe('/livez', () => {
  it('says only that the process answers, whatever is down', async () => {
    const { advisor, monitor } = healthy()
    advisor.break('hanging')
    advisor.become({ tradingState: 'HALTED' })
    expect(await (await ask(monitor, '/livez')).text()).toBe('live')
  })
})

describe('/health', () => {
  it('keeps one length through pass, warn and fail', async () => {
    const { advisor, monitor } = healthy()
    const seen: [number, unknown][] = []
    const lengths = new Set<number>()
    for (const tradingState of ['ACTIVE', 'HALTED', 'RECONCILING'] as const) {
      advisor.become({ tradingState })
      const response = await ask(monitor, '/health')
      const text = await response.text()
      lengths.add(text.length)
      seen.push([response.status, JSON.parse(text)])
    }
    expect(seen).toEqual([
      [200, { status: 'pass' }],
      [200, { status: 'warn' }],
      [503, { status: 'fail' }],
    ])
    expect(lengths.size).toBe(1)
  })
})

describe('/readyz', () => {
  it('passes when all is well', async () => {
    const response = await ask(healthy().monitor, '/readyz')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      status: 'pass',
      checks: { trading: 'pass', orders: 'pass', feeds: 'pass', services: 'pass', store: 'pass' },
    })
  })

  it('warns and stays ready while halted, unresolved, or with a breaker open', async () => {
    const { advisor, monitor } = healthy()
    advisor.become({ tradingState: 'HALTED', unresolved: 1, breakers: [{ ...CLOSED, state: 'open' }] })
    const response = await ask(monitor, '/readyz')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      status: 'warn',
      checks: { trading: 'warn', orders: 'warn', services: 'warn', store: 'pass' },
    })
  })

  it('is not ready while reconciling, without any feed, or without its store', async () => {
    const { advisor, monitor, feed } = healthy()
    advisor.become({ tradingState: 'RECONCILING' })
    expect((await ask(monitor, '/readyz')).status).toBe(503)
    advisor.become({ tradingState: 'ACTIVE', feeds: feed === undefined ? [] : [{ ...feed, state: 'failing' }] })
    expect((await ask(monitor, '/readyz')).status).toBe(503)
    advisor.become({ feeds: feed === undefined ? [] : [feed] })
    expect((await ask(monitor, '/readyz')).status).toBe(200)
    advisor.break('failing')
    const response = await ask(monitor, '/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ status: 'fail', checks: { store: 'fail' } })
  })

  it('does not hang with a store that does', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { advisor, monitor } = healthy()
    advisor.break('hanging')
    const answer = ask(monitor, '/readyz')
    await vi.advanceTimersByTimeAsync(2_000)
    expect((await answer).status).toBe(503)
  })
})
