// The only file of core that looks at the process: what it offers are defaults, for each of which a caller may give something else.

/** The environment of the process, where there is one. */
export function ambientEnvironment(): Readonly<Record<string, string | undefined>> {
  return globalThis.process?.env ?? {}
}

/** Reads a small text file, for secrets that are mounted as files; only where there is a file system. */
export async function readTextFile(path: string, signal?: AbortSignal): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return readFile(path, { encoding: 'utf8', ...(signal && { signal }) })
}

/** Writes a line for people or machines that follow a program: to standard error, or to the console of a browser. */
export function writeLine(line: string): void {
  globalThis.console.error(line)
}

/** The machine's time, which a log line bears. */
export function machineTime(): number {
  return Date.now()
}
