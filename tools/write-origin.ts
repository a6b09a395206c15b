// Writes into the manifest of each package from which repository it is built: npm asks for it before it takes a statement of provenance.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withOrigin } from './origin.ts'

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env
if (!server || !repository) {
  console.error(
    'GITHUB_SERVER_URL and GITHUB_REPOSITORY say where packages come from: they are set where a release is built.',
  )
  process.exit(1)
}
const packages = fileURLToPath(new URL('../packages/', import.meta.url))
for (const folder of readdirSync(packages)) {
  const path = `${packages}${folder}/package.json`
  writeFileSync(path, withOrigin(readFileSync(path, 'utf8'), `${server}/${repository}`, `packages/${folder}`))
}
