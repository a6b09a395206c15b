/** The code of a fault of the system or the HTTP client. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'UNNAMED'
  const { code } = error
  return typeof code === 'string' && code !== '' ? code : 'UNNAMED'
}

/** What a fault says of itself. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
