import { MINUTE, SECOND, type Store } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { exchangeWorld } from '../support/exchange-world.ts'

/** An advisor whose store takes five seconds for one kind of question from now on, and what was asked of it. */
async function slow(question: 'verify' | 'changes') {
  const world = exchangeWorld()
  const inner = world.store()
  const asked: string[] = []
  const mind: { isSlow: boolean } = { isSlow: false }
  async function wait(): Promise<void> {
    if (!mind.isSlow) return
    asked.push(`${question} begins`)
    await world.clock.sleep(5 * SECOND)
    asked.push(`${question} ends`)
  }
  const store: Store = {
    ...inner,
    async verify(account) {
      if (question === 'verify') await wait()
      return inner.verify(account)
    },
    async changes(query) {
      if (question === 'changes') await wait()
      return inner.changes(query)
    },
    async lead(run, at, ttlMs) {
      if (mind.isSlow) asked.push('lead')
      return inner.lead(run, at, ttlMs)
    },
    async endRun(run, at) {
      asked.push('end')
      await inner.endRun(run, at)
    },
  }
  // Its clock stands still while it waits for the store, as a keeper holds it: nothing else of it goes on.
  const started = await world.start({
    store,
    clock: { ...boundClock(world.clock), hold: () => ({ [Symbol.dispose]() {} }) },
  })
  await world.pass(SECOND)
  mind.isSlow = true
  return { world, asked, ...started }
}

function boundClock(clock: ReturnType<typeof exchangeWorld>['clock']) {
  return {
    kind: clock.kind,
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    sleep: (milliseconds: number, signal?: AbortSignal) => clock.sleep(milliseconds, signal),
  }
}

it('a run ends only when its last comparison has', async () => {
  const { world, asked, advisor, running } = await slow('verify')
  const comparing = advisor.reconcile().catch(() => undefined)
  await world.pass(0)
  expect(asked).toEqual(['verify begins'])
  const stopped = advisor.stop('enough')
  await world.pass(MINUTE)
  await Promise.all([comparing, stopped, running])
  expect(asked).toEqual(['verify begins', 'verify ends', 'end'])
})

it('a run that is over does not ask for the lead any more', async () => {
  const { world, asked, advisor, running } = await slow('changes')
  advisor.status()
  const comparing = advisor.reconcile().catch(() => undefined)
  // The agreement is in doubt, so that the comparison asks who leads.
  await world.pass(0)
  const stopped = advisor.stop('enough')
  await world.pass(MINUTE)
  await Promise.all([comparing, stopped, running])
  expect(asked.at(-1)).toBe('end')
  expect(asked.slice(asked.indexOf('changes ends'))).not.toContain('lead')
})
