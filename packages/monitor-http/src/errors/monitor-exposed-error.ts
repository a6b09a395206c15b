import { AdvisorError } from '@betting-advisor/core'

/** The monitor was asked to listen where others can reach it, or to answer to a name for others, without a token. */
export class MonitorExposedError extends AdvisorError {
  readonly code = 'MONITOR_EXPOSED'
  readonly host: string

  constructor(host: string, does: 'listen on' | 'answer to' = 'listen on') {
    const otherwise = does === 'listen on' ? 'listen on 127.0.0.1' : `take ${host} out of MONITOR_ALLOWED_HOSTS`
    super(`The monitor does not ${does} ${host} without a token: anyone on the network could read it.`, {
      remedy: `Set MONITOR_TOKEN (createMonitor(advisor, { token })) or ${otherwise}.`,
    })
    this.host = host
  }
}
