import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { basename } from 'node:path'
import { isAdvisorError } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { createMonitor, MonitorExposedError, PortInUseError } from '../src/index.ts'
import { createScriptedAdvisor } from './support/scripted-advisor.ts'

const TOKEN = 'q7Jx2mV9kRtB4nYw8LpZs3HdCfGe6UaT1oXiNbMcEvA'
const monitor = createMonitor(createScriptedAdvisor())

/** What a raw request is answered with. */
function raw(url: string, text: string): Promise<string> {
  const { port } = new URL(url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    setTimeout(() => socket.end(), 500)
  })
}

describe('listening', () => {
  it('serves on loopback and frees the port when closed', async () => {
    const listening = await monitor.listen({ port: 0 })
    expect(listening.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    expect((await fetch(listening.url)).status).toBe(200)
    await listening.close()
    await listening.close()
    await expect(fetch(listening.url)).rejects.toThrow()
    const again = await monitor.listen({ port: Number(new URL(listening.url).port) })
    await again.close()
  })

  it('serves under its base path and by name', async () => {
    const own = createMonitor(createScriptedAdvisor(), { basePath: '/bets' })
    await using listening = await own.listen({ host: 'localhost', port: 0 })
    expect(listening.url).toMatch(/^http:\/\/localhost:\d+\/bets\/$/)
    expect((await fetch(listening.url)).status).toBe(200)
  })

  it.each(['0.0.0.0', '::', '192.0.2.1', 'example.com'])('refuses %s without a token', async (host) => {
    const error = await monitor.listen({ host, port: 0 }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(MonitorExposedError)
    expect(isAdvisorError(error, 'MONITOR_EXPOSED')).toBe(true)
    expect(String(error)).toContain('MONITOR_TOKEN')
  })

  it('refuses to answer to a name for others without a token, and answers to it with one', async () => {
    const allowedHosts = ['localhost', 'bets.example']
    const exposed = createMonitor(createScriptedAdvisor(), { allowedHosts })
    const error = await exposed.listen({ port: 0 }).catch((caught: unknown) => caught)
    expect(isAdvisorError(error, 'MONITOR_EXPOSED')).toBe(true)
    expect(String(error)).toMatch(/answer to bets\.example.*MONITOR_TOKEN.*MONITOR_ALLOWED_HOSTS/)
    const own = createMonitor(createScriptedAdvisor(), { allowedHosts, token: TOKEN })
    await using listening = await own.listen({ port: 0 })
    const asked = 'GET /livez HTTP/1.1\r\nHost: bets.example\r\nConnection: close\r\n\r\n'
    expect(await raw(listening.url, asked)).toMatch(/^HTTP\/1\.1 200 /)
    await using local = await createMonitor(createScriptedAdvisor(), { allowedHosts: ['[::1]'] }).listen({ port: 0 })
    expect((await fetch(`${local.url}livez`)).status).toBe(200)
  })

  it('listens everywhere with one, still by known names only', async () => {
    const own = createMonitor(createScriptedAdvisor(), { token: TOKEN })
    await using listening = await own.listen({ host: '0.0.0.0', port: 0 })
    expect((await fetch(`${listening.url}livez`)).status).toBe(200)
    expect(await raw(listening.url, 'GET /livez HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 403 /,
    )
  })

  it.each([-1, 1.5, 65_536, Number.NaN])('refuses port %s', async (port) => {
    await expect(monitor.listen({ port })).rejects.toThrow(/port/)
  })
})

describe('an address of another machine', () => {
  it('is a named error with what to do', async () => {
    const open = createMonitor(createScriptedAdvisor(), { token: TOKEN })
    const error: unknown = await open.listen({ host: '192.0.2.1', port: 0 }).catch((thrown: unknown) => thrown)
    expect(isAdvisorError(error, 'ADDRESS_UNUSABLE')).toBe(true)
    expect(String(error)).toContain('MONITOR_HOST')
  })
})

describe('a port in use', () => {
  it('is an error that says who holds it and what to do', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    const { port } = squatter.address() as AddressInfo
    try {
      const error = await monitor.listen({ port }).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(PortInUseError)
      expect(isAdvisorError(error, 'PORT_IN_USE')).toBe(true)
      expect(String(error)).toContain(`Port ${port} on 127.0.0.1 is in use`)
      expect(String(error)).toContain('MONITOR_PORT')
      if (process.platform === 'linux') {
        const { holder } = error as PortInUseError
        expect(holder?.pid).toBe(process.pid)
        expect(holder?.command).toContain(basename(process.execPath))
        expect(String(error)).toContain(`process ${process.pid}`)
      }
    } finally {
      squatter.close()
    }
  })
})

describe('raw requests', () => {
  it.each([
    ['no host', 'GET /livez HTTP/1.1\r\n\r\n', 400],
    ['a strange host', 'GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
    ['an absolute address elsewhere', 'GET http://evil.example/livez HTTP/1.1\r\nHost: evil.example\r\n\r\n', 403],
    ['a backslash', 'GET /assets\\..\\x HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['a method of old', 'TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
    ['an empty host', 'GET /livez HTTP/1.1\r\nHost: \r\n\r\n', 400],
    [
      'a host that its absolute address does not name',
      'GET http://evil.example/livez HTTP/1.1\r\nHost: localhost\r\n\r\n',
      403,
    ],
    ['an address beyond 2 KB', `GET /livez?${'x'.repeat(3_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 414],
    ['traversal', 'GET /assets/../../package.json HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['headers beyond 16 KB', `GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Big: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', 400],
    ['a body cut short', 'POST /api/v1/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc', 405],
  ])('with %s are turned away', async (_, text, status) => {
    await using listening = await monitor.listen({ port: 0 })
    const answer = await raw(listening.url, text)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).not.toMatch(/\.ts|node_modules/)
    expect((await fetch(`${listening.url}livez`)).status).toBe(200)
  })
})
