/** Lets work wait for its turn. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>

/**
 * At most `atOnce` pieces of work at once and `perTurn` in one turn of the event loop, in the order in which they came: a crowd that
 * asks for much in one moment does not keep waiting what is asked besides, such as whether the process lives.
 */
export function createTurns(atOnce: number, perTurn: number): Turns {
  const waiting: (() => void)[] = []
  let working = 0
  let begun = 0

  const hasRoom = () => working < atOnce && begun < perTurn
  function begin(): void {
    working += 1
    begun += 1
    if (begun === 1) {
      setImmediate(() => {
        begun = 0
        release()
      })
    }
  }
  function release(): void {
    while (hasRoom()) {
      const next = waiting.shift()
      if (next === undefined) return
      begin()
      next()
    }
  }

  return async (work) => {
    if (waiting.length === 0 && hasRoom()) begin()
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      working -= 1
      release()
    }
  }
}
