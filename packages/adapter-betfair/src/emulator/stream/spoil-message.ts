import type { RunnerChange } from '../../stream/wire.ts'
import type { StreamFaultKind } from './stream-faults.ts'

/** A message as a subscription sends it. */
interface SentMessage {
  readonly id: number
  readonly pt: number
  readonly [name: string]: unknown
}

const BACK_MS = 5_000

/** What is sent in the place of an update where something is wrong with what it says, and not with how it is sent. */
export function spoiledMessage<Message extends SentMessage>(
  message: Message,
  key: 'mc' | 'oc',
  kind: StreamFaultKind | null,
): readonly object[] {
  switch (kind) {
    case 'empty':
      return [{ ...message, [key]: [] }, message]
    case 'backwards':
      return [{ ...message, pt: message.pt - BACK_MS }]
    case 'former':
      // Who believes it forgets everything.
      return [{ ...message, id: message.id - 1, ct: 'SUB_IMAGE', [key]: [] }, message]
    case 'split':
      return [{ ...message, [key]: listOf(message[key]).map(splitChange) }]
    default:
      return [message]
  }
}

function listOf(value: unknown): readonly object[] {
  return Array.isArray(value) ? value : []
}

/** Each runner several times: some of its fields, the others, and the first again. */
function splitChange(change: object): object {
  if (!('rc' in change) || !Array.isArray(change.rc)) return change
  return {
    ...change,
    rc: change.rc.flatMap(({ id, hc, ...fields }: RunnerChange) => {
      const identity = { id, ...(hc !== undefined && { hc }) }
      const [first, ...rest] = Object.entries(fields)
      if (first === undefined) return [identity]
      const one = { ...identity, ...Object.fromEntries([first]) }
      return rest.length === 0 ? [one, one] : [one, { ...identity, ...Object.fromEntries(rest) }, one]
    }),
  }
}
