import { createLossSums } from '../limits/loss-sums.ts'
import { type WindowLosses, type Windows, windowFinder } from '../limits/loss-window.ts'
import type { LossWindow } from '../order/intent.ts'
import { type Money, money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What an account has lost in the windows of its calendar, as its store counts it. */
export interface LossMirror {
  readonly losses: WindowLosses
  windows(at: Timestamp): Windows
  /** A bet was settled, or corrected by `profit`, in minor units. */
  settled(at: Timestamp, profit: number): void
  /** The store says how it is. */
  replace(losses: WindowLosses): void
  /** Lost in the window that `at` lies in; 0 where more was won. */
  lost(kind: LossWindow, at: Timestamp): number
  /** Profit of the day that `at` lies in. */
  profitOn(at: Timestamp): Money
}

/** A mirror that goes on from what a store has counted. */
export function createLossMirror(counted: WindowLosses, timeZone: string): LossMirror {
  const windows = windowFinder(timeZone)
  let sums = createLossSums(counted)
  return {
    get losses() {
      return sums.from()
    },
    windows,
    settled(at, profit) {
      sums.add(windows(at), profit)
    },
    replace(told) {
      sums = createLossSums(told)
    },
    lost: (kind, at) => sums.lost(windows(at), kind),
    profitOn: (at) => money(0 - sums.in('day', windows(at).day)),
  }
}
