/** What was said last of a bet or a market. */
interface Said {
  /** By the exchange's own dates. */
  readonly dated: number
  readonly version: number
  readonly content: string
}

/** What the exchange has said, by what it said it of. */
export interface WordMemory {
  /**
   * The version of a word: the date that the exchange gives it, and more where it says something else than before under the same date.
   * What has an older date is an old list, and keeps that.
   */
  versionOf(what: string, dated: number, word: object): number
  /** Forgets what nobody asks for any more. */
  forgetBefore(dated: number): void
}

/** A memory of words, for a process: which version a word was given before is for the store to know. */
export function createWordMemory(): WordMemory {
  const words = new Map<string, Said>()
  return {
    versionOf(what, dated, word) {
      const content = JSON.stringify(word)
      const before = words.get(what)
      if (before !== undefined && dated < before.dated) return dated
      const isSame = before === undefined || before.content === content
      const version = Math.max(dated, before === undefined ? 0 : before.version + (isSame ? 0 : 1))
      words.set(what, { dated, version, content })
      return version
    },
    forgetBefore(dated) {
      for (const [what, said] of words) if (said.dated < dated) words.delete(what)
    },
  }
}
