import type { LossWindow } from '../order/intent.ts'
import { type Money, money, ZERO } from '../units/money.ts'
import { LOSS_WINDOWS, NO_WINDOW_LOSSES, type WindowLosses, type Windows } from './loss-window.ts'

/** The losses of an account by window, counted settlement by settlement: each counts in its own windows, whatever comes before or after. */
export interface LossSums {
  /** A settlement or a correction in these windows has brought `profit`, in minor units; negative where it lost. */
  add(windows: Windows, profit: number): void
  /** What was lost as of a decision that is made in these windows: see {@link lostIn}. */
  lost(windows: Windows, kind: LossWindow): Money
  /** What was lost in one window, negative where more was won. */
  in(kind: LossWindow, window: string): Money
  /** Those of the windows given and of all later ones; every one where none are given. */
  from(windows?: Windows): WindowLosses
}

/**
 * Sums that go on from what is counted already.
 *
 * @example
 * ```ts
 * const sums = createLossSums()
 * sums.add({ day: '2026-08-08', week: '2026-W32', month: '2026-08' }, -700)
 * sums.in('week', '2026-W32') // 700
 * ```
 */
export function createLossSums(counted: WindowLosses = NO_WINDOW_LOSSES): LossSums {
  const sums = {
    day: new Map(Object.entries(counted.day)),
    week: new Map(Object.entries(counted.week)),
    month: new Map(Object.entries(counted.month)),
  }
  /** The latest window that was ever counted in; no decision but one of a clock that is behind asks for an earlier one. */
  const latest = { day: newest(sums.day), week: newest(sums.week), month: newest(sums.month) }

  function named(kind: LossWindow, from: string): Readonly<Record<string, Money>> {
    return Object.fromEntries([...sums[kind]].filter(([window]) => window >= from))
  }

  return {
    add(windows, profit) {
      if (profit === 0) return
      for (const kind of LOSS_WINDOWS) {
        const window = windows[kind]
        const lost = (sums[kind].get(window) ?? 0) - profit
        if (lost === 0) sums[kind].delete(window)
        else sums[kind].set(window, money(lost))
        if (window > latest[kind]) latest[kind] = window
      }
    },
    lost(windows, kind) {
      const window = windows[kind]
      if (window > latest[kind]) return ZERO
      if (window === latest[kind]) return money(Math.max(0, sums[kind].get(window) ?? 0))
      return lostOf(named(kind, window))
    },
    in: (kind, window) => sums[kind].get(window) ?? ZERO,
    from: ({ day, week, month } = { day: '', week: '', month: '' }) => ({
      day: named('day', day),
      week: named('week', week),
      month: named('month', month),
    }),
  }
}

/**
 * What was lost, as of a decision that is made in these windows: the most that was in that window or a later one, so that a clock that is
 * behind forgets nothing; 0 where more was won.
 *
 * @example
 * ```ts
 * const losses = { ...NO_WINDOW_LOSSES, day: { '2026-08-08': money(700) } }
 * lostIn(losses, { day: '2026-08-08', week: '2026-W32', month: '2026-08' }, 'day') // 700
 * ```
 */
export function lostIn(losses: WindowLosses, windows: Windows, kind: LossWindow): Money {
  const later = Object.entries(losses[kind]).filter(([window]) => window >= windows[kind])
  return lostOf(Object.fromEntries(later))
}

function lostOf(sums: Readonly<Record<string, Money>>): Money {
  return money(Math.max(0, ...Object.values(sums)))
}

function newest(sums: ReadonlyMap<string, Money>): string {
  let found = ''
  for (const window of sums.keys()) if (window > found) found = window
  return found
}
