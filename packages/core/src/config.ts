/**
 * Settings, from the environment or from code, validated with every problem at once; the settings of other packages composed with them;
 * a logger that writes as they say; and checks of what a function is given.
 *
 * @module @betting-advisor/core/config
 */
export { type ConsoleLoggerSettings, createConsoleLogger } from './config/console-logger.ts'
export type { DatabaseAddress } from './config/database-address.ts'
export { defineSettings, type GroupedInput } from './config/define-settings.ts'
export * as kinds from './config/kinds.ts'
export type { Environment, LogLevel, Settings, SettingsInput } from './config/settings.ts'
export { SettingsError, type SettingsProblem } from './config/settings-error.ts'
export { type SettingsFromEnvOptions, settingsFromEnv } from './config/settings-from-env.ts'
export {
  type DefaultedVariable,
  type GroupedSettings,
  type GroupRule,
  type GroupValues,
  type GroupVariable,
  type GroupVariables,
  optionalVariable,
  type SettingsGroup,
  type SettingsGroups,
  settingsGroup,
  variable,
} from './config/settings-group.ts'
export * as shapes from './units/shape.ts'
