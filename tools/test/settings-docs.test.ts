import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { settingsFromEnv } from '../../packages/core/src/config/settings-from-env.ts'
import { variableNames } from '../../packages/core/src/config/variables.ts'
import { generated } from '../settings-docs.ts'

const committed = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

test.each(Object.entries(generated))('%s says what the table of settings says', async (path, text) => {
  expect(await committed(path)).toBe(text())
})

test('.env.example names every setting, and stands for the defaults', async () => {
  const example = parseEnv(await committed('.env.example'))
  expect(new Set(Object.keys(example))).toEqual(new Set(variableNames))
  expect(JSON.stringify(await settingsFromEnv(example))).toBe(JSON.stringify(await settingsFromEnv({})))
})
