/**
 * Settings, from the environment or from code, validated with every problem at once.
 *
 * @module @betting-advisor/core/config
 */
export type { DatabaseAddress } from './config/database-address.ts'
export { defineSettings } from './config/define-settings.ts'
export type { Credentials, Environment, LogLevel, Settings, SettingsInput } from './config/settings.ts'
export { SettingsError, type SettingsProblem } from './config/settings-error.ts'
export { type SettingsFromEnvOptions, settingsFromEnv } from './config/settings-from-env.ts'
