import { AdvisorError } from '@betting-advisor/core'

/** The address to listen on cannot be had: not one of this machine's, or not allowed. */
export class AddressUnusableError extends AdvisorError {
  readonly code = 'ADDRESS_UNUSABLE'

  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    super(`Nothing can listen on ${host}, port ${port} (${cause.code ?? cause.message}).`, {
      cause,
      remedy:
        'Set MONITOR_HOST to an address of this machine, 127.0.0.1 unless others must reach it, and MONITOR_PORT above 1023.',
    })
  }
}
