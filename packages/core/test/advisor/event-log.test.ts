import { type AdvisorEvent, createMemoryStore } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { createEventLog } from '../../src/advisor/event-log.ts'

async function opened() {
  const store = createMemoryStore()
  const start = sampleRunStart()
  await store.startRun(start)
  const { id: run } = start.run
  const event = (message: string, at = SAMPLE_TIME): AdvisorEvent => ({
    type: 'warning',
    code: 'TEST',
    message,
    at,
    account: SAMPLE_ACCOUNT,
    run,
  })
  const ended: AdvisorEvent = { type: 'run-ended', reason: 'over', at: SAMPLE_TIME, account: SAMPLE_ACCOUNT, run }
  const messages = async () => (await store.events({ account: SAMPLE_ACCOUNT, after: 0, limit: 100 })).length
  return { store, log: createEventLog(store, SAMPLE_ACCOUNT, run), event, ended, messages }
}

describe('the events of a run', () => {
  it('are kept once when the answer of a batch was lost after it was kept', async () => {
    const { store, log, event, ended, messages } = await opened()
    await log.append([event('first')], false)
    const batch = [event('second'), ended]
    const stored = await store.append(batch)
    expect(await log.append(batch, true)).toEqual(stored)
    expect(await messages()).toBe(3)
  })

  it('are kept when the answer was lost before, also where others of the run lie between', async () => {
    const { store, log, event, ended, messages } = await opened()
    await store.append([event('told before the run went on')])
    expect(await log.append([ended], true)).toMatchObject([{ id: 2, event: { type: 'run-ended' } }])
    expect(await messages()).toBe(2)
  })

  it('are looked for among those since its beginning only', async () => {
    const { store, event, ended } = await opened()
    await store.append([event('of an earlier run'), event('of another')])
    const asked: number[] = []
    const log = createEventLog(
      {
        ...store,
        events(query) {
          asked.push(query.after)
          return store.events(query)
        },
        append: (events) => store.append(events).then(() => Promise.reject(new Error('the answer is lost'))),
      },
      SAMPLE_ACCOUNT,
      ended.run,
    )
    await expect(log.append([ended], false)).rejects.toThrow('the answer is lost')
    expect(await log.append([ended], true)).toMatchObject([{ id: 3, event: { type: 'run-ended' } }])
    expect(asked).toEqual([2])
  })
})
