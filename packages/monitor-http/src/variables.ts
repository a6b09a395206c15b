import { kinds, optionalVariable, settingsGroup, variable } from '@betting-advisor/core/config'
import { bearerCheck } from './security/bearer.ts'
import { hostList, isLoopback } from './security/hosts.ts'

/**
 * What a program reads from the environment for its monitor: `MONITOR_HOST`, `MONITOR_PORT`, `MONITOR_TOKEN` and `MONITOR_ALLOWED_HOSTS`.
 *
 * @example
 * ```ts
 * const settings = await settingsFromEnv({ monitor: monitorVariables })
 * const monitor = createMonitor(advisor, settings.monitor)
 * const { url } = await monitor.listen(settings.monitor)
 * ```
 */
export const monitorVariables = settingsGroup(
  'Monitor',
  {
    host: variable(
      'MONITOR_HOST',
      kinds.text('a host name or an IP address', (host) => /^[\w.:-]{1,253}$/.test(host)),
      '127.0.0.1',
      'Where the monitor listens; beyond this machine it needs MONITOR_TOKEN.',
    ),
    port: variable(
      'MONITOR_PORT',
      kinds.integer({ from: 0, to: 65_535 }),
      '5000',
      'The port of the monitor; 0 for any free one.',
    ),
    token: optionalVariable(
      'MONITOR_TOKEN',
      kinds.secret('32 to 512 random characters out of letters, digits and -._~+/=', passes(bearerCheck)),
      'What opens the monitor; required in production.',
    ),
    allowedHosts: variable(
      'MONITOR_ALLOWED_HOSTS',
      kinds.list(
        'host names without scheme, port or path, with commas between them',
        passes((host) => hostList([host])),
      ),
      '',
      'Names that the monitor answers to besides those of this machine, such as the one that a proxy serves it under; they need MONITOR_TOKEN.',
    ),
  },
  [
    {
      reads: ['token'],
      problem: ({ token }, { env }) =>
        token === null && env === 'production' ? 'is required with ENV=production' : null,
    },
    {
      reads: ['token', 'host'],
      problem: ({ token, host }, { env }) =>
        token === null && env !== 'production' && !isLoopback(host)
          ? `is required when MONITOR_HOST (${host}) is not this machine alone`
          : null,
    },
    {
      reads: ['token', 'host', 'allowedHosts'],
      problem({ token, host, allowedHosts }, { env }) {
        const { exposedAs } = hostList(allowedHosts)
        // One reason is enough: the rules before have told of the others.
        return token === null && env !== 'production' && isLoopback(host) && exposedAs !== null
          ? `is required when MONITOR_ALLOWED_HOSTS names more (${exposedAs}) than this machine`
          : null
      },
    },
  ],
)

/** Whether `check` does not throw, so that what it refuses is told together with everything else. */
function passes(check: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      check(text)
      return true
    } catch {
      return false
    }
  }
}
