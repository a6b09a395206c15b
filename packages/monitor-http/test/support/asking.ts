import type { Monitor } from '../../src/index.ts'

export const HOST = 'http://127.0.0.1:5000'

/** Asks a monitor for a path, as a client on this machine would. */
export function ask(monitor: Monitor, path: string, init: RequestInit = {}): Promise<Response> {
  return monitor.fetch(new Request(`${HOST}${path}`, init))
}

/** The parsed body of an answer that must be 200. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what came over the wire.
export async function json(monitor: Monitor, path: string, init: RequestInit = {}): Promise<any> {
  const response = await ask(monitor, path, init)
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
