import type { Advice } from '../../ports/advice.ts'
import type { Run } from '../../ports/run.ts'
import type { EventReader } from '../../ports/store/events.ts'
import { quoteAge } from '../../risk/controls/quote-age.ts'
import { dayFinder } from '../../units/day.ts'
import type { AccountKey } from '../../units/ids.ts'
import { HOUR, type Timestamp } from '../../units/timestamp.ts'

/** What a day needs to count: this much of it on paper, one second counted once however many runs there were in it. */
const LEAST_PER_DAY = HOUR
const PAGE = 1000

/** What is to go live. */
export interface PaperCandidate {
  /** `name@version` of each strategy, in any order. */
  readonly strategies: readonly string[]
  readonly settingsHash: string
  /** The IANA time zone of the account's calendar. */
  readonly timeZone: string
}

/**
 * Of the days that {@link paperDays} names, those on which something was decided at a fresh price: on the others it ran, and a feed that is
 * silent, cached or delayed has shown it nothing that real money could have been bet on.
 */
export async function decidedPaperDays(
  store: EventReader,
  account: AccountKey,
  runs: readonly Run[],
  candidate: PaperCandidate,
  now: Timestamp,
): Promise<readonly string[]> {
  const ran = new Set(paperDays(runs, candidate, now))
  const trials = new Set(runs.filter((run) => isTrial(run, candidate)).map(({ id }) => id))
  const dayOf = dayFinder(candidate.timeZone)
  const decided = new Set<string>()
  for (let after = 0; decided.size < ran.size; ) {
    const page = await store.events({ account, after, limit: PAGE, types: ['advice'] })
    for (const { event } of page) {
      if (event.type !== 'advice' || !trials.has(event.run) || !isAtFreshPrice(event.advice)) continue
      const { name } = dayOf(event.at)
      if (ran.has(name)) decided.add(name)
    }
    const last = page.at(-1)
    if (last === undefined) break
    after = last.id
  }
  return [...ran].filter((name) => decided.has(name))
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
  const dayOf = dayFinder(candidate.timeZone)
  const days = new Map<string, number>()
  for (const [from, until] of united(runs.filter((run) => isTrial(run, candidate)))) {
    const end = Math.min(until, now)
    for (let at = from; at < end; ) {
      const day = dayOf(at)
      days.set(day.name, (days.get(day.name) ?? 0) + Math.min(day.end, end) - at)
      at = day.end
    }
  }
  return [...days].flatMap(([name, ran]) => (ran >= LEAST_PER_DAY ? [name] : []))
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
