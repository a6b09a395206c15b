/** How many letters must be inserted, removed, changed or swapped with a neighbour to get from one word to the other (Damerau, 1964; restricted). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1)
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}

/** The known name that `name` may have been meant for, or `null`. Short names are too like each other to tell. */
export function similarName(name: string, known: readonly string[]): string | null {
  if (name.length < 6) return null
  const most = name.length < 9 ? 1 : 2
  let best: string | null = null
  let least = most + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const distance = editDistance(name.toUpperCase(), candidate.toUpperCase())
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}
