import { writeSync } from 'node:fs'

/** The moments of an order's life, and of what surrounds it, at which a process can be made to die or to stand still. */
export const FAILPOINTS = [
  'before-T1',
  'mid-T1',
  'after-T1',
  'after-gate',
  'mid-write',
  'after-write',
  'before-parse',
  'before-T2',
  'mid-T2',
  'after-T2',
  'in-reconcile',
  'in-settle',
  'mid-settle',
  'in-lead',
] as const

/** One of them. */
export type Failpoint = (typeof FAILPOINTS)[number]

/** What happens to a process at a failpoint. */
export interface FailurePlan {
  readonly at: Failpoint
  /** The how manieth time that it gets there, from 1. */
  readonly hit: number
  readonly action:
    | { readonly kind: 'kill' }
    /** The event loop stands still. */
    | { readonly kind: 'block'; readonly ms: number }
    /** The process stands still, until whoever started it lets it go on. */
    | { readonly kind: 'stop'; readonly ms: number }
}

/** What a stopped process writes, so that it is let go on. */
export const STOPPED = 'stopped for '

/** What one writes whose event loop stood still. */
export const BLOCKED = 'blocked for '

/** Tells that a process gets to a failpoint. */
export type Hit = (at: Failpoint) => void

/** Carries out plans, one after the other. */
export function createFailpoints(plans: readonly FailurePlan[]): Hit {
  const waiting = [...plans]
  let hits = 0
  return (at) => {
    const [plan] = waiting
    if (at !== plan?.at) return
    hits += 1
    if (hits < plan.hit) return
    hits = 0
    waiting.shift()
    carryOut(plan.action)
  }
}

function carryOut(action: FailurePlan['action']): void {
  if (action.kind === 'block') {
    block(action.ms)
    writeSync(1, `${BLOCKED}${action.ms}\n`)
    return
  }
  if (action.kind === 'stop') writeSync(1, `${STOPPED}${action.ms}\n`)
  process.kill(process.pid, action.kind === 'kill' ? 'SIGKILL' : 'SIGSTOP')
  // The signal needs not be there yet when kill returns: nothing more may happen until it is.
  block(action.kind === 'kill' ? 60_000 : 5)
}

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
