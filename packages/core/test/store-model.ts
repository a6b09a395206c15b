import {
  after,
  type DecisionKey,
  HOUR,
  isAdvisorError,
  money,
  type Order,
  type RunId,
  runId,
  type Store,
} from '@betting-advisor/core'
import type { Accounts, Lease } from '@betting-advisor/core/store'
import { coverOf, createMemoryAccounts } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { forEachOf } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { expect } from 'vitest'
import { ACCOUNTS, type Command, command } from './store-commands.ts'

/** What either is asked with: a store, or the accounts in memory that it is held against. */
type Asked = {
  readonly [Name in Exclude<keyof Accounts, 'heartbeat' | 'peers'>]: (
    ...parameters: Parameters<Accounts[Name]>
  ) => unknown
}

/** What was told before, that later commands speak of. */
interface Memory {
  readonly keys: DecisionKey[]
  readonly runs: RunId[]
  readonly fences: Lease[]
  readonly codes: string[]
}

const BY_HAND = { by: 'ada', reason: 'so it is' }

const later = (milliseconds: number) => after(SAMPLE_TIME, milliseconds)

function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items[index % Math.max(1, items.length)]
}

function answerOf(store: Asked, each: Command, { keys, runs, fences, codes }: Memory): unknown {
  const run = (index: number) => pick(runs, index) ?? runId('unknown')
  const key = (index: number) => pick(keys, index) ?? sampleIntent({ market: 'unknown' }).key
  const fence = (index: number | null) => (index === null ? undefined : pick(fences, index))
  switch (each.do) {
    case 'begin':
      return store.begin(each.intent)
    case 'begin-beside':
      return beginBeside(store, key(each.order), each)
    case 'begin-all':
      return store.beginAll(each.intents)
    case 'adopt':
      return store.adopt(each.intent, each.history, fence(each.fence))
    case 'advance':
      return store.advance(key(each.order), each.events, fence(each.fence))
    case 'advance-all': {
      const steps = forEachOf(each.steps, ({ order, events }) => ({ key: key(order), events }))
      return store.advanceAll(steps, fence(each.fence))
    }
    case 'lock':
      return store.setLock(each.lock)
    case 'call-absent':
      return store.callAbsent(key(each.order), 'by hand', later(each.at))
    case 'lift':
      return store.liftLock(each.account, each.id, later(each.at))
    case 'limits':
      return store.setLimits(each.account, each.limits, later(each.at), each.delay)
    case 'halt':
      return store.setHalt(each.account, { reason: 'halted', at: later(each.at) })
    case 'ask':
      return store.askResume(each.account, later(each.at))
    case 'resume':
      // Mostly the code that was given out last, a minute or so after the moment of another command.
      return store.resume(each.account, codes.at(-1 - each.ticket) ?? '00000000', later(each.at))
    case 'start': {
      const start = sampleRunStart(each.account, 10 + runs.length)
      const { timeZone, limits, at } = each
      return store.startRun({ ...start, timeZone, limits, run: { ...start.run, startedAt: later(at) } })
    }
    case 'end':
      return store.endRun(run(each.run), later(each.at))
    case 'lead':
      return store.lead(run(each.run), SAMPLE_TIME, each.ttlMs)
    case 'changes':
      return store.changes({ account: each.account, after: each.after, at: later(each.at), limit: each.limit })
    case 'deposit':
    case 'adjust':
      return store[each.do](each.account, each.wallet, money(each.amount), SAMPLE_TIME, each.by)
    case 'transfer':
      return store.transfer(each.account, each.from, each.to, money(each.amount), SAMPLE_TIME, each.by)
    case 'settle-by-hand':
      return store.settleByHand(key(each.order), each.ending, later(each.at), BY_HAND)
    case 'report':
      return store.report(each.intent, each.history, BY_HAND)
    case 'link':
      return store.setLink(each.link, SAMPLE_TIME, each.by)
    case 'unlink':
      return store.removeLink(each.account, each.id, SAMPLE_TIME, each.by)
    case 'note':
      return store.note(each.entry)
    case 'alert':
      return store.putAlert(each.alert)
    case 'claim-alerts':
      return store.claimAlerts(each.claim)
    case 'alert-sent':
      return store.alertSent(each.attempt)
    case 'alert-failed':
      return store.alertFailed(each.attempt, 'nobody answers')
    case 'resolve-alert':
      return store.resolveAlert(each.account, each.key, later(each.at))
    case 'forget-alerts':
      return store.forgetAlerts(each.account, each.before)
    case 'acknowledge-alert':
      return store.acknowledgeAlert(each.account, each.key, later(each.at), BY_HAND)
    case 'append':
      return store.append(each.events)
  }
}

