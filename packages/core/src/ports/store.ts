import type { ArchiveReader, ArchiveStore } from './store/archive.ts'
import type { AuditControl, AuditReader, AuditStore } from './store/audit.ts'
import type { EventReader, EventStore } from './store/events.ts'
import type { LinkReader, LinkStore } from './store/links.ts'
import type { MoneyReader, MoneyStore } from './store/money.ts'
import type { OrderControl, OrderReader, OrderStore } from './store/orders.ts'
import type { OutboxControl, OutboxReader, OutboxStore } from './store/outbox.ts'
import type { RunReader, RunStore } from './store/runs.ts'
import type { StopControl, StopReader, StopStore } from './store/stops.ts'

/** What anyone may read while an engine runs; of an account that no run has opened, `UNKNOWN_ACCOUNT` is thrown. */
export interface StoreReader
  extends RunReader,
    OrderReader,
    StopReader,
    MoneyReader,
    EventReader,
    ArchiveReader,
    LinkReader,
    OutboxReader,
    AuditReader {}

/**
 * What may be done beside the engines of a store: everything may be read, trading be halted, locked and resumed, an order called absent, a bet
 * reported, an alert acknowledged.
 */
export interface StoreControl
  extends StoreReader,
    StopControl,
    OrderControl,
    OutboxControl,
    AuditControl,
    AsyncDisposable {}

/** All that a store does, by aspects; `store/operations.ts` has the same as data. */
export interface StoreOperations
  extends RunStore,
    OrderStore,
    StopStore,
    MoneyStore,
    EventStore,
    ArchiveStore,
    LinkStore,
    OutboxStore,
    AuditStore {}

/** Where money, orders and events are kept. Every method is one atomic step that is durable once it resolves, where the store is durable at all. */
export interface Store extends StoreOperations, AsyncDisposable {
  readonly specification: 1
  /** For people, without secrets: `SQLite ./data/advisor.db`. */
  readonly description: string
  /** Whether what it holds survives the process. */
  readonly durable: boolean
  close(): Promise<void>
}
