import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Encoding } from './http/compression.ts'

/** A file of the dashboard as it is sent: the same bytes to everyone. */
export interface DashboardFile {
  readonly content: Uint8Array<ArrayBuffer>
  readonly type: string
  /** Names this content, as long as it does not change. */
  readonly hash: string
  /** The content packed, made once, when it is first asked for. */
  packed(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** This module and, once built, the bundle it is part of stand beside the folder. */
const FOLDER = new URL('./dashboard/', import.meta.url)

const PACKAGED: Readonly<Record<string, string>> = {
  'uplot.js': 'uplot/dist/uPlot.esm.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
}

const PACKERS: Readonly<Record<Encoding, (content: Uint8Array) => Promise<Uint8Array>>> = {
  br: (content) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength } }),
  gzip: (content) => promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
}

let files: Promise<ReadonlyMap<string, DashboardFile>> | null = null

/** A file by its name within the dashboard, such as `panels/log.js`; `null` when there is none. Names are looked up, never resolved. */
export async function dashboardFile(name: string): Promise<DashboardFile | null> {
  files ??= readAll().catch((error: unknown) => {
    files = null
    throw error
  })
  return (await files).get(name) ?? null
}

async function readAll(): Promise<ReadonlyMap<string, DashboardFile>> {
  const { resolve } = createRequire(import.meta.url)
  const own = await readdir(FOLDER, { recursive: true })
  const sources: (readonly [string, URL | string])[] = [
    ...own.map((path) => [path.replaceAll('\\', '/'), new URL(path.replaceAll('\\', '/'), FOLDER)] as const),
    ...Object.entries(PACKAGED).map(([name, path]) => [name, resolve(path)] as const),
  ]
  const read = sources.flatMap(([name, source]) => {
    const type = TYPES[extname(name)]
    return type === undefined ? [] : [readFile(source).then((content) => [name, asFile(content, type)] as const)]
  })
  return new Map(await Promise.all(read))
}

function asFile(content: Uint8Array<ArrayBuffer>, type: string): DashboardFile {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22)
  const made = new Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>()
  return {
    content,
    type,
    hash,
    packed(encoding) {
      const packing = made.get(encoding) ?? PACKERS[encoding](content).then((bytes) => new Uint8Array(bytes))
      made.set(encoding, packing)
      return packing
    },
  }
}
