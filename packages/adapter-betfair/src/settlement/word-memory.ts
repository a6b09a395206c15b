import type { KnownWord } from '@betting-advisor/core/venue'

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
   *
   * @param stored - What is asked of whoever keeps words for longer than a process lives, where nothing was said yet.
   */
  versionOf(what: string, dated: number, word: object, stored?: () => Promise<KnownWord | null>): Promise<number>
  /** Forgets what nobody asks for any more. */
  forgetBefore(dated: number): void
}

/** The exchange's dates are whole seconds: versions that are nearer to one another are of one date. */
const DATE_STEP_MS = 1000

/** A memory of words, for a process. */
export function createWordMemory(): WordMemory {
  const words = new Map<string, Said>()
  return {
    async versionOf(what, dated, word, stored = async () => null) {
      const content = JSON.stringify(word)
      const before = words.get(what) ?? remembered(await stored(), dated, content)
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

/** What was said before this process began. */
function remembered(stored: KnownWord | null, dated: number, content: string): Said | undefined {
  if (stored === null) return undefined
  const { version, isSame } = stored
  const isOfThisDate = version >= dated && version - dated < DATE_STEP_MS
  return { dated: isOfThisDate ? dated : version, version, content: isSame ? content : '' }
}
