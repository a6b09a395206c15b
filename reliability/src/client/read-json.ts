import { AdvisorError } from '@betting-advisor/core'
import { Agent, get } from './node-http.ts'

/** The exchange could not be asked. */
class UnreachableError extends AdvisorError {
  readonly code = 'EXCHANGE_UNREACHABLE'
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** Asks the exchange for something that changes nothing. @throws UnreachableError unless a whole answer comes. */
export async function readJson(port: number, path: string, timeoutMs: number, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted()
  const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    return await new Promise((resolve, reject) => {
      const request = get({ host: '127.0.0.1', port, path, agent, signal: patience }, (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.on('error', reject)
        response.on('end', () => {
          if (response.statusCode === 200) resolve(body)
          else reject(new Error(`status ${response.statusCode}`))
        })
      })
      request.on('error', reject)
    }).then((body) => JSON.parse(String(body)))
  } catch (error) {
    signal.throwIfAborted()
    throw new UnreachableError('The exchange could not be asked.', { cause: error })
  }
}
