import type { ReadLine } from './read-line.ts'
import { StreamFault } from './stream-fault.ts'
import type { ChangeMessage, StatusMessage } from './wire.ts'

const CHANGES: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: isCount,
  ct: isText,
  segmentType: isText,
  pt: isCount,
  initialClk: isText,
  clk: isText,
  heartbeatMs: isCount,
  conflateMs: isCount,
  status: isCount,
}
const names = Object.keys(CHANGES)

/**
 * What both kinds of changes say of themselves; what changed is not looked at.
 *
 * @throws StreamFault `MESSAGE_UNREADABLE` when a field is not what it should be.
 */
export function readChange(line: ReadLine): ChangeMessage & ReadLine {
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    const value = line[name]
    if (value === undefined || value === null || CHANGES[name]?.(value) === true) continue
    throw new StreamFault('MESSAGE_UNREADABLE', `the field ${name} of a message is ${typeof value} or out of bounds`)
  }
  return line
}

/** A status as it was told, without what is not what it should be. */
export function readStatus(line: ReadLine): StatusMessage {
  const { id, statusCode, errorCode, errorMessage, connectionClosed, connectionsAvailable } = line
  return {
    op: 'status',
    statusCode: isText(statusCode) ? statusCode : 'FAILURE',
    ...(isCount(id) && { id }),
    ...(isText(errorCode) && { errorCode }),
    ...(isText(errorMessage) && { errorMessage }),
    ...(typeof connectionClosed === 'boolean' && { connectionClosed }),
    ...(isCount(connectionsAvailable) && { connectionsAvailable }),
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** An id, a duration or a moment; nothing that is told here is beyond what a date can say. */
function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8_640_000_000_000_000
}
