import { similarName } from '../units/similar-names.ts'
import type { Composition } from './composition.ts'
import type { SettingsProblem } from './settings-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

const noBetfair = 'this program does not give settingsFromEnv the betfairVariables of @betting-advisor/adapter-betfair'
const noPinnacle = 'there is no adapter of Pinnacle yet'
const noAlerts = 'this program does not give settingsFromEnv the alertVariables of @betting-advisor/alerts'
const noMonitor = 'this program does not give settingsFromEnv the monitorVariables of @betting-advisor/monitor-http'

/** Why variables are read by nothing: names of what is not built yet, and of packages that a program may do without. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['BETFAIR_APP_KEY', noBetfair],
  ['BETFAIR_SESSION_TOKEN', 'its adapter logs in by itself, with BETFAIR_USERNAME and BETFAIR_PASSWORD'],
  ['BETFAIR_USERNAME', noBetfair],
  ['BETFAIR_PASSWORD', noBetfair],
  ['BETFAIR_CERTIFICATE', noBetfair],
  ['BETFAIR_CERTIFICATE_KEY', noBetfair],
  ['BETFAIR_JURISDICTION', noBetfair],
  ['BETFAIR_SESSION_MINUTES', noBetfair],
  ['BETFAIR_HOSTS', noBetfair],
  ['PINNACLE_USERNAME', noPinnacle],
  ['PINNACLE_PASSWORD', noPinnacle],
  ['TELEGRAM_BOT_TOKEN', noAlerts],
  ['TELEGRAM_CHAT_ID', noAlerts],
  ['ALERT_WEBHOOK_URL', noAlerts],
  ['ALERT_WEBHOOK_SECRET', noAlerts],
  ['ALERT_EMAIL_SERVER', noAlerts],
  ['ALERT_EMAIL_FROM', noAlerts],
  ['ALERT_EMAIL_TO', noAlerts],
  ['ALERT_PING_URL', noAlerts],
  ['REDIS_URL', 'nothing is kept in Redis'],
  ['MONITOR_HOST', noMonitor],
  ['MONITOR_PORT', noMonitor],
  ['MONITOR_TOKEN', noMonitor],
  ['MONITOR_ALLOWED_HOSTS', noMonitor],
])

/** Warnings of variables that are set for a bot and that nothing in it reads. */
export function withoutEffect(env: Environment, composition: Composition): readonly string[] {
  const files = [...composition].flatMap(([name, { kind }]) => (kind.secret ? [`${name}_FILE`] : []))
  const known = [...composition.keys(), ...files]
  return Object.keys(env).flatMap((name) => {
    if (known.includes(name) || !env[name]?.trim()) return []
    const base = name.replace(/_FILE$/, '')
    if (composition.has(base)) return [`${name} has no effect: only secrets can come from a file, set ${base}.`]
    const reason = reasons.get(base)
    if (reason !== undefined) return [`${name} has no effect: ${reason}.`]
    const meant = similarName(name, known)
    return meant === null ? [] : [`${name} has no effect: did you mean ${meant}?`]
  })
}

/** What is wrong with an environment that a file was read into in another encoding than it was written in. */
export function mangledNames(env: Environment): readonly SettingsProblem[] {
  const mangled = Object.keys(env).find((name) => /^[\ufeff\ufffd]/.test(name))
  if (mangled === undefined) return []
  const encoding = mangled.startsWith('\ufeff') ? 'with a byte order mark' : 'in UTF-16 or another encoding'
  return [{ setting: '.env', message: `The file of variables is written ${encoding}: save it as plain UTF-8.` }]
}
