import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { downloadFile } from '../../src/historical/download-file.ts'

// Downloads a file of 5,003 bytes to the place that is named, and says how many it has then, or why not.
const bytes = Buffer.concat([Buffer.from('BZh'), Buffer.alloc(5_000, 7)])
const server = createServer((_, out) => out.writeHead(200, { 'content-length': bytes.length }).end(bytes))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const open = () =>
  new Promise<IncomingMessage>((resolve, reject) => get({ host: '127.0.0.1', port }, resolve).on('error', reject))
try {
  console.log(await downloadFile({ target: process.argv[2] ?? '', open, signal: new AbortController().signal }))
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? error.code : error)
}
server.closeAllConnections()
server.close()
