import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What importing an entry of a build loads. */
export interface LoadedModules {
  readonly files: readonly string[]
  readonly bytes: number
  /** Folders under `src/` that any of it was written in, such as `engine`. */
  readonly rooms: ReadonlySet<string>
}

/** Static imports and re-exports, as the bundler writes them. */
const IMPORT = /(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g

/** Follows the static imports of a built file; its source maps tell where each part was written. */
export function loadedModules(entry: string): LoadedModules {
  const files = new Set<string>([entry])
  const rooms = new Set<string>()
  let bytes = 0
  // A set grows while it is gone through.
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    bytes += Buffer.byteLength(text)
    for (const [, path = ''] of text.matchAll(IMPORT)) files.add(join(dirname(file), path))
    const { sources }: { sources: readonly string[] } = JSON.parse(readFileSync(`${file}.map`, 'utf8'))
    for (const source of sources) {
      const room = /\/src\/([^/]+)\//.exec(source)?.[1]
      if (room !== undefined) rooms.add(room)
    }
  }
  return { files: [...files], bytes, rooms }
}
