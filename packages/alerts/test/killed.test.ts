import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MINUTE, Secret, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { createAlerts, createWebhookChannel } from '../src/index.ts'
import { createByHandClock } from './support/by-hand-clock.ts'
import { alertOf } from './support/items.ts'
import { startReceiver } from './support/receiver.ts'
import { signal } from './support/world.ts'

it.each([
  ['before it was sent', false],
  ['after it was sent and before that was noted', true],
])('a process that was killed %s: another delivers, under one id', async (_, isSent) => {
  const folder = await mkdtemp(join(tmpdir(), 'alerts-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'advisor.db')
  const { url, received } = await startReceiver()
  const clock = createByHandClock()
  const hook = createWebhookChannel({ url: new Secret(url), secret: new Secret('0123456789abcdef'), clock })
  const deliver = (store: Pick<Store, 'claimAlerts' | 'alertSent' | 'alertFailed'>, by: string, channel = hook) =>
    createAlerts({ store, account: SAMPLE_ACCOUNT, channels: [channel], clock, by, random: () => 0.5 }).deliverDue(
      signal,
    )

  const first = await openSqliteStore(path)
  await first.startRun(sampleRunStart())
  await first.putAlert(alertOf('halt'))
  const killed = () => Promise.reject(new Error('killed'))
  const dying = { ...first, claimAlerts: first.claimAlerts.bind(first), alertSent: killed, alertFailed: killed }
  const channel = isSent ? hook : { ...hook, send: killed }
  await expect(deliver(dying, 'first', channel)).rejects.toThrow('killed')
  await first.close()

  const second = await openSqliteStore(path)
  onTestFinished(() => second.close())
  clock.pass(3 * MINUTE)
  await deliver(second, 'second')
  await deliver(second, 'second')
  expect(received).toHaveLength(isSent ? 2 : 1)
  expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
})
