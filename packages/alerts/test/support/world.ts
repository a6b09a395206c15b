import { createMemoryStore, type Store } from '@betting-advisor/core'
import type { OutboxAlert, OutboxStore } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, sampleRunStart } from '@betting-advisor/core/testing'
import { type AlertChannel, type AlertMessage, createAlerts, NotDeliveredError } from '../../src/index.ts'
import { createByHandClock } from './by-hand-clock.ts'
import { alertOf } from './items.ts'

/** A channel that keeps what it was sent, and can be away. */
export interface KeepingChannel extends AlertChannel {
  readonly sent: { readonly message: AlertMessage; readonly at: number; readonly by: string }[]
  away: NotDeliveredError | null
}

export const signal = AbortSignal.timeout(600_000)
export const AWAY = new NotDeliveredError('away')

/** An outbox, channels and any number of processes that deliver, one at a time, on a clock that goes by hand. */
export async function openWorld(names: readonly string[] = ['one'], store: Store = createMemoryStore()) {
  await store.startRun(sampleRunStart())
  const clock = createByHandClock()
  let process = ''
  const channels = names.map((name): KeepingChannel => {
    const channel: KeepingChannel = {
      name,
      sent: [],
      away: null,
      async send(message) {
        if (channel.away !== null) throw channel.away
        channel.sent.push({ message, at: clock.now(), by: process })
      },
    }
    return channel
  })

  /** A process of this name; `outbox` stands between it and the store. */
  function start(by: string, outbox: Pick<OutboxStore, 'claimAlerts' | 'alertSent' | 'alertFailed'> = store) {
    const alerts = createAlerts({ store: outbox, account: SAMPLE_ACCOUNT, channels, clock, by, random: () => 0.5 })
    const deliver = () => {
      process = by
      return alerts.deliverDue(signal)
    }
    return { alerts, deliver }
  }

  const [channel] = channels
  if (channel === undefined) throw new Error('a world without channels')
  return {
    store,
    clock,
    channel,
    channels,
    start,
    put: (key: string, fields: Partial<OutboxAlert> = {}) =>
      store.putAlert(alertOf(key, { at: clock.now(), ...fields })),
    resolve: (key: string) => store.resolveAlert(SAMPLE_ACCOUNT, key, clock.now()),
    acknowledge: (key: string) =>
      store.acknowledgeAlert(SAMPLE_ACCOUNT, key, clock.now(), { by: 'ann', reason: 'seen' }),
    items: () => store.outbox({ account: SAMPLE_ACCOUNT, after: 0, limit: 10_000 }),
  }
}
