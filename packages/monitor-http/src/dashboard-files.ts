import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { extname } from 'node:path'

/** A file of the dashboard as it is sent. */
export interface DashboardFile {
  readonly content: Uint8Array<ArrayBuffer>
  readonly type: string
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

let files: Promise<ReadonlyMap<string, DashboardFile>> | null = null

/** A file by its name within the dashboard, such as `panels/log.js`; `null` when there is none. Names are looked up, never resolved. */
export async function dashboardFile(name: string): Promise<DashboardFile | null> {
  files ??= readAll()
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
    return type === undefined ? [] : [readFile(source).then((content) => [name, { content, type }] as const)]
  })
  return new Map(await Promise.all(read))
}
