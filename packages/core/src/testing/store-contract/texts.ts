import type { AdvisorEvent } from '../../ports/advisor-event.ts'
import { runId } from '../../units/ids.ts'
import { MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleLock, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'

/** What a venue may say, and what is kept of it: databases refuse NUL and halves of surrogate pairs. */
const SAID = 'a\0b \ud83d c \udc4d d \ud83d\udc4d \\u0000'
const KEPT = 'a\ufffdb \ufffd c \ufffd d \ud83d\udc4d \\u0000'

export const textCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-115',
    title: 'texts with NUL or half a surrogate pair are kept with U+FFFD in their place, and break nothing',
    async run(harness) {
      const { store } = harness
      const { run } = sampleRunStart()
      await store.startRun(sampleRunStart())
      const reason = { code: 'REFUSED', message: SAID }
      const intent = { ...sampleIntent(), selectionName: SAID }
      const begun = await store.begin(intent)
      assertKind(begun, 'reserved', 'begin')
      assertEqual(begun.kind === 'reserved' && begun.order.intent.selectionName, KEPT, 'the answer to begin')
      const rejected = await store.advance(intent.key, [{ type: 'rejected', at: SAMPLE_TIME, reason }])
      assertKind(rejected, 'changed', 'advance')
      const warning: AdvisorEvent = {
        at: SAMPLE_TIME,
        account: SAMPLE_ACCOUNT,
        run: run.id,
        type: 'warning',
        code: 'SAID',
        message: SAID,
      }
      await store.append([warning])
      const lock = await store.setLock(sampleLock({ reason: SAID }))
      await store.setHalt(SAMPLE_ACCOUNT, { reason: SAID, at: SAMPLE_TIME })
      const reopened = await harness.reopen()
      const order = await reopened.order(intent.key)
      assertEqual(order, rejected.order, 'order')
      assertEqual(order?.reason, { code: 'REFUSED', message: KEPT }, 'reason')
      assertEqual(order?.intent.selectionName, KEPT, 'intent')
      const [event] = await reopened.history(intent.key)
      assertEqual(event?.type === 'rejected' && event.reason.message, KEPT, 'history')
      const [stored] = await reopened.events({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
      assertEqual(stored?.event, { ...warning, message: KEPT }, 'event')
      assertEqual([lock.reason, (await reopened.locks(SAMPLE_ACCOUNT))[0]?.reason], [KEPT, KEPT], 'lock')
      const { halt } = await reopened.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })
      assertEqual(halt?.reason, KEPT, 'halt')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'verify')
    },
  },
  {
    id: 'STO-116',
    title: 'what was kept under an id with NUL or half a surrogate pair is found, ended and led under that id',
    async run({ store }) {
      const start = sampleRunStart()
      const run = { ...start.run, id: runId('a\0b \ud83d') }
      await store.startRun({ ...start, run })
      await store.heartbeat(run.id, SAMPLE_TIME)
      const { epoch } = await store.lead(run.id, SAMPLE_TIME, MINUTE)
      const fence = { leader: run.id, epoch }
      const intent = { ...sampleIntent(), run: run.id, strategy: 's\0 \udc4d' }
      assertKind(await store.begin(intent), 'reserved', 'begin')
      assertKind(await store.begin(intent), 'exists', 'begin again')
      const accepted = { type: 'accepted', at: SAMPLE_TIME, venueOrderId: 'v\0' } as const
      assertKind(await store.advance(intent.key, [accepted], fence), 'changed', 'advance with its pass')
      assertEqual((await store.order(intent.key))?.venueOrderId, 'v\ufffd', 'order')
      assertEqual((await store.history(intent.key)).length, 1, 'history')
      const { account } = intent
      const found = await store.orders({ account, strategy: intent.strategy, limit: 1 })
      assertEqual(found.length, 1, 'orders of its strategy')
      await store.setLock(sampleLock({ id: 'a\0b' }))
      assertEqual(await store.liftLock(account, 'a\0b', SAMPLE_TIME), true, 'lift by the id it was set with')
      await store.endRun(run.id, SAMPLE_TIME)
      assertEqual((await store.runs(account))[0]?.endedAt, SAMPLE_TIME, 'the end of its run')
    },
  },
]
