import { createHash } from 'node:crypto'
import type { Clock } from '@betting-advisor/core'
import { spoiledMessage } from './spoil-message.ts'
import type { StreamFaultKind } from './stream-faults.ts'
import type { Tape } from './tape.ts'

/** What both kinds of subscription are asked. */
export interface AskedSubscription {
  readonly id: number
  readonly isSegmented: boolean
  readonly conflateMs: number
  readonly heartbeatMs: number
  /** Where the client was: the number of the tape; `null` for an image. */
  readonly from: number | null
}

/** A message of changes, before it is told which one it is. */
interface Change {
  readonly ct?: 'SUB_IMAGE' | 'RESUB_DELTA' | 'HEARTBEAT'
  readonly items: readonly object[]
  readonly isFirst?: boolean
}

/** What a subscription sends through. */
export interface Outlet {
  readonly clock: Clock
  readonly tape: Tape
  readonly now: () => number
  readonly send: (message: object, fault: StreamFaultKind | null) => void
  readonly fault: (op: 'mcm' | 'ocm') => StreamFaultKind | null
  readonly isFull: () => boolean
  readonly isUnreliable: () => boolean
}

const SEGMENT = 25

/** The messages of one subscription: images in segments, changes as they come or conflated, heartbeats when nothing else was sent. */
export class Subscription {
  readonly #outlet: Outlet
  readonly #asked: AskedSubscription
  readonly #op: 'mcm' | 'ocm'
  /** Tells this subscription's clocks from those of others. */
  readonly #name: string
  readonly #ended = new AbortController()
  /** Gives what has changed since it was asked last. */
  readonly #pending: () => readonly object[]
  readonly #image: () => readonly object[]
  #sentAt: number
  #isDue: boolean

  constructor(
    outlet: Outlet,
    op: 'mcm' | 'ocm',
    name: string,
    asked: AskedSubscription,
    parts: { image: () => readonly object[]; pending: () => readonly object[] },
  ) {
    this.#outlet = outlet
    this.#op = op
    this.#name = name
    this.#asked = asked
    this.#image = parts.image
    this.#pending = parts.pending
    this.#sentAt = outlet.now()
    this.#isDue = false
  }

  /** Sends an image, or what has changed since the client was there; and goes on. */
  start(delta: readonly object[] | null): void {
    if (delta === null) this.#send({ ct: 'SUB_IMAGE', items: this.#image(), isFirst: true })
    else this.#send({ ct: 'RESUB_DELTA', items: delta, isFirst: true })
    void this.#beat()
    if (this.#asked.conflateMs > 0) void this.#conflate()
  }

  /** Something has changed: it is sent now, or when its time comes. */
  changed(): void {
    if (this.#asked.conflateMs > 0 || this.#outlet.isFull()) this.#isDue = true
    else this.flush()
  }

  /** Sends what has changed, if the client can take it. */
  flush(): void {
    if (this.#ended.signal.aborted || this.#outlet.isFull()) return
    this.#isDue = false
    const items = this.#pending()
    if (items.length > 0) this.#send({ items })
  }

  /** The client can take more. */
  drained(): void {
    if (this.#isDue && this.#asked.conflateMs === 0) this.flush()
  }

  /** Sends everything, unasked. */
  imageNow(): void {
    this.#pending()
    this.#send({ ct: 'SUB_IMAGE', items: this.#image() })
  }

  end(): void {
    this.#ended.abort()
  }

  #send({ ct, items, isFirst = false }: Change): void {
    const { id, isSegmented, conflateMs, heartbeatMs } = this.#asked
    const { tape, now, send, fault, isUnreliable } = this.#outlet
    const key = this.#op === 'mcm' ? 'mc' : 'oc'
    const parts: (readonly object[])[] = []
    for (let from = 0; from < items.length; from += SEGMENT) parts.push(items.slice(from, from + SEGMENT))
    const isSplit = isSegmented && parts.length > 1
    const messages = isSplit ? parts : [items]
    for (const [index, part] of messages.entries()) {
      const isEnd = index === messages.length - 1
      const segmentType = index === 0 ? 'SEG_START' : isEnd ? 'SEG_END' : 'SEG'
      const kind = fault(this.#op)
      if (kind === 'image' && ct === undefined) {
        this.imageNow()
        continue
      }
      const status = kind === 'unreliable' || isUnreliable()
      const message = {
        op: this.#op,
        id,
        ...(isFirst && index === 0 && { initialClk: tape.clock(this.#name), conflateMs, heartbeatMs }),
        clk: tape.clock(this.#name),
        pt: now(),
        ...(ct !== undefined && { ct }),
        ...(isSplit && { segmentType }),
        ...(status && { status: 503 }),
        ...(ct !== 'HEARTBEAT' && { [key]: part }),
      }
      const spoiled = ct === undefined && !isSplit ? spoiledMessage(message, key, kind) : [message]
      for (const each of spoiled) send(each, kind)
    }
    this.#sentAt = now()
  }

  async #beat(): Promise<void> {
    const { heartbeatMs } = this.#asked
    const { signal } = this.#ended
    const { clock, now, isFull } = this.#outlet
    try {
      for (;;) {
        await clock.sleep(Math.max(1, this.#sentAt + heartbeatMs - now()), signal)
        if (now() - this.#sentAt >= heartbeatMs && !isFull()) this.#send({ ct: 'HEARTBEAT', items: [] })
        else if (isFull()) this.#sentAt = now()
      }
    } catch {
      // It has ended.
    }
  }

  async #conflate(): Promise<void> {
    const { signal } = this.#ended
    try {
      for (;;) {
        await this.#outlet.clock.sleep(this.#asked.conflateMs, signal)
        if (this.#isDue) this.flush()
      }
    } catch {
      // It has ended.
    }
  }
}

/** A name for what is subscribed to, the same for the same. */
export function subscriptionName(what: unknown): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 12)
}
