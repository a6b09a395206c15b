import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** A file of variables that cannot be read as one. */
export class EnvFileError extends Error {}

/**
 * Takes variables out of a file, where there is one; those that are set already stay.
 *
 * It reads UTF-8 and UTF-16, with a byte order mark or without, as editors on Windows write them: Node's own way would take the first
 * name for another one, or all of them.
 *
 * @throws EnvFileError when it is in another encoding or cannot be read.
 */
export function loadEnvFile(path = '.env'): void {
  const bytes = read(path)
  if (bytes === null) return
  for (const [name, value] of Object.entries(parseEnv(decode(bytes, path)))) process.env[name] ??= value
}

function read(path: string): Uint8Array | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new EnvFileError(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`, {
      cause: error,
    })
  }
}

function decode(bytes: Uint8Array, path: string): string {
  const encoding = encodingOf(bytes)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new EnvFileError(`${path} is not written in UTF-8: save it as UTF-8.`, { cause })
  }
}

/** By the byte order mark, or by where the zero bytes of an ASCII letter lie. */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined)) return 'utf-16be'
  return 'utf-8'
}
