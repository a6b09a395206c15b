import { type AdvisorEvent, after, createMemoryStore, DAY } from '@betting-advisor/core'
import type { OutboxAlert } from '@betting-advisor/core/store'
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

  it('call people: an alert is in the outbox once, however often its batch is tried, until it is over', async () => {
    const { store, event, ended } = await opened()
    const base = { at: SAMPLE_TIME, account: SAMPLE_ACCOUNT, run: ended.run }
    const down: AdvisorEvent = { ...base, type: 'alert', code: 'ORDERS_REFUSED', key: 'paper', message: 'no orders' }
    const adopted: AdvisorEvent = { ...base, type: 'alert', code: 'ORDER_ADOPTED', key: 'paper', message: 'a bet' }
    const over: AdvisorEvent = { ...base, type: 'alert-resolved', code: 'ORDERS_REFUSED', key: 'paper' }
    let tries = 0
    const flaky = {
      ...store,
      putAlert: (alert: OutboxAlert) =>
        alert.code === 'ORDER_ADOPTED' && tries++ === 0 ? Promise.reject(new Error('away')) : store.putAlert(alert),
    }
    const log = createEventLog(flaky, SAMPLE_ACCOUNT, ended.run)
    const batch = [event('first'), down, adopted]
    await expect(log.append(batch, false)).rejects.toThrow('away')
    await log.append(batch, true)
    const outbox = () => store.outbox({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
    expect(await outbox()).toMatchObject([
      { repeats: 0, closed: null, alert: { key: 'ORDERS_REFUSED:paper', severity: 'critical', message: 'no orders' } },
      { repeats: 0, closed: null, alert: { key: 'ORDER_ADOPTED:paper', severity: 'warning', message: 'a bet' } },
    ])
    await log.append([over], false)
    expect(await outbox()).toMatchObject([{ closed: { by: null } }, { closed: null }])
  })

  it('forget alerts that nobody is told of and that are over or quiet for a month', async () => {
    const { store, ended } = await opened()
    const log = createEventLog(store, SAMPLE_ACCOUNT, ended.run)
    const alert = (day: number, code: 'FOREIGN_BET' | 'LATE_FOUND'): AdvisorEvent => {
      const at = after(SAMPLE_TIME, day * DAY)
      return { at, account: SAMPLE_ACCOUNT, run: ended.run, type: 'alert', code, key: `bet ${day}`, message: 'a bet' }
    }
    await log.append([alert(0, 'LATE_FOUND')], false)
    for (let day = 1; day <= 100; day++) await log.append([alert(day, 'FOREIGN_BET')], false)
    const left = await store.outbox({ account: SAMPLE_ACCOUNT, after: 0, limit: 1_000 })
    expect(left.map(({ alert: { at } }) => (at - SAMPLE_TIME) / DAY)).toEqual([
      0,
      ...Array.from({ length: 31 }, (_, index) => 70 + index),
    ])
  })
})
