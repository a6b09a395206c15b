/**
 * The environment of the process, where there is one.
 *
 * The only place in core that looks at the process: settings come from there by default, and a caller may give others.
 */
export function ambientEnvironment(): Readonly<Record<string, string | undefined>> {
  return globalThis.process?.env ?? {}
}

/** Reads a small text file, for secrets that are mounted as files; only where there is a file system. */
export async function readTextFile(path: string, signal?: AbortSignal): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return readFile(path, { encoding: 'utf8', ...(signal && { signal }) })
}
