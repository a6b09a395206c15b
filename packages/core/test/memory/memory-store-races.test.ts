import { createMemoryStore, isAdvisorError, type Order, SECOND, type Store, timestamp } from '@betting-advisor/core'
import type { BeginResult, Halt } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sizeOf } from '../support/sizes.ts'

/** The kill switch as the store went through it: what it did, in the order in which it did it. */
type Done =
  | { readonly what: 'halted'; readonly halt: Halt }
  | { readonly what: 'ticket'; readonly code: string; readonly halt: Halt }
  | { readonly what: 'resumed'; readonly code: string }
  | { readonly what: 'refused' }
  | { readonly what: 'begun'; readonly result: BeginResult }

/** A store whose every question and every answer travels until the scheduler lets it through; `done` is the order at the store itself. */
function travelling(store: Store, scheduler: fc.Scheduler, done: Done[]) {
  const hop = (label: string) => scheduler.schedule(Promise.resolve(), label)
  async function call<Answer>(
    label: string,
    work: () => Promise<Answer>,
    note: (answer: Answer) => Done,
  ): Promise<Answer> {
    await hop(`${label} arrives`)
    // A memory store has done its work when the call returns; its promise is only how it says so.
    const working = work()
    const place = done.push({ what: 'refused' }) - 1
    try {
      const answer = await working
      done[place] = note(answer)
      return answer
    } finally {
      await hop(`${label} is answered`)
    }
  }
  return {
    begin: (market: string) =>
      call(
        `begin ${market}`,
        () => store.begin(sampleIntent({ market, claims: [{ limit: 'open-orders', amount: 1, capacity: 3 }] })),
        (result) => ({ what: 'begun', result }),
      ),
    halt: (reason: string, at: number) => {
      const halt = { reason, at: timestamp(SAMPLE_TIME + at) }
      return call(
        `halt ${reason}`,
        () => store.setHalt(SAMPLE_ACCOUNT, halt),
        () => ({ what: 'halted', halt }),
      )
    },
    async lift(at: number) {
      try {
        const { code } = await call(
          'ask',
          () => store.askResume(SAMPLE_ACCOUNT, timestamp(SAMPLE_TIME + at)),
          (ticket) => ({ what: 'ticket', code: ticket.code, halt: ticket.halt }),
        )
        await call(
          `resume ${code}`,
          () => store.resume(SAMPLE_ACCOUNT, code, timestamp(SAMPLE_TIME + at + SECOND)),
          () => ({ what: 'resumed', code }),
        )
      } catch (error) {
        if (!isAdvisorError(error, 'RESUME_REFUSED')) throw error
      }
    },
  }
}

/** Reads what the store did as one after the other, and says where that cannot have been. */
function expectSound(done: readonly Done[]): void {
  let halt: Halt | null = null
  let ticket: { readonly code: string } | null = null
  const live: Order[] = []
  const keys = new Set<string>()
  for (const step of done) {
    switch (step.what) {
      case 'halted':
        halt = step.halt
        ticket = null
        break
      case 'ticket':
        expect(step.halt).toEqual(halt)
        ticket = step
        break
      case 'resumed':
        expect(ticket?.code).toBe(step.code)
        halt = null
        ticket = null
        break
      case 'begun':
        if (step.result.kind === 'reserved') {
          expect(halt, 'a reservation while the kill switch was on').toBeNull()
          expect(keys.has(step.result.order.intent.key), 'a second order of one decision').toBe(false)
          live.push(step.result.order)
          expect(live.length).toBeLessThanOrEqual(3)
        } else if (step.result.kind === 'exists') expect(keys.has(step.result.order.intent.key)).toBe(true)
        else expect(step.result.code).toBe(halt === null ? 'OPEN_BETS_EXCEEDED' : 'HALTED')
        if (step.result.kind !== 'denied') keys.add(step.result.order.intent.key)
        break
      case 'refused':
        break
    }
  }
}

test('however halts, resumptions and intents of several engines overtake each other, the kill switch and the limits hold', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const store = createMemoryStore()
      await store.startRun(sampleRunStart())
      const done: Done[] = []
      const engine = travelling(store, scheduler, done)
      const clients = [
        (async () => {
          for (const market of ['a', 'b', 'c']) await engine.begin(market)
        })(),
        (async () => {
          for (const market of ['b', 'd', 'e', 'f']) await engine.begin(market)
        })(),
        (async () => {
          await engine.halt('first', 1)
          await engine.lift(2)
          await engine.lift(3)
        })(),
        (async () => {
          await engine.halt('second', 4)
          await engine.lift(5)
        })(),
      ]
      await scheduler.waitFor(Promise.all(clients))
      expectSound(done)
      for (const step of done) seen.add(step.what === 'begun' ? step.result.kind : step.what)
      expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
    }),
    { numRuns: sizeOf('RACE_RUNS', 300) },
  )
  expect(seen).toEqual(new Set(['denied', 'exists', 'halted', 'refused', 'reserved', 'resumed', 'ticket']))
})
