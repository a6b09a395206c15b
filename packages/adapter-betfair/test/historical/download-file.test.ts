import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { downloadFile } from '../../src/historical/download-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'))
})
afterEach(() => rm(folder, { recursive: true }))

const { signal } = new AbortController()

/** A server that sends of each request what it is told to, and downloads from it. */
async function openServer(answer: (range: string | undefined, out: ServerResponse) => void) {
  const server = createServer((incoming, out) => answer(incoming.headers.range, out))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const open = (from: number, ifRange: string | null) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = from > 0 ? { range: `bytes=${from}-`, ...(ifRange !== null && { 'if-range': ifRange }) } : {}
      get({ host: '127.0.0.1', port, headers }, resolve).on('error', reject)
    })
  return {
    breakOff: () => server.closeAllConnections(),
    download: () => downloadFile({ target: join(folder, 'a.bz2'), open, signal }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const ONE = Buffer.concat([Buffer.from('BZh'), Buffer.alloc(997, 1)])
const OTHER = Buffer.concat([Buffer.from('BZh'), Buffer.alloc(997, 2)])
const LONGER = Buffer.concat([Buffer.from('BZh'), Buffer.alloc(1_997, 3)])

it.each<[string, Buffer, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
  ['by its tag', OTHER, { etag: '"a"' }, { etag: '"b"' }],
  [
    'by its date',
    OTHER,
    { 'last-modified': 'Mon, 30 Nov 2026 10:00:00 GMT' },
    { 'last-modified': 'Mon, 30 Nov 2026 11:00:00 GMT' },
  ],
  ['by its length alone', LONGER, { etag: '"a"' }, { etag: '"a"' }],
  ['by nothing', OTHER, {}, {}],
])(
  'joins no two versions, also where the exchange does not heed what is asked: told %s',
  async (_, then, first, second) => {
    let isBegun = false
    await using server = await openServer((range, out) => {
      if (!isBegun) {
        isBegun = true
        out.writeHead(200, { ...first, 'content-length': ONE.length }).write(ONE.subarray(0, 400))
        return
      }
      const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
      const rest = then.subarray(from)
      const headers = { ...second, 'content-length': rest.length }
      if (from === 0) out.writeHead(200, headers).end(rest)
      else
        out.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${then.length - 1}/${then.length}` }).end(rest)
    })
    const failed = expect(server.download()).rejects.toMatchObject({ isRetryable: true })
    const part = join(folder, 'a.bz2.part')
    await expect.poll(() => existsSync(part) && statSync(part).size).toBe(400)
    server.breakOff()
    await failed
    await server.download().catch(async (error: unknown) => {
      expect(error).toMatchObject({ code: 'DOWNLOAD_TORN', isRetryable: true })
      await server.download()
    })
    expect(readFileSync(join(folder, 'a.bz2')).equals(then)).toBe(true)
  },
)

it('does not call a file whole of which the disk took only a part', async () => {
  const target = join(folder, 'a.bz2')
  const program = fileURLToPath(new URL('small-disk-main.ts', import.meta.url))
  // No file of this process may have more than 4,096 bytes.
  const words = 'trap "" XFSZ; ulimit -f 4; exec "$0" --conditions=@betting-advisor/source "$1" "$2"'
  const { stdout } = await promisify(execFile)('bash', ['-c', words, process.execPath, program, target])
  expect(stdout.trim()).toBe('RECORDING_FAILED')
  expect(existsSync(target)).toBe(false)
})
