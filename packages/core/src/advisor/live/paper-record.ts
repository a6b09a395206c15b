import type { Advice } from '../../ports/advice.ts'
import type { Run } from '../../ports/run.ts'
import type { EventReader } from '../../ports/store/events.ts'
import { quoteAge } from '../../risk/controls/quote-age.ts'
import { dayFinder } from '../../units/day.ts'
import type { AccountKey } from '../../units/ids.ts'
import { HOUR, type Timestamp, timestamp } from '../../units/timestamp.ts'

/** What a day needs to count: this much of it on paper, one second counted once however many runs there were in it. */
const LEAST_PER_DAY = HOUR
const PAGE = 200
/** How far the clocks of engines may be apart. */
const SKEW = HOUR

/** What is to go live. */
export interface PaperCandidate {
  /** `name@version` of each strategy, in any order. */
  readonly strategies: readonly string[]
  readonly settingsHash: string
  /** The IANA time zone of the account's calendar. */
  readonly timeZone: string
}

/**
 * Of the days that {@link paperDays} names, those on which something was decided at a fresh price, the first so many that are needed: on the
 * others it ran, and a feed that is silent, cached or delayed has shown it nothing that real money could have been bet on. What was advised
 * is read from where the day's trial began, as far as it takes.
 */
export async function decidedPaperDays(
  store: EventReader,
  account: AccountKey,
  runs: readonly Run[],
  candidate: PaperCandidate,
  now: Timestamp,
  needed: number,
): Promise<readonly string[]> {
  const trials = new Set(runs.filter((run) => isTrial(run, candidate)).map(({ id }) => id))
  const dayOf = dayFinder(candidate.timeZone)

  /** The first event that may have been told at a moment or later: engines tell of theirs in turn, each by its own clock. */
  async function before(at: number, from: number): Promise<number> {
    let [low, high] = [from, await store.lastEventId(account)]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const [next] = await store.events({ account, after: middle, limit: 1 })
      if (next !== undefined && next.event.at < at - SKEW) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Whether something that was told between two moments was decided on one of these days, and on which; `null` when there is nothing more. */
  async function nextDecided(days: ReadonlySet<string>, since: number, until: number) {
    for (let after = since; ; ) {
      const page = await store.events({ account, after, limit: PAGE, types: ['advice'] })
      for (const { id, event } of page) {
        if (event.type !== 'advice' || !trials.has(event.run) || !isAtFreshPrice(event.advice)) continue
        const { name } = dayOf(event.at)
        if (days.has(name)) return { name, after: id }
      }
      const last = page.at(-1)
      if (last === undefined || last.event.at > until) return null
      after = last.id
    }
  }

  const days = trialDays(runs, candidate, now)
  const missing = new Set(days.map(({ name }) => name))
  const isEnough = () => days.length - missing.size >= needed
  let from = 0
  for (const { name, from: begun, until } of days) {
    if (isEnough()) break
    from = await before(begun, from)
    if ((await nextDecided(new Set([name]), from, until + SKEW)) !== null) missing.delete(name)
  }
  // Where a clock was put back, what was told is in no order of time: before it is refused, everything is read.
  for (let after: number | null = 0; after !== null && missing.size > 0 && !isEnough(); ) {
    const found = await nextDecided(missing, after, Number.POSITIVE_INFINITY)
    if (found !== null) missing.delete(found.name)
    after = found?.after ?? null
  }
  return days.flatMap(({ name }) => (missing.has(name) ? [] : [name]))
}

/** Whether the price behind advice was fresh enough to be bet at, whatever was decided then. */
function isAtFreshPrice({ verdicts }: Advice): boolean {
  return verdicts.some(({ control, code }) => control === quoteAge.name && code === null)
}

/**
 * The calendar days on which runs on paper tried what is to go live, by the system's clock and the prices of real venues, for at least
 * an hour in all; ascending.
 *
 * @param runs - Of the paper account, in any order.
 * @param now - What lies beyond it does not count.
 */
export function paperDays(runs: readonly Run[], candidate: PaperCandidate, now: Timestamp): readonly string[] {
  return trialDays(runs, candidate, now).map(({ name }) => name)
}

/** A calendar day of a trial, and the stretch of it in which that ran. */
interface TrialDay {
  readonly name: string
  readonly from: Timestamp
  readonly until: Timestamp
  readonly ran: number
}

function trialDays(runs: readonly Run[], candidate: PaperCandidate, now: Timestamp): readonly TrialDay[] {
  const dayOf = dayFinder(candidate.timeZone)
  const days = new Map<string, TrialDay>()
  for (const [from, until] of united(runs.filter((run) => isTrial(run, candidate)))) {
    const end = until < now ? until : now
    for (let at = from; at < end; ) {
      const { name, end: over } = dayOf(at)
      const known = days.get(name)
      const till = timestamp(Math.min(over, end))
      days.set(name, { name, from: known?.from ?? at, until: till, ran: (known?.ran ?? 0) + till - at })
      at = over
    }
  }
  return [...days.values()].filter(({ ran }) => ran >= LEAST_PER_DAY)
}

/** Whether a run was one of just these strategies and settings, under the conditions of real money. */
function isTrial(run: Run, { strategies, settingsHash }: PaperCandidate): boolean {
  return (
    run.clock === 'real' &&
    run.source === 'venue' &&
    run.settingsHash === settingsHash &&
    isSameSet(new Set(run.strategies), new Set(strategies))
  )
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name))
}

/** The stretches of time that runs cover, ascending and apart. */
function united(runs: readonly Run[]): readonly (readonly [from: Timestamp, until: Timestamp])[] {
  const stretches: [Timestamp, Timestamp][] = []
  for (const { startedAt, reachedAt } of runs.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const last = stretches.at(-1)
    if (last === undefined || startedAt > last[1]) stretches.push([startedAt, reachedAt])
    else if (reachedAt > last[1]) last[1] = reachedAt
  }
  return stretches
}
