import { isAdvisorError } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { createMonitor } from '../src/index.ts'

const make = createMonitor as (advisor: unknown, options?: unknown) => { listen(options: unknown): Promise<unknown> }
const nothing = () => undefined
const advisor = { on: nothing, status: nothing, store: { orders: nothing, events: nothing } }

async function faultOf(work: () => unknown): Promise<unknown> {
  try {
    return { nothing: await work() }
  } catch (error) {
    return error
  }
}

describe('a monitor in plain JavaScript', () => {
  it.each<readonly [() => unknown, string, string]>([
    [() => make(undefined), 'INVALID_VALUE', 'advisor must be an advisor, as createAdvisor makes one, was undefined'],
    [() => make(Promise.resolve(advisor)), 'INVALID_VALUE', 'advisor.on must be a function, was undefined'],
    [() => make({ ...advisor, store: {} }), 'INVALID_VALUE', 'advisor.store.orders must be a function'],
    [() => make(advisor, { tls: true }), 'UNKNOWN_OPTION', 'createMonitor has no option tls'],
    [() => make(advisor, { alowedHosts: [] }), 'UNKNOWN_OPTION', 'Did you mean allowedHosts?'],
    [
      () => make(advisor, { allowedHosts: 'example.org' }),
      'INVALID_VALUE',
      'allowedHosts must be a list of host names',
    ],
    [() => make(advisor, { token: 123_456_789 }), 'INVALID_VALUE', 'token must be a text or a Secret, was "[hidden]"'],
    [() => make(advisor, { heartbeatMs: '5000' }), 'INVALID_VALUE', 'heartbeatMs must be a number, was "5000"'],
    [() => make(advisor, { logger: nothing }), 'INVALID_VALUE', 'logger.debug must be a function'],
    [() => make(advisor).listen({ port: '5000' }), 'INVALID_VALUE', 'port must be a number, was "5000"'],
    [() => make(advisor).listen({ host: 5000 }), 'INVALID_VALUE', 'host must be a text that is not empty, was 5000'],
    [() => make(advisor).listen({ hostname: 'x' }), 'UNKNOWN_OPTION', 'listen has no option hostname'],
  ])('%s is told %s', async (work, code, message) => {
    const fault = await faultOf(work)
    expect(isAdvisorError(fault, code), String(fault)).toBe(true)
    expect(String(fault)).toContain(message)
    expect(String(fault)).not.toContain('123456789')
  })

  it('takes one group of settings for both, as settingsFromEnv gives it', async () => {
    const settings = { host: '127.0.0.1', port: 0, token: null, allowedHosts: ['bets.example.org'] }
    const fault = await faultOf(() => make(advisor, settings).listen({ ...settings, port: -1 }))
    expect(String(fault)).toContain('port must be a whole number from 0 to 65535, was -1')
  })
})
