import { AdvisorError } from '@betting-advisor/core'
import type { PortHolder } from '../port-holder.ts'

/** The port is taken by another process. */
export class PortInUseError extends AdvisorError {
  readonly code = 'PORT_IN_USE'
  readonly port: number
  /** Who holds it, where the operating system says so. */
  readonly holder: PortHolder | null

  constructor(host: string, port: number, holder: PortHolder | null, cause: unknown) {
    super(`Port ${port} on ${host} is in use${whoHolds(port, holder)}.`, {
      cause,
      remedy: 'Stop that process, or choose another port with MONITOR_PORT or listen({ port }); 0 takes any free one.',
    })
    this.port = port
    this.holder = holder
  }
}

function whoHolds(port: number, holder: PortHolder | null): string {
  if (holder !== null) return ` by ${holder.command} (process ${holder.pid})`
  // macOS answers on 5000 and 7000 for AirPlay unless it is switched off.
  if (process.platform === 'darwin' && (port === 5000 || port === 7000)) {
    return ', probably by the AirPlay Receiver of macOS (System Settings → General → AirDrop & Handoff)'
  }
  return ' by another process'
}
