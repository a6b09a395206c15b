import type { OutboxAlert } from '../../ports/store/outbox.ts'
import { after, MINUTE, SECOND } from '../../units/timestamp.ts'
import { assertEqual, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'

const at = (seconds: number) => after(SAMPLE_TIME, seconds * SECOND)
const by = { by: 'ann', reason: 'she has seen it' }
const account = SAMPLE_ACCOUNT

const alert = (key: string, seconds = 0): OutboxAlert => ({
  account,
  key,
  code: 'CODE',
  severity: 'critical',
  message: `about ${key}`,
  at: at(seconds),
})

const claim = (name: string, seconds: number, limit = 10) =>
  ({ account, by: name, at: at(seconds), leaseMs: MINUTE, limit }) as const

const attempt = (id: number, name: string, seconds: number, nextIn: number | null = null) =>
  ({ account, id, by: name, at: at(seconds), nextAt: nextIn === null ? null : at(seconds + nextIn) }) as const

const idsOf = (items: readonly { readonly id: number }[]) => items.map(({ id }) => id)

export const outboxCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-188',
    title: 'an alert is one matter as long as it is open: put again, it is counted and not due anew',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const first = await store.putAlert(alert('a'))
      assertEqual([first.repeats, first.dueAt, first.closed], [0, at(0), null], 'the first')
      const again = await store.putAlert({ ...alert('a', 5), message: 'later' })
      assertEqual(again, { ...first, repeats: 1, lastAt: at(5) }, 'the same again')
      const other = await store.putAlert(alert('b'))
      assertEqual(await store.outbox({ account, after: 0, limit: 10 }), [again, other], 'outbox')
      await store.claimAlerts(claim('x', 1))
      await store.alertSent(attempt(first.id, 'x', 2))
      await store.putAlert(alert('a', 6))
      assertEqual(await store.claimAlerts(claim('x', 9)), [], 'of what was delivered')
      assertEqual(await store.resolveAlert(account, 'a', at(7)), true, 'resolve')
      const next = await store.putAlert(alert('a', 8))
      assertEqual([next.id > other.id, next.repeats, next.dueAt], [true, 0, at(8)], 'one that comes after its end')
      assertEqual(idsOf(await store.outbox({ account, after: 0, limit: 10, open: true })), [other.id, next.id], 'open')
      assertEqual(idsOf(await store.outbox({ account, after: first.id, limit: 1 })), [other.id], 'a page')
    },
  },
  {
    id: 'STO-189',
    title: 'exactly one takes an alert at a time, and whoever was too slow can say nothing of it any more',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const { id } = await store.putAlert(alert('a'))
      const second = await store.putAlert(alert('b', 5))
      const taken = await Promise.all(['x', 'y', 'z'].map((name) => store.claimAlerts(claim(name, 1))))
      const winners = taken.filter((items) => items.length > 0)
      assertEqual(winners.map(idsOf), [[id]], 'who takes it')
      const [name = ''] = winners.flat().map((item) => item.claim?.by ?? '')
      assertEqual(await store.alertSent(attempt(id, 'another', 2)), false, 'one that has it not')
      assertEqual(idsOf(await store.claimAlerts(claim('late', 61, 1))), [id], 'when the lease is over')
      assertEqual(await store.alertSent(attempt(id, name, 62)), false, 'one that was too slow')
      assertEqual(await store.alertSent(attempt(id, 'late', 62)), true, 'one that has it')
      assertEqual(await store.alertSent(attempt(id, 'late', 63)), false, 'once more')
      const [sent] = await store.outbox({ account, after: 0, limit: 1 })
      assertEqual([sent?.attempts, sent?.deliveries, sent?.dueAt, sent?.claim], [2, 1, null, null], 'in the end')
      assertEqual(idsOf(await store.claimAlerts(claim('late', 62))), [second.id], 'what is left')
    },
  },
  {
    id: 'STO-190',
    title: 'what failed is due when it was said, and what is critical again until somebody has acknowledged it',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const { id } = await store.putAlert(alert('a'))
      await store.claimAlerts(claim('x', 0))
      assertEqual(await store.alertFailed(attempt(id, 'x', 1, 30), 'HTTP 429'), true, 'failed')
      assertEqual(await store.claimAlerts(claim('x', 30)), [], 'before its time')
      const [again] = await store.claimAlerts(claim('y', 31))
      assertEqual([again?.failure, again?.attempts, again?.deliveries], ['HTTP 429', 2, 0], 'at its time')
      assertEqual(await store.alertSent(attempt(id, 'y', 32, 60)), true, 'sent')
      const [repeated] = await store.claimAlerts(claim('y', 92))
      assertEqual([repeated?.failure, repeated?.deliveries], [null, 1], 'again')
      assertEqual(await store.acknowledgeAlert(account, 'a', at(93), by), true, 'acknowledged')
      assertEqual(await store.acknowledgeAlert(account, 'a', at(94), by), false, 'acknowledged twice')
      assertEqual(await store.alertSent(attempt(id, 'y', 94, 60)), true, 'what was under way')
      const [ended] = await store.outbox({ account, after: 0, limit: 1 })
      assertEqual([ended?.dueAt, ended?.closed], [null, { at: at(93), by: 'ann' }], 'in the end')
      const noted = await store.audit({ account, after: 0, limit: 10 })
      assertEqual(
        noted.map(({ entry }) => [entry.act, entry.subject]),
        [['acknowledge', 'a']],
        'audit',
      )
    },
  },
  {
    id: 'STO-191',
    title: 'that a matter is over is told once, also where nobody had heard of it, unless somebody has acknowledged it',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const [over, seen, told] = [
        await store.putAlert(alert('over')),
        await store.putAlert(alert('seen')),
        await store.putAlert(alert('told')),
      ]
      await store.claimAlerts(claim('x', 0))
      await store.alertSent(attempt(told.id, 'x', 1, 5))
      for (const { id } of [over, seen]) await store.alertFailed(attempt(id, 'x', 1, 5), 'down')
      await store.resolveAlert(account, 'over', at(2))
      await store.resolveAlert(account, 'told', at(2))
      await store.acknowledgeAlert(account, 'seen', at(2), by)
      assertEqual(idsOf(await store.claimAlerts(claim('x', 1))), [], 'before their time')
      assertEqual(idsOf(await store.claimAlerts(claim('x', 3))), [told.id], 'what people have heard of')
      await store.alertSent({ ...attempt(told.id, 'x', 4, 60), said: 'over' })
      assertEqual(idsOf(await store.claimAlerts(claim('x', 10))), [over.id], 'what is told')
      await store.alertFailed(attempt(over.id, 'x', 11, 1), 'still down')
      assertEqual(idsOf(await store.claimAlerts(claim('x', 12))), [over.id], 'what is tried again')
      await store.alertSent(attempt(over.id, 'x', 13, 60))
      assertEqual(await store.claimAlerts(claim('x', 500)), [], 'in the end')
      assertEqual(await store.outbox({ account, after: 0, limit: 10, open: true }), [], 'open')
    },
  },
  {
    id: 'STO-290',
    title:
      'what nothing was said of counts as no delivery, and what was over while people were told of it is due once more',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const { id } = await store.putAlert(alert('a'))
      await store.claimAlerts(claim('x', 0))
      await store.putAlert(alert('a', 1))
      await store.alertSent({ ...attempt(id, 'x', 2, 5), said: 'open' })
      const [heard] = await store.claimAlerts(claim('x', 7))
      assertEqual([heard?.deliveries, heard?.told], [1, { at: at(2), repeats: 1 }], 'told')
      await store.alertSent({ ...attempt(id, 'x', 8, 5), said: 'nothing' })
      const [quiet] = await store.claimAlerts(claim('x', 13))
      assertEqual([quiet?.deliveries, quiet?.told, quiet?.attempts], [1, { at: at(2), repeats: 1 }, 3], 'not told')
      await store.resolveAlert(account, 'a', at(14))
      assertEqual(await store.claimAlerts(claim('y', 14)), [], 'of what is under way')
      await store.alertSent({ ...attempt(id, 'x', 15, 60), said: 'open' })
      assertEqual(idsOf(await store.claimAlerts(claim('y', 15))), [id], 'that it is over')
      await store.alertSent({ ...attempt(id, 'y', 16, 60), said: 'over' })
      assertEqual(await store.claimAlerts(claim('y', 500)), [], 'in the end')
    },
  },
  {
    id: 'STO-291',
    title:
      'what is over or quiet for long is forgotten on demand, what is critical and open is not, and no number is given twice',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const quiet = (key: string, seconds: number) => ({ ...alert(key, seconds), severity: 'warning' as const })
      const open = await store.putAlert(alert('critical'))
      await store.putAlert(quiet('quiet', 0))
      const again = await store.putAlert(quiet('again', 0))
      await store.putAlert(quiet('again', 20))
      await store.putAlert(alert('over'))
      await store.resolveAlert(account, 'over', at(5))
      await store.putAlert(alert('seen'))
      await store.acknowledgeAlert(account, 'seen', at(6), by)
      const late = await store.putAlert(alert('late'))
      await store.resolveAlert(account, 'late', at(20))
      const ids = async () => idsOf(await store.outbox({ account, after: 0, limit: 10 }))
      assertEqual(await store.forgetAlerts(account, at(0)), 0, 'nothing')
      assertEqual(await store.forgetAlerts(account, at(20)), 3, 'how many')
      assertEqual(await ids(), [open.id, again.id, late.id], 'what is left')
      assertEqual(await store.forgetAlerts(account, at(60)), 1, 'the newest stays')
      assertEqual(await ids(), [open.id, late.id], 'its number is not free')
      const next = await store.putAlert(quiet('quiet', 61))
      assertEqual([next.id > late.id, next.repeats], [true, 0], 'what was forgotten comes as new')
      assertEqual(await store.resolveAlert(account, 'again', at(62)), false, 'the end of what was forgotten')
    },
  },
  {
    id: 'STO-192',
    title: 'alerts, links and what was done by hand are there when the store is opened again',
    needs: 'durable',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const put = await store.putAlert(alert('a'))
      await store.note({ ...by, account, at: at(0), act: 'cancel', subject: 'o1' })
      const noted = await store.audit({ account, after: 0, limit: 10 })
      const reopened = await harness.reopen()
      assertEqual(await reopened.outbox({ account, after: 0, limit: 10 }), [put], 'outbox')
      assertEqual(await reopened.audit({ account, after: 0, limit: 10 }), noted, 'audit')
      assertEqual(await reopened.links(account), [], 'links')
    },
  },
]
