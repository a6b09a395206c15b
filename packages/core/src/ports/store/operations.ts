import type { StoreOperations, StoreReader } from '../store.ts'
import type { ArchiveStore } from './archive.ts'
import type { AuditControl, AuditStore } from './audit.ts'
import type { EventStore } from './events.ts'
import type { LinkStore } from './links.ts'
import type { MoneyStore } from './money.ts'
import type { OrderControl, OrderStore } from './orders.ts'
import type { OutboxControl, OutboxStore } from './outbox.ts'
import type { RunStore } from './runs.ts'
import type { StopControl, StopStore } from './stops.ts'

interface Aspects {
  readonly runs: RunStore
  readonly orders: OrderStore
  readonly stops: StopStore
  readonly money: MoneyStore
  readonly events: EventStore
  readonly archive: ArchiveStore
  readonly links: LinkStore
  readonly outbox: OutboxStore
  readonly audit: AuditStore
}

/** The name of an operation of a store. */
export type OperationName = keyof StoreOperations

/** The name of an operation that changes nothing. */
export type ReadName = keyof StoreReader

/** The name of an operation that may be done beside the engines of a store. */
export type ControlName = ReadName | keyof StopControl | keyof OrderControl | keyof OutboxControl | keyof AuditControl

/** What an operation deals with. */
export type StoreAspect = keyof Aspects

/** Who may do it: anyone; whoever may halt trading; an engine alone. */
export type StoreAccess = 'read' | 'control' | 'write'

type AspectOf<Name extends OperationName> = {
  [Aspect in StoreAspect]: Name extends keyof Aspects[Aspect] ? Aspect : never
}[StoreAspect]

type AccessOf<Name extends OperationName> = Name extends ReadName
  ? 'read'
  : Name extends ControlName
    ? 'control'
    : 'write'

/**
 * Every operation of a store, with what it deals with and who may do it.
 *
 * @example
 * ```ts
 * STORE_OPERATIONS.begin // { aspect: 'orders', access: 'write' }
 * ```
 */
export const STORE_OPERATIONS: {
  readonly [Name in OperationName]: { readonly aspect: AspectOf<Name>; readonly access: AccessOf<Name> }
} = {
  accounts: { aspect: 'runs', access: 'read' },
  runs: { aspect: 'runs', access: 'read' },
  peers: { aspect: 'runs', access: 'read' },
  changes: { aspect: 'runs', access: 'read' },
  startRun: { aspect: 'runs', access: 'write' },
  heartbeat: { aspect: 'runs', access: 'write' },
  endRun: { aspect: 'runs', access: 'write' },
  lead: { aspect: 'runs', access: 'write' },
  orders: { aspect: 'orders', access: 'read' },
  order: { aspect: 'orders', access: 'read' },
  history: { aspect: 'orders', access: 'read' },
  begin: { aspect: 'orders', access: 'write' },
  beginAll: { aspect: 'orders', access: 'write' },
  advance: { aspect: 'orders', access: 'write' },
  advanceAll: { aspect: 'orders', access: 'write' },
  adopt: { aspect: 'orders', access: 'write' },
  callAbsent: { aspect: 'orders', access: 'control' },
  settleByHand: { aspect: 'orders', access: 'control' },
  report: { aspect: 'orders', access: 'control' },
  locks: { aspect: 'stops', access: 'read' },
  limits: { aspect: 'stops', access: 'read' },
  setHalt: { aspect: 'stops', access: 'control' },
  askResume: { aspect: 'stops', access: 'control' },
  resume: { aspect: 'stops', access: 'control' },
  setLock: { aspect: 'stops', access: 'control' },
  liftLock: { aspect: 'stops', access: 'control' },
  setLimits: { aspect: 'stops', access: 'write' },
  balances: { aspect: 'money', access: 'read' },
  currency: { aspect: 'money', access: 'read' },
  equity: { aspect: 'money', access: 'read' },
  verify: { aspect: 'money', access: 'read' },
  deposit: { aspect: 'money', access: 'write' },
  transfer: { aspect: 'money', access: 'write' },
  adjust: { aspect: 'money', access: 'write' },
  events: { aspect: 'events', access: 'read' },
  lastEventId: { aspect: 'events', access: 'read' },
  rejections: { aspect: 'events', access: 'read' },
  append: { aspect: 'events', access: 'write' },
  accountRecords: { aspect: 'archive', access: 'read' },
  importRecords: { aspect: 'archive', access: 'write' },
  links: { aspect: 'links', access: 'read' },
  setLink: { aspect: 'links', access: 'write' },
  removeLink: { aspect: 'links', access: 'write' },
  outbox: { aspect: 'outbox', access: 'read' },
  putAlert: { aspect: 'outbox', access: 'write' },
  claimAlerts: { aspect: 'outbox', access: 'write' },
  alertSent: { aspect: 'outbox', access: 'write' },
  alertFailed: { aspect: 'outbox', access: 'write' },
  resolveAlert: { aspect: 'outbox', access: 'write' },
  forgetAlerts: { aspect: 'outbox', access: 'write' },
  acknowledgeAlert: { aspect: 'outbox', access: 'control' },
  audit: { aspect: 'audit', access: 'read' },
  note: { aspect: 'audit', access: 'control' },
}

/** Whether a text names an operation of a store. */
export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(STORE_OPERATIONS, name)
}

/** Whether an operation changes nothing. */
export function isRead(name: OperationName): name is ReadName {
  return STORE_OPERATIONS[name].access === 'read'
}

/** Whether an operation may be done beside the engines of a store. */
export function isControl(name: OperationName): name is ControlName {
  return STORE_OPERATIONS[name].access !== 'write'
}
