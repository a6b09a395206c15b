import { afterSettlement, lostIn, type WindowLosses, type Windows, windowFinder } from '../limits/loss-window.ts'
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
  let losses = counted
  return {
    get losses() {
      return losses
    },
    windows,
    settled(at, profit) {
      if (profit !== 0) losses = afterSettlement(losses, windows(at), profit)
    },
    replace(told) {
      losses = told
    },
    lost: (kind, at) => lostIn(losses, windows(at), kind),
    profitOn(at) {
      const { window, lost } = losses.day
      return money(window >= windows(at).day ? 0 - lost : 0)
    },
  }
}
