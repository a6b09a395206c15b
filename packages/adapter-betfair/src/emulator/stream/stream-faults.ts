import type { Random } from '@betting-advisor/core/simulation'

/** Something that goes wrong with a message of a stream. */
export type StreamFaultKind =
  /** The connection is reset in its place. */
  | 'reset'
  /** Half of it is sent, and the connection closed. */
  | 'half-line'
  /** Nothing is sent any more, and the connection stays open. */
  | 'silence'
  /** It is sent twice. */
  | 'duplicate'
  /** It is sent after the one that follows. */
  | 'reorder'
  /** A full image is sent in its place. */
  | 'image'
  /** It is sent with status 503. */
  | 'unreliable'
  /** It is sent byte by byte, with a bare line feed. */
  | 'slow-drip'
  /** Something that nobody has heard of is sent before it. */
  | 'unknown'
  /** An update that changes nothing, an empty list, is sent before it. */
  | 'empty'
  /** Its runners stand in it several times, each with a part of their fields, and some twice. */
  | 'split'
  /** It was published before the one that came before it, as it says. */
  | 'backwards'
  /** A message of the subscription that was before, which forgets everything, is sent before it. */
  | 'former'

/** Says what goes wrong with the next message of a kind; `null` for nothing. */
export type StreamFaultPlan = (op: 'mcm' | 'ocm') => StreamFaultKind | null

/**
 * A plan that spoils a fraction of all messages at random: the same ones for the same random numbers.
 *
 * @param rates - By fault, the fraction of messages that it spoils, in [0, 1]; together at most 1.
 * @example
 * ```ts
 * const plan = seededStreamFaults({ reset: 0.001, duplicate: 0.01 }, createSeededRandom('2026'))
 * ```
 */
export function seededStreamFaults(rates: Partial<Record<StreamFaultKind, number>>, random: Random): StreamFaultPlan {
  // The keys of a literal of this type are its own.
  const entries = Object.entries(rates) as [StreamFaultKind, number][]
  return () => {
    let left = random()
    for (const [kind, rate] of entries) {
      if (left < rate) return kind
      left -= rate
    }
    return null
  }
}
