import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { VERSION } from '../../packages/core/src/engine/version.ts'

test('the version that the status tells is the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../packages/core/package.json', import.meta.url), 'utf8'))
  expect(VERSION).toBe(version)
})
