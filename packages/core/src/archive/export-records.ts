import type { Order, OrderEvent } from '../order/order.ts'
import type { StoreRecord } from '../ports/record.ts'
import type { Store, StoreReader } from '../ports/store.ts'
import type { AccountKey, DecisionKey } from '../units/ids.ts'

const EVENTS = 1000
const ORDERS = 200
const IMPORTED = 1000

/**
 * Everything that is kept of an account, in an order in which it can be taken in again: the account, its runs, payments and orders in the
 * order of their times, locks, links of markets, what was done by hand, events. Read piece by piece while engines go on; each order is told with the history that made it.
 *
 * What is not part of it: the kill switch, the limits that the account has set itself, which a run sets anew, and alerts that wait to be
 * delivered, which nobody is to hear twice.
 *
 * @throws StoreError `UNKNOWN_ACCOUNT`, and whatever else keeps the store from being read.
 * @example
 * ```ts
 * for await (const line of toJsonLines(exportRecords(store, account))) file.write(line)
 * ```
 */
export async function* exportRecords(
  reader: StoreReader,
  account: AccountKey,
  signal?: AbortSignal,
): AsyncGenerator<StoreRecord, void, undefined> {
  const opened = await reader.accountRecords(account)
  yield* opened.filter(({ kind }) => kind === 'account')
  for (const run of await reader.runs(account)) yield { kind: 'run', run }
  const capital = opened.filter((record) => record.kind === 'capital').toSorted((a, b) => a.at - b.at)
  let paid = 0
  // A withdrawal comes after the orders that were decided before it, so there is always money for it.
  for await (const [order, history] of ordersWithHistory(reader, account, signal)) {
    for (let next = capital[paid]; next !== undefined && next.at <= order.intent.decidedAt; next = capital[paid]) {
      yield next
      paid += 1
    }
    yield { kind: 'order', order, history }
  }
  yield* capital.slice(paid)
  for (const lock of await reader.locks(account)) yield { kind: 'lock', lock }
  for (const link of await reader.links(account)) yield { kind: 'link', link }
  yield* auditRecords(reader, account, signal)
  let after = 0
  for (;;) {
    signal?.throwIfAborted()
    const page = await reader.events({ account, after, limit: EVENTS })
    for (const { event } of page) yield { kind: 'event', event }
    if (page.length < EVENTS) return
    after = page.at(-1)?.id ?? after
  }
}

async function* auditRecords(
  reader: StoreReader,
  account: AccountKey,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoreRecord, void, undefined> {
  let after = 0
  for (;;) {
    signal?.throwIfAborted()
    const page = await reader.audit({ account, after, limit: EVENTS })
    for (const { entry } of page) yield { kind: 'audit', entry }
    if (page.length < EVENTS) return
    after = page.at(-1)?.id ?? after
  }
}

type Told = readonly [order: Order, history: readonly OrderEvent[]]

/** The orders of an account, oldest decision first, with what happened to each. Stores list the newest first, so the pages are read backwards. */
async function* ordersWithHistory(
  reader: StoreReader,
  account: AccountKey,
  signal: AbortSignal | undefined,
): AsyncGenerator<Told, void, undefined> {
  const read = (after: DecisionKey | undefined) =>
    reader.orders({ account, limit: ORDERS, ...(after === undefined ? {} : { after }) })
  // The first page is kept as it is: orders that are new by the time it is told would move it on.
  const newest = await read(undefined)
  const ends: DecisionKey[] = []
  for (let page = newest; page.length === ORDERS; ) {
    signal?.throwIfAborted()
    const last = page.at(-1)?.intent.key
    if (last === undefined) break
    ends.push(last)
    page = await read(last)
  }
  // A bet that is found meanwhile comes in between older ones, and must push none of them out: each page is read on to its old end.
  for (const [index, end] of [...ends.entries()].toReversed())
    yield* told(reader, await range(read, end, ends[index + 1]), signal)
  yield* told(reader, newest, signal)
}

/** What is listed after one order up to another one, or to the end. */
async function range(
  read: (after: DecisionKey) => Promise<readonly Order[]>,
  after: DecisionKey,
  last: DecisionKey | undefined,
): Promise<readonly Order[]> {
  const orders: Order[] = []
  for (let from: DecisionKey | undefined = after; from !== undefined; ) {
    const page: readonly Order[] = await read(from)
    const found = page.findIndex(({ intent }) => intent.key === last)
    orders.push(...(found === -1 ? page : page.slice(0, found + 1)))
    from = found === -1 && page.length === ORDERS ? page.at(-1)?.intent.key : undefined
  }
  return orders
}

async function* told(
  reader: StoreReader,
  page: readonly Order[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Told, void, undefined> {
  signal?.throwIfAborted()
  yield* await Promise.all(page.toReversed().map((order) => withHistory(reader, order.intent.key, signal)))
}

/** An order and its history as of one moment: engines may be at work on it. */
async function withHistory(reader: StoreReader, key: DecisionKey, signal: AbortSignal | undefined): Promise<Told> {
  let before = await reader.order(key)
  for (;;) {
    signal?.throwIfAborted()
    const history = await reader.history(key)
    const order = await reader.order(key)
    if (order !== null && order.version === before?.version) return [order, history]
    before = order
  }
}

/**
 * Takes records into a store, about a thousand at a time; each thousand is kept as a whole or not at all. What the store has already is passed
 * over, so an import that broke off can be done again.
 *
 * @returns How many rows were written.
 * @throws StoreError `STORE_CORRUPT` when an order is not what its history makes of it.
 * @example
 * ```ts
 * const rows = await importInto(store, readJsonLines(lines))
 * ```
 */
export async function importInto(
  store: Pick<Store, 'importRecords'>,
  records: AsyncIterable<StoreRecord> | Iterable<StoreRecord>,
): Promise<number> {
  let batch: StoreRecord[] = []
  let rows = 0
  for await (const record of records) {
    if (batch.length >= IMPORTED && !belongsTo(batch.at(-1), record)) {
      rows += await store.importRecords(batch)
      batch = []
    }
    batch.push(record)
  }
  return batch.length === 0 ? rows : rows + (await store.importRecords(batch))
}

/** What has no key is known by its content, counted within one call: two of the same must not come in two. */
function belongsTo(last: StoreRecord | undefined, record: StoreRecord): boolean {
  if (record.kind === 'capital') return last?.kind === 'capital' && last.at === record.at
  if (record.kind === 'audit') return last?.kind === 'audit' && last.entry.at === record.entry.at
  return record.kind === 'event' && last?.kind === 'event' && last.event.at === record.event.at
}
