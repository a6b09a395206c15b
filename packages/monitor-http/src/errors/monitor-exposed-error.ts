import { AdvisorError } from '@betting-advisor/core'

/** The monitor was asked to listen where others can reach it, without a token. */
export class MonitorExposedError extends AdvisorError {
  readonly code = 'MONITOR_EXPOSED'
  readonly host: string

  constructor(host: string) {
    super(`The monitor does not listen on ${host} without a token: anyone on the network could read it.`, {
      remedy: 'Set MONITOR_TOKEN (createMonitor(advisor, { token })) or listen on 127.0.0.1.',
    })
    this.host = host
  }
}
