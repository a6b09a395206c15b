import { readFileSync, writeFileSync } from 'node:fs'

/** Writes the version of core's package.json into its source, where the status takes it from. */
const { version } = JSON.parse(readFileSync(new URL('../packages/core/package.json', import.meta.url), 'utf8'))
const source = new URL('../packages/core/src/engine/version.ts', import.meta.url)
writeFileSync(source, readFileSync(source, 'utf8').replace(/'[^']*'/, `'${version}'`))
