import type { StreamFaultKind } from '@betting-advisor/adapter-betfair/emulator'
import type { FaultRate } from '@betting-advisor/adapter-kit/emulator'
import type { ExchangeFaults } from '@betting-advisor/core/simulation'
import type { Constants } from '../constants.ts'

/** How many messages of the streams go wrong, and how. */
export const STREAM_FAULTS: Readonly<Partial<Record<StreamFaultKind, number>>> = {
  reset: 0.002,
  'half-line': 0.001,
  silence: 0.0005,
  duplicate: 0.005,
  reorder: 0.002,
  image: 0.002,
  unreliable: 0.001,
  'slow-drip': 0.001,
  unknown: 0.005,
}

/** How many requests go wrong, and how: those that place orders as any other. */
export function faultRates(
  { drop = 0, loseAnswer = 0, lateAnswer = 0, reject = 0 }: Partial<ExchangeFaults>,
  { lateAnswerMs }: Constants,
): readonly FaultRate[] {
  return [
    { fault: { kind: 'reset' }, rate: drop / 3 },
    { fault: { kind: 'latency', milliseconds: lateAnswerMs / 2 }, rate: drop / 3 },
    { fault: { kind: 'html', status: 502 }, rate: drop / 3 },
    { fault: { kind: 'lost-answer' }, rate: loseAnswer / 2 },
    { fault: { kind: 'half-body' }, rate: loseAnswer / 4 },
    { fault: { kind: 'invalid-json' }, rate: loseAnswer / 4 },
    { fault: { kind: 'held-answer', milliseconds: lateAnswerMs }, rate: lateAnswer / 2 },
    { fault: { kind: 'slow-drip', bytes: 40, everyMs: 5 }, rate: lateAnswer / 2 },
    { fault: { kind: 'rate-limited', retryAfterSeconds: null }, rate: reject / 3 },
  ]
}