/** Begins one in the place of an order, as that is in the store. */
async function beginBeside(
  store: Asked,
  key: DecisionKey,
  { entry, price, stake, behind }: Extract<Command, { readonly do: 'begin-beside' }>,
): Promise<unknown> {
  const open = (await store.order(key)) as Order | null
  if (open === null) return null
  const { account, strategy, venue, wallet, event, market, selection, side, netting, outcomes } = open.intent
  const same = {
    account,
    strategy,
    venue,
    wallet,
    event,
    market,
    selection,
    side,
    netting,
    outcomes,
    entry,
    price,
    stake,
  }
  const cover = coverOf(open, sampleIntent(same))
  const covers = cover === null ? {} : { covers: { ...cover, version: cover.version - behind } }
  // An exchange may know it by the reference of the first of its chain.
  const named = entry % 2 === 0 ? {} : { venueRef: open.intent.venueRef ?? open.intent.ref }
  return store.begin(sampleIntent({ ...same, replaces: key, ...covers, ...named }))
}

async function ask(store: Asked, each: Command, memory: Memory): Promise<unknown> {
  try {
    const answer = await answerOf(store, each, memory)
    // Of the ids of an account's audit it is only promised that they rise; where its entries stand in order is compared in the end.
    return each.do === 'note' ? undefined : answer
  } catch (error) {
    if (isAdvisorError(error)) return { thrown: error.code }
    throw error
  }
}

/** What a command has told, for those to come. */
function remember(memory: Memory, each: Command, answer: unknown): void {
  if (each.do === 'begin' || each.do === 'adopt' || each.do === 'report') memory.keys.push(each.intent.key)
  if (each.do === 'begin-all') memory.keys.push(...each.intents.map(({ key }) => key))
  if (each.do === 'start') memory.runs.push(sampleRunStart(each.account, 10 + memory.runs.length).run.id)
  if (typeof answer !== 'object' || answer === null) return
  const begun = 'order' in answer && each.do === 'begin-beside' ? (answer.order as Order) : null
  if (begun !== null) memory.keys.push(begun.intent.key)
  if ('code' in answer && typeof answer.code === 'string' && each.do === 'ask') memory.codes.push(answer.code)
  if (
    'epoch' in answer &&
    typeof answer.epoch === 'number' &&
    'leader' in answer &&
    typeof answer.leader === 'string'
  ) {
    memory.fences.push({ leader: runId(answer.leader), epoch: answer.epoch })
  }
}

/** Everything that can be read of a store, and what a run that starts now would be handed. */
async function everything(store: Store | Accounts): Promise<unknown> {
  const accounts: unknown[] = []
  for (const key of ACCOUNTS) {
    const orders = await store.orders({ account: key, limit: 10_000 })
    const histories: unknown[] = []
    for (const { intent } of orders) histories.push(await store.history(intent.key))
    const noon = later(HOUR)
    accounts.push({
      orders,
      histories,
      balances: await store.balances(key),
      equity: await store.equity(key, noon),
      locks: await store.locks(key),
      limits: [await store.limits(key, noon), await store.limits(key, later(40 * 24 * HOUR))],
      changes: await store.changes({ account: key, after: 0, at: noon, limit: 10_000 }),
      records: await store.accountRecords(key),
      events: await store.events({ account: key, after: 0, limit: 10_000 }),
      faults: await store.verify(key),
      restored: await store.startRun({ ...sampleRunStart(key, 2), since: noon }),
      runs: await store.runs(key),
      links: await store.links(key),
      outbox: await store.outbox({ account: key, after: 0, limit: 10_000 }),
      open: await store.outbox({ account: key, after: 0, limit: 10_000, open: true }),
      audit: (await store.audit({ account: key, after: 0, limit: 10_000 })).map(({ entry }) => entry),
    })
  }
  return accounts
}

/**
 * Drives random commands against a store and against accounts in memory, and compares every answer and, at the end, everything
 * that can be read.
 */
export async function expectStoreToFollowModel(
  open: () => Promise<{ readonly store: Store; reopen(): Promise<Store> } & AsyncDisposable>,
  settings: { readonly runs: number; readonly commands: number },
): Promise<void> {
  const commands = fc.array(command, { minLength: 1, maxLength: settings.commands, size: 'max' })
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      await using opened = await open()
      const model = createMemoryAccounts()
      for (const key of ACCOUNTS)
        expect(await opened.store.startRun(sampleRunStart(key))).toEqual(model.startRun(sampleRunStart(key)))
      const memory: Memory = {
        keys: [],
        runs: ACCOUNTS.map((key) => sampleRunStart(key).run.id),
        fences: [],
        codes: [],
      }
      for (const each of list) {
        const expected = await ask(model, each, memory)
        expect(await ask(opened.store, each, memory), each.do).toEqual(expected)
        remember(memory, each, expected)
      }
      const read = await everything(model)
      expect(read).toMatchObject(ACCOUNTS.map(() => ({ faults: [] })))
      expect(await everything(await opened.reopen())).toEqual(read)
    }),
    { numRuns: settings.runs, endOnFailure: true },
  )
}
