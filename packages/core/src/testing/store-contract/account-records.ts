import type { StoreRecord } from '../../ports/record.ts'
import { money } from '../../units/money.ts'
import { after, DAY, HOUR } from '../../units/timestamp.ts'
import { assertEqual, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { settle } from './steps.ts'

export const accountRecordCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-120',
    title: 'how an account was opened and what was paid in and out is told apart from what bets brought',
    async run({ store, reopen }) {
      const start = sampleRunStart()
      await store.startRun(start)
      const intent = sampleIntent()
      await store.begin(intent)
      await settle(store, intent, { at: HOUR, profit: 700 })
      await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(500), after(SAMPLE_TIME, 2 * HOUR))
      await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-900), after(SAMPLE_TIME, 3 * HOUR))
      const paid = (amount: number, at: number): StoreRecord => {
        return {
          kind: 'capital',
          account: SAMPLE_ACCOUNT,
          wallet: SAMPLE_WALLET,
          cause: 'owner',
          amount: money(amount),
          at: after(SAMPLE_TIME, at),
        }
      }
      const { currency, timeZone, run } = start
      const expected: readonly StoreRecord[] = [
        { kind: 'account', account: SAMPLE_ACCOUNT, currency, timeZone, openedAt: run.startedAt },
        paid(100_000, run.startedAt - SAMPLE_TIME),
        paid(500, 2 * HOUR),
        paid(-900, 3 * HOUR),
      ]
      assertEqual(await (await reopen()).accountRecords(SAMPLE_ACCOUNT), expected, 'its records')
    },
  },
  {
    id: 'STO-121',
    title: "an account's calendar is that of its latest run",
    async run({ store }) {
      const start = { ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(0) } }
      await store.startRun(start)
      const later = sampleRunStart(SAMPLE_ACCOUNT, 48)
      await store.endRun(start.run.id, after(SAMPLE_TIME, DAY))
      await store.startRun({ ...later, timeZone: 'Europe/London' })
      const { currency, run } = start
      assertEqual(
        await store.accountRecords(SAMPLE_ACCOUNT),
        [{ kind: 'account', account: SAMPLE_ACCOUNT, currency, timeZone: 'Europe/London', openedAt: run.startedAt }],
        'its records, without anything paid in',
      )
    },
  },
  {
    id: 'STO-122',
    title: 'an account that no run has opened has no records',
    async run({ store }) {
      await assertRejects(() => store.accountRecords(SAMPLE_ACCOUNT), 'UNKNOWN_ACCOUNT', 'of an unknown account')
    },
  },
]
