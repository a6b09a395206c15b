import { AdvisorError } from '../errors/advisor-error.ts'

/** One thing that is wrong with the settings. */
export interface SettingsProblem {
  /** The variable, or the path of a setting that is given in code. */
  readonly setting: string
  /** A sentence with the name, what it was (never a secret's value), and what is allowed. */
  readonly message: string
}

/** Settings that cannot be used, with everything that is wrong with them. */
export class SettingsError extends AdvisorError {
  readonly code = 'INVALID_SETTINGS'
  readonly problems: readonly SettingsProblem[]
  /** What looks like a mistake besides. */
  readonly warnings: readonly string[]

  constructor(problems: readonly SettingsProblem[], warnings: readonly string[] = [], cause?: unknown) {
    const count = problems.length === 1 ? 'A setting is invalid' : `${problems.length} settings are invalid`
    const lines = [...problems.map(({ message }) => message), ...warnings].map((line) => `  - ${line}`)
    super(`${count}:\n${lines.join('\n')}\n`, {
      cause,
      remedy: 'docs/settings.md lists every setting with its range.',
    })
    this.problems = problems
    this.warnings = warnings
  }
}
