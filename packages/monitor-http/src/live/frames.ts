import type { AdvisorStatus } from '@betting-advisor/core'
import type { StoredEvent } from '@betting-advisor/core/store'

const encoder = new TextEncoder()

/** What a stream opens with. */
export interface Snapshot {
  readonly status: AdvisorStatus
  /** The newest event that this stream does not bring: those after it follow. */
  readonly lastEventId: number
  /** Whether everything since `Last-Event-ID` follows; `false`: load the lists anew. */
  readonly resumed: boolean
  readonly heartbeatMs: number
}

/** Without an id while events are yet to be replayed, so that a connection that breaks meanwhile resumes where it was. */
export function snapshotFrame(snapshot: Snapshot): Uint8Array {
  const id = snapshot.resumed ? '' : `id: ${snapshot.lastEventId}\n`
  return encoder.encode(`retry: 3000\nevent: snapshot\n${id}data: ${JSON.stringify(snapshot)}\n\n`)
}

export function statusFrame(status: AdvisorStatus): Uint8Array {
  return encoder.encode(`event: status\ndata: ${JSON.stringify(status)}\n\n`)
}

export function eventFrame(stored: StoredEvent): Uint8Array {
  return encoder.encode(`event: event\nid: ${stored.id}\ndata: ${JSON.stringify(stored)}\n\n`)
}

export const PING_FRAME = encoder.encode(': ping\n\n')
