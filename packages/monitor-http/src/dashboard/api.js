const STORED_TOKEN = 'monitor-token'

/** The monitor wants a token, or another one. */
export class DeniedError extends Error {}

/** The token that requests carry: kept for this tab only, so that a reload does not ask again. */
export const token = {
  /** @returns {string | null} */
  get() {
    return sessionStorage.getItem(STORED_TOKEN)
  },
  /** @param {string} value */
  set(value) {
    sessionStorage.setItem(STORED_TOKEN, value)
  },
  forget() {
    sessionStorage.removeItem(STORED_TOKEN)
  },
}

/**
 * Asks the monitor. The path is relative, so the page works wherever it is mounted.
 *
 * @param {string} path
 * @param {{ headers?: Record<string, string>, signal?: AbortSignal }} [options]
 * @throws {DeniedError} without the right token.
 */
export async function request(path, { headers = {}, signal } = {}) {
  const value = token.get()
  const response = await fetch(`api/v1/${path}`, {
    headers: { ...headers, ...(value === null ? {} : { authorization: `Bearer ${value}` }) },
    cache: 'no-store',
    credentials: 'same-origin',
    ...(signal === undefined ? {} : { signal }),
  })
  if (response.status === 401) throw new DeniedError(value === null ? '' : 'That token is not the one.')
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}))
    throw new Error(problem.detail ?? `The monitor answered ${response.status}.`)
  }
  return response
}

/**
 * @template Answer
 * @param {string} path
 * @returns {Promise<Answer>}
 */
export async function load(path) {
  const response = await request(path)
  return response.json()
}
