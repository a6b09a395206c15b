/** Something to run, and the names of what must have ended before it begins. */
export interface Step {
  readonly name: string
  readonly after: readonly string[]
}

/** Runs every step, at most `lanes` at a time: of those that need not wait any more, the first of the list first. */
export async function runSideBySide(
  steps: readonly Step[],
  lanes: number,
  run: (name: string) => Promise<void>,
): Promise<void> {
  const waiting = [...steps]
  const unfinished = new Set(steps.map(({ name }) => name))
  const running = new Set<Promise<void>>()

  while (unfinished.size > 0) {
    const next = waiting.findIndex(({ after }) => !after.some((name) => unfinished.has(name)))
    if (next !== -1 && running.size < lanes) {
      for (const { name } of waiting.splice(next, 1)) {
        const started = run(name).then(() => {
          unfinished.delete(name)
          running.delete(started)
        })
        running.add(started)
      }
    } else if (running.size > 0) await Promise.race(running)
    else throw new Error(`${waiting.map(({ name }) => name).join(', ')} wait for each other.`)
  }
}
