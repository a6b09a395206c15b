import { AdvisorError } from './advisor-error.ts'

/** An option is given that nothing reads: most often a slip of the pen, after which the default would be used unnoticed. */
export class UnknownOptionError extends AdvisorError {
  readonly code = 'UNKNOWN_OPTION'
  /** What was given it, such as `createAdvisor`. */
  readonly of: string
  /** The option as it was written. */
  readonly option: string

  constructor(of: string, option: string, known: readonly string[], meant: string | null) {
    super(`${of} has no option ${option}.`, {
      remedy: meant === null ? `It has ${known.join(', ')}.` : `Did you mean ${meant}?`,
    })
    this.of = of
    this.option = option
  }
}
