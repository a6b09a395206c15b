import type { WorldChange } from './world.ts'

/** Changes of something that begins at a moment. */
export interface Course {
  readonly startsAt: number
  readonly changes: Generator<WorldChange, void>
}

/** Merges courses, of which any number are still to begin, into one order of time; of one moment, those that began first come first. */
export function* mergeChanges(courses: Generator<Course, void>): Generator<WorldChange, void> {
  const running: { readonly changes: Generator<WorldChange, void>; next: WorldChange }[] = []
  let upcoming = courses.next()
  for (;;) {
    const earliest = running.reduce<(typeof running)[number] | undefined>(
      (best, each) => (best === undefined || each.next.at < best.next.at ? each : best),
      undefined,
    )
    if (upcoming.done !== true && (earliest === undefined || upcoming.value.startsAt <= earliest.next.at)) {
      const { changes } = upcoming.value
      const first = changes.next()
      if (first.done !== true) running.push({ changes, next: first.value })
      upcoming = courses.next()
    } else if (earliest === undefined) return
    else {
      yield earliest.next
      const following = earliest.changes.next()
      if (following.done === true) running.splice(running.indexOf(earliest), 1)
      else earliest.next = following.value
    }
  }
}
