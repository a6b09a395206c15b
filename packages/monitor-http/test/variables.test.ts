import { isAdvisorError, Secret, silentLogger } from '@betting-advisor/core'
import { defineSettings, settingsFromEnv } from '@betting-advisor/core/config'
import { describe, expect, it } from 'vitest'
import { createMonitor, monitorVariables } from '../src/index.ts'
import { ask } from './support/asking.ts'
import { createScriptedAdvisor } from './support/scripted-advisor.ts'

const TOKEN = 'a3f1c9e07b2d4856a3f1c9e07b2d4856'

const read = (env: Record<string, string>) =>
  settingsFromEnv({ monitor: monitorVariables }, { env, logger: silentLogger })

/** The variables that are wrong, in order. */
async function wrong(env: Record<string, string>): Promise<unknown> {
  const error: unknown = await read(env).catch((fault: unknown) => fault)
  if (!isAdvisorError(error, 'INVALID_SETTINGS') || !('problems' in error) || !Array.isArray(error.problems))
    throw error
  return error.problems.map(({ setting }) => setting)
}

describe('the settings of the monitor', () => {
  it('are a monitor on this machine by default', async () => {
    const { monitor } = await read({})
    expect(monitor).toEqual({ host: '127.0.0.1', port: 5000, token: null, allowedHosts: [] })
  })

  it.each([
    [{ ENV: 'production' }, ['MONITOR_TOKEN']],
    [{ ENV: 'production', MONITOR_HOST: '0.0.0.0' }, ['MONITOR_TOKEN']],
    [{ MONITOR_HOST: '0.0.0.0' }, ['MONITOR_TOKEN']],
    [{ MONITOR_HOST: '0.0.0.0', MONITOR_TOKEN: 'short' }, ['MONITOR_TOKEN']],
    [{ MONITOR_ALLOWED_HOSTS: 'localhost,bets.example' }, ['MONITOR_TOKEN']],
    [{ MONITOR_ALLOWED_HOSTS: '192.0.2.1' }, ['MONITOR_TOKEN']],
    [{ MONITOR_ALLOWED_HOSTS: 'bets.example', MONITOR_HOST: '0.0.0.0' }, ['MONITOR_TOKEN']],
    [{ MONITOR_ALLOWED_HOSTS: 'bets.example', ENV: 'production' }, ['MONITOR_TOKEN']],
    [{ MONITOR_HOST: 'http://x' }, ['MONITOR_HOST']],
    [{ MONITOR_PORT: '65536' }, ['MONITOR_PORT']],
    [{ MONITOR_ALLOWED_HOSTS: 'bets.example, https://x' }, ['MONITOR_ALLOWED_HOSTS']],
  ])('%o is wrong in %o', async (env, names) => {
    expect(await wrong(env)).toEqual(names)
  })

  it.each([
    { MONITOR_HOST: '127.8.8.8' },
    { MONITOR_HOST: '::1' },
    { MONITOR_HOST: '::', MONITOR_TOKEN: TOKEN },
    { ENV: 'production', MONITOR_TOKEN: TOKEN },
    { MONITOR_PORT: '0', MONITOR_ALLOWED_HOSTS: 'bets.example,other.example', MONITOR_TOKEN: TOKEN },
    { MONITOR_ALLOWED_HOSTS: 'localhost,LOCALHOST,127.0.0.1,::1,[::1]' },
  ])('%o is allowed', async (env) => {
    await expect(read(env)).resolves.toBeDefined()
  })

  it('say in code what they say in the environment', () => {
    const given = { env: 'production' } as const
    expect(() => defineSettings(given, { monitor: monitorVariables })).toThrow(
      'monitor.token (MONITOR_TOKEN) is required with ENV=production.',
    )
    const monitor = { token: new Secret(TOKEN) }
    expect(defineSettings({ ...given, monitor }, { monitor: monitorVariables }).monitor.token?.reveal()).toBe(TOKEN)
  })

  it('are what a monitor takes as they are', async () => {
    const { monitor } = await read({ MONITOR_TOKEN: TOKEN, MONITOR_ALLOWED_HOSTS: 'bets.example' })
    const own = createMonitor(createScriptedAdvisor(), monitor)
    const host = 'bets.example'
    expect((await ask(own, '/api/v1/status', { headers: { host } })).status).toBe(401)
    const authorization = `Bearer ${TOKEN}`
    expect((await ask(own, '/api/v1/status', { headers: { host, authorization } })).status).toBe(200)
    expect((await ask(createMonitor(createScriptedAdvisor(), { token: null }), '/api/v1/status')).status).toBe(200)
  })
})
