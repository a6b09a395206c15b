import type { Logger } from '../ports/logger.ts'
import { ambientEnvironment, readTextFile } from './ambient.ts'
import { compose, secretsOf } from './composition.ts'
import { createConsoleLogger } from './console-logger.ts'
import { mangledNames, withoutEffect } from './no-effect.ts'
import type { Settings } from './settings.ts'
import type { SettingsProblem } from './settings-error.ts'
import type { GroupedSettings, SettingsGroups } from './settings-group.ts'
import { validate } from './validate.ts'

/** Where settings come from. */
export interface SettingsFromEnvOptions {
  /** The variables. @default the environment of the process */
  readonly env?: Environment
  /** Asked for every secret that the environment does not give, such as a vault; `undefined` where it has none. */
  readonly secrets?: (name: string, signal?: AbortSignal) => Promise<string | undefined>
  /** Reads the files that `NAME_FILE` variables name. @default Node's file system */
  readonly readFile?: (path: string, signal?: AbortSignal) => Promise<string>
  /** Where warnings go, such as of a variable that nothing reads. @default the console */
  readonly logger?: Logger
  readonly signal?: AbortSignal
}

type Environment = Readonly<Record<string, string | undefined>>

type Found = { readonly text: string | undefined } | { readonly problem: string; readonly cause?: unknown }

/**
 * Reads all settings from environment variables; docs/settings.md lists them with their defaults and ranges.
 *
 * An empty variable counts as not set. A secret may stand in the variable, in a file that `NAME_FILE` names, or in a vault. Variables that
 * look like settings and that nothing reads are warned of, by name.
 *
 * @throws SettingsError `INVALID_SETTINGS` with every problem at once; InvalidValueError `INVALID_VALUE` when a group is none.
 * @example
 * ```ts
 * const settings = await settingsFromEnv({}, { env: { MIN_EDGE: '0.02', CURRENCY: 'EUR' } })
 * settings.risk.minEdge // 0.02
 * ```
 */
export async function settingsFromEnv(): Promise<Settings>
/**
 * Reads all settings, and those of other packages, from environment variables.
 *
 * @param groups - The settings of other packages that this program reads, by the names they get: `{ monitor: monitorVariables }`.
 * @throws SettingsError `INVALID_SETTINGS` with every problem at once.
 */
export async function settingsFromEnv<const Groups extends SettingsGroups>(
  groups: Groups,
  options?: SettingsFromEnvOptions,
): Promise<Settings & GroupedSettings<Groups>>
export async function settingsFromEnv(
  groups: SettingsGroups = {},
  options: SettingsFromEnvOptions = {},
): Promise<Settings> {
  const { signal, env = ambientEnvironment() } = options
  signal?.throwIfAborted()
  const composition = compose(groups)
  const texts = new Map<string, string>()
  const problems: SettingsProblem[] = [...mangledNames(env)]
  let cause: unknown
  for (const name of composition.keys()) {
    const text = given(env, name)
    if (text !== undefined) texts.set(name, text)
  }
  const found = await Promise.all(
    secretsOf(composition).map(async (name) => ({ name, ...(await findSecret(name, env, options)) })),
  )
  signal?.throwIfAborted()
  for (const secret of found) {
    if ('problem' in secret) {
      problems.push({ setting: secret.name, message: secret.problem })
      cause ??= secret.cause
    } else if (secret.text !== undefined) {
      texts.set(secret.name, secret.text)
    }
  }
  const warnings = withoutEffect(env, composition)
  const settings = validate(groups, composition, texts, (name) => name, { problems, warnings, cause })
  const { logger = createConsoleLogger(settings.log) } = options
  for (const warning of settings.warnings) logger.warn({ event: 'settings.warning' }, warning)
  return settings
}

/** A variable's text without surrounding blanks, `undefined` where there is nothing in it. */
function given(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined
}

async function findSecret(name: string, env: Environment, options: SettingsFromEnvOptions): Promise<Found> {
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
    const content = (await readFile(path, signal)).replace(/^\ufeff/, '').trim()
    // What UTF-16 read as UTF-8 leaves behind.
    if (content.includes('\0') || content.includes('\ufffd')) {
      return { problem: `${name}_FILE names a file that is not UTF-8, ${path}.` }
    }
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
