import { ambientEnvironment, readTextFile } from './ambient.ts'
import type { Settings } from './settings.ts'
import type { SettingsProblem } from './settings-error.ts'
import { similarName } from './similar-names.ts'
import { type Texts, validate } from './validate.ts'
import { secretNames, type VariableName, variableNames } from './variables.ts'

/** Where secrets come from that are not in the environment itself. */
export interface SettingsFromEnvOptions {
  /** Asked for every secret that the environment does not give, such as a vault; `undefined` where it has none. */
  readonly secrets?: (name: string, signal?: AbortSignal) => Promise<string | undefined>
  /** Reads the files that `NAME_FILE` variables name. @default Node's file system */
  readonly readFile?: (path: string, signal?: AbortSignal) => Promise<string>
  readonly signal?: AbortSignal
}

type Environment = Readonly<Record<string, string | undefined>>

type Found = { readonly text: string | undefined } | { readonly problem: string; readonly cause?: unknown }

/**
 * Reads all settings from environment variables; docs/settings.md lists them with their defaults and ranges.
 *
 * An empty variable counts as not set. A secret may stand in the variable, in a file that `NAME_FILE` names, or in a vault.
 *
 * @param env - The variables. The default is the environment of the process.
 * @throws SettingsError `INVALID_SETTINGS` with every problem at once.
 * @example
 * ```ts
 * const settings = await settingsFromEnv({ MIN_EDGE: '0.02', CURRENCY: 'EUR' })
 * settings.risk.minEdge // 0.02
 * ```
 */
export async function settingsFromEnv(
  env: Environment = ambientEnvironment(),
  options: SettingsFromEnvOptions = {},
): Promise<Settings> {
  const { signal } = options
  signal?.throwIfAborted()
  const texts: Texts = {}
  const problems: SettingsProblem[] = []
  let cause: unknown
  for (const name of variableNames) {
    const text = given(env, name)
    if (text !== undefined) texts[name] = text
  }
  const found = await Promise.all(
    secretNames.map(async (name) => ({ name, ...(await findSecret(name, env, options)) })),
  )
  signal?.throwIfAborted()
  for (const secret of found) {
    if ('problem' in secret) {
      problems.push({ setting: secret.name, message: secret.problem })
      cause ??= secret.cause
    } else if (secret.text !== undefined) {
      texts[secret.name] = secret.text
    }
  }
  return validate(texts, (name) => name, { problems, warnings: misspelt(env), cause })
}

/** A variable's text without surrounding blanks, `undefined` where there is nothing in it. */
function given(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined
}

async function findSecret(name: VariableName, env: Environment, options: SettingsFromEnvOptions): Promise<Found> {
  const { secrets, readFile = readTextFile, signal } = options
  const text = given(env, name)
  const path = given(env, `${name}_FILE`)
  if (text !== undefined && path !== undefined) {
    return { problem: `${name} and ${name}_FILE are both set: keep one of them.` }
  }
  if (text !== undefined) return { text }
  try {
    if (path === undefined) return { text: (await secrets?.(name, signal))?.trim() || undefined }
  } catch (cause) {
    return { problem: `${name} could not be asked for: the secrets provider failed (${kindOf(cause)}).`, cause }
  }
  try {
    const content = (await readFile(path, signal)).trim()
    return content === '' ? { problem: `${name}_FILE names an empty file, ${path}.` } : { text: content }
  } catch (cause) {
    return { problem: `${name}_FILE names a file that cannot be read, ${path} (${kindOf(cause)}).`, cause }
  }
}

/** An error's code or class: its message could hold what must not be shown. */
function kindOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}

/** Warnings of variables that look like one of ours and are not. */
function misspelt(env: Environment): string[] {
  const files = secretNames.map((name) => `${name}_FILE`)
  const known = [...variableNames, ...files]
  const warnings: string[] = []
  for (const name of Object.keys(env)) {
    if (known.includes(name) || given(env, name) === undefined) continue
    const base = variableNames.find((variable) => `${variable}_FILE` === name)
    const meant = similarName(name, known)
    if (base !== undefined) warnings.push(`${name} has no effect: only secrets can come from a file, set ${base}.`)
    else if (meant !== null) warnings.push(`${name} has no effect: did you mean ${meant}?`)
  }
  return warnings
}
