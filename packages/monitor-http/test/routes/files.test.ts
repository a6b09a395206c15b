import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { accepts } from '../../src/http/compression.ts'
import { createMonitor } from '../../src/index.ts'
import { ask } from '../support/asking.ts'
import { createScriptedAdvisor } from '../support/scripted-advisor.ts'

const monitor = createMonitor(createScriptedAdvisor())
const file = (headers: Record<string, string> = {}) => ask(monitor, '/assets/uplot.js', { headers })

describe('files', () => {
  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('are sent packed by %s to whoever takes that', async (encoding, unpack) => {
    const plain = Buffer.from(await (await file()).arrayBuffer())
    const response = await file({ 'accept-encoding': encoding })
    expect(response.headers.get('content-encoding')).toBe(encoding)
    expect(response.headers.get('vary')).toBe('accept-encoding')
    const packed = Buffer.from(await response.arrayBuffer())
    expect(packed.length).toBeLessThan(plain.length / 2)
    expect(unpack(packed).equals(plain)).toBe(true)
  })

  it('are not sent again to whoever has them, in that encoding', async () => {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const headers = { 'accept-encoding': encoding }
      const etag = (await file(headers)).headers.get('etag') ?? expect.fail('no etag')
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await file({ ...headers, 'if-none-match': known })
        expect(again.status).toBe(304)
        expect(again.headers.get('etag')).toBe(etag)
        expect(await again.text()).toBe('')
      }
      expect((await file({ ...headers, 'if-none-match': '"other"' })).status).toBe(200)
    }
    const etags = ['br', 'gzip', 'identity'].map(async (encoding) =>
      (await file({ 'accept-encoding': encoding })).headers.get('etag'),
    )
    expect(new Set(await Promise.all(etags)).size).toBe(3)
  })
})

describe('a page that has not changed', () => {
  it('stays as well protected as it was sent: browsers take over the headers of "not modified"', async () => {
    const page = await ask(monitor, '/')
    const again = await ask(monitor, '/', { headers: { 'if-none-match': page.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    for (const name of ['content-security-policy', 'cross-origin-opener-policy', 'permissions-policy']) {
      expect(again.headers.get(name)).toBe(page.headers.get(name))
    }
  })
})

describe('answers of the API', () => {
  it('are packed where they are long and their reader takes that', async () => {
    const headers = { 'accept-encoding': 'br, gzip' }
    const plain = await (await ask(monitor, '/api/v1/orders?limit=50')).text()
    const response = await ask(monitor, '/api/v1/orders?limit=50', { headers })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.length).toBeLessThan(plain.length / 4)
    expect(gunzipSync(bytes).toString()).toBe(plain)
    expect((await ask(monitor, '/api/v1/locks', { headers })).headers.get('content-encoding')).toBeNull()
  })

  it('reach clients over a socket, which unpack them', async () => {
    await using listening = await monitor.listen({ port: 0 })
    const response = await fetch(`${listening.url}api/v1/status`)
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(await response.json()).toMatchObject({ mode: 'DRY_RUN' })
  })
})

describe('what a client takes', () => {
  it.each([
    ['gzip', true],
    ['br;q=1.0, gzip;q=0.8', true],
    ['GZIP', true],
    ['*', true],
    ['gzip;q=0', false],
    ['gzip; q=0.000', false],
    ['*;q=0', false],
    ['gzip;q=0, *', false],
    ['identity', false],
    ['', false],
    ['xgzip', false],
  ])('is read from %j', (header, taken) => {
    expect(accepts(header, 'gzip')).toBe(taken)
  })
})
