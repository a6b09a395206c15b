import type { Timestamp } from '../units/timestamp.ts'

/** Round values that cover a range, about `count` of them (Heckbert 1990, nice numbers). */
export function niceTicks(from: number, to: number, count: number): readonly number[] {
  const rough = (to - from) / Math.max(1, count)
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const residual = rough / magnitude
  const step = (residual < 1.5 ? 1 : residual < 3 ? 2 : residual < 7 ? 5 : 10) * magnitude
  const ticks: number[] = []
  // Multiples by index: adding the step again and again would gather rounding errors.
  for (let index = Math.ceil(from / step); index * step <= to + step * 1e-9; index++) ticks.push(index * step)
  return ticks
}

const DAY = 86_400_000

/** Starts of days, months or years within a span, at most about `count` of them; all in UTC. */
export function timeTicks(from: Timestamp, to: Timestamp, count: number): readonly { at: number; label: string }[] {
  const days = (to - from) / DAY
  if (days <= count * 10) {
    const step = Math.max(1, Math.ceil(days / count)) * DAY
    const first = Math.ceil(from / DAY) * DAY
    const length = Math.max(0, Math.floor((to - first) / step) + 1)
    return Array.from({ length }, (_, index) => first + index * step).map((at) => ({ at, label: iso(at).slice(5, 10) }))
  }
  const monthStep = [1, 2, 3, 6, 12, 24, 60].find((months) => days / (months * 30.4) <= count) ?? 120
  const ticks: { at: number; label: string }[] = []
  const year = new Date(from).getUTCFullYear()
  for (let month = 0; Date.UTC(year, month, 1) <= to; month += monthStep) {
    const at = Date.UTC(year, month, 1)
    if (at >= from) ticks.push({ at, label: iso(at).slice(0, monthStep >= 12 ? 4 : 7) })
  }
  return ticks
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
