/** The text of a manifest with the repository that its package is built from. */
export function withOrigin(manifest: string, address: string, directory: string): string {
  const fields: Readonly<Record<string, unknown>> = JSON.parse(manifest)
  const repository = { type: 'git', url: `git+${address}.git`, directory }
  return `${JSON.stringify({ ...fields, repository }, null, 2)}\n`
}
