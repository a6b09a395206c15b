import { lossLimitDenial } from '../../limits/denial.ts'
import type { LossWindow } from '../../order/intent.ts'
import type { Store } from '../../ports/store.ts'
import { money } from '../../units/money.ts'
import { after, DAY, HOUR } from '../../units/timestamp.ts'
import { assertEqual, assertKind, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, type SampleIntent, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { settle } from './steps.ts'

const timeZone = 'Europe/London'

/** Milliseconds from {@link SAMPLE_TIME} to a moment such as `2026-08-08T22:59Z`. */
const until = (moment: string) => Date.parse(moment) - SAMPLE_TIME

const inLondon = () => ({ ...sampleRunStart(), timeZone })

/** Begins an order and loses it. */
async function lose(store: Store, market: string, stake: number, at: number): Promise<void> {
  const intent = sampleIntent({ market, stake, timeZone })
  assertKind(await store.begin(intent), 'reserved', `the loss of ${market}`)
  await settle(store, intent, { at, profit: -stake })
}

interface Boundary {
  readonly kind: LossWindow
  readonly what: string
  /** Just before and just after the end of a window. */
  readonly last: string
  readonly next: string
}

const BOUNDARIES: readonly Boundary[] = [
  { kind: 'day', what: 'summer time', last: '2026-08-08T22:59:59.999Z', next: '2026-08-08T23:00Z' },
  { kind: 'day', what: 'a day of 25 hours', last: '2026-10-25T23:59:59.999Z', next: '2026-10-26T00:00Z' },
  { kind: 'day', what: 'a day of 23 hours', last: '2027-03-28T22:59:59.999Z', next: '2027-03-28T23:00Z' },
  { kind: 'week', what: 'summer time', last: '2026-08-09T22:59:59.999Z', next: '2026-08-09T23:00Z' },
  { kind: 'week', what: 'the end of a year', last: '2027-01-03T23:59:59.999Z', next: '2027-01-04T00:00Z' },
  { kind: 'month', what: 'summer time', last: '2026-08-31T22:59:59.999Z', next: '2026-08-31T23:00Z' },
  { kind: 'month', what: 'the end of a year', last: '2026-12-31T23:59:59.999Z', next: '2027-01-01T00:00Z' },
]

/** A moment of the same window as `last`, hours before it. */
const EARLIER: Readonly<Record<string, number>> = { day: 20, week: 6 * 24, month: 28 * 24 }

export const lossCases: readonly ContractCase<StoreHarness>[] = [
  ...BOUNDARIES.map(
    ({ kind, what, last, next }): ContractCase<StoreHarness> => ({
      id: `STO-68:${kind} ${what}`,
      title: `what is lost in a ${kind} counts to its last moment and no longer (${what})`,
      async run({ store }) {
        await store.startRun(inLondon())
        await lose(store, 'lost', 1000, until(last) - (EARLIER[kind] ?? 0) * HOUR)
        const begin = (market: string, moment: string, stake: number) =>
          store.begin(sampleIntent({ market, stake, at: until(moment), timeZone, loss: { [kind]: money(1500) } }))
        const refusal = lossLimitDenial(kind, 1501, 1000, 1500)
        assertEqual(await begin('m1', last, 501), { kind: 'denied', ...refusal }, 'one unit too much')
        assertKind(await begin('m1', last, 500), 'reserved', 'the last units')
        assertKind(await begin('m2', next, 1001), 'denied', 'what is at risk counts on')
        assertKind(await begin('m2', next, 1000), 'reserved', 'what was lost does not')
        assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
      },
    }),
  ),
  {
    id: 'STO-69',
    title: 'what is won in a window makes up for what is lost, and gives no room beyond the limit',
    async run({ store }) {
      await store.startRun(inLondon())
      const begin = (market: string, sample: SampleIntent) =>
        store.begin(sampleIntent({ market, timeZone, loss: { day: money(1000) }, ...sample }))
      await lose(store, 'lost', 600, 1000)
      assertKind(await begin('m1', { stake: 401 }), 'denied', 'after a loss')
      const won = sampleIntent({ market: 'won', timeZone })
      await store.begin(won)
      await settle(store, won, { at: 2000, profit: 500 })
      assertKind(await begin('m1', { stake: 900 }), 'reserved', 'after a win')
      const wonMore = sampleIntent({ market: 'won more', timeZone })
      await store.begin(wonMore)
      await settle(store, wonMore, { at: 3000, profit: 5000 })
      assertKind(await begin('m2', { stake: 101 }), 'denied', 'after more was won than lost')
      assertKind(await begin('m2', { stake: 100 }), 'reserved', 'all of the limit')
      assertEqual(
        (await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })).losses,
        {
          day: { '2026-08-08': -4900 },
          week: { '2026-W32': -4900 },
          month: { '2026-08': -4900 },
        },
        'losses',
      )
    },
  },
  {
    id: 'STO-70',
    title: 'a settlement that comes late counts in the window of its own time, and a void in none',
    async run({ store }) {
      await store.startRun(inLondon())
      await lose(store, 'today', 300, until('2026-08-09T12:00Z'))
      await lose(store, 'yesterday', 500, until('2026-08-08T12:00Z'))
      const voided = sampleIntent({ market: 'void', timeZone })
      await store.begin(voided)
      await store.advance(voided.key, [{ type: 'accepted', at: SAMPLE_TIME, venueOrderId: 'void' }])
      await store.advance(voided.key, [{ type: 'voided', at: after(SAMPLE_TIME, until('2026-08-20T12:00Z')) }])
      const restored = await store.startRun({ ...inLondon(), run: sampleRunStart(SAMPLE_ACCOUNT, 2).run })
      assertEqual(
        restored.losses,
        {
          day: { '2026-08-08': 500, '2026-08-09': 300 },
          week: { '2026-W32': 800 },
          month: { '2026-08': 800 },
        },
        'losses',
      )
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-145',
    title:
      'what is settled far ahead ends no window: the losses of before count on, and what it lost counts in its own',
    async run({ store }) {
      await store.startRun(inLondon())
      await lose(store, 'ahead', 100, 40 * DAY)
      await lose(store, 'm1', 600, 1000)
      await lose(store, 'm2', 50, until('2026-08-09T12:00Z'))
      const begin = (market: string, stake: number, loss: SampleIntent['loss']) =>
        store.begin(sampleIntent({ market, stake, timeZone, loss: loss ?? {}, at: 2000 }))
      for (const kind of ['day', 'week', 'month'] as const) {
        const answer = await begin(kind, 401, { [kind]: money(1000) })
        assertKind(answer, 'denied', `the loss of the ${kind}`)
        assertEqual(answer.code, `${kind.toUpperCase()}_LOSS_LIMIT`, kind)
      }
      assertKind(await begin('within', 350, { month: money(1000) }), 'reserved', 'what is left of the month')
      const { losses } = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })
      assertEqual(losses.day, { '2026-08-08': 600, '2026-08-09': 50, '2026-09-17': 100 }, 'days')
      assertEqual(losses.month, { '2026-08': 650, '2026-09': 100 }, 'months')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-71',
    title: 'another time zone counts the losses of the past by its own calendar, and forgets none',
    async run({ store }) {
      await store.startRun(inLondon())
      await lose(store, 'm1', 300, until('2026-08-08T22:59Z'))
      await lose(store, 'm2', 500, until('2026-08-08T23:01Z'))
      const start = { ...sampleRunStart(SAMPLE_ACCOUNT, 2), timeZone: 'America/New_York' }
      const { losses } = await store.startRun(start)
      assertEqual(losses.day, { '2026-08-08': 800 }, 'the day')
      const back = { ...sampleRunStart(SAMPLE_ACCOUNT, 3), timeZone }
      assertEqual((await store.startRun(back)).losses.day, { '2026-08-08': 300, '2026-08-09': 500 }, 'the day again')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
