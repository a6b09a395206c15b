import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { programVariables } from '../../examples/start/program-settings.ts'
import { settingsFromEnv } from '../../packages/core/src/config.ts'
import { silentLogger } from '../../packages/core/src/index.ts'
import { generated, sections } from '../settings-docs.ts'

const committed = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

test.each(Object.entries(generated))('%s says what the settings of the program say', async (path, text) => {
  expect(await committed(path)).toBe(text())
})

test('.env.example names every setting, and stands for the defaults', async () => {
  const example = parseEnv(await committed('.env.example'))
  const names = sections().flatMap(({ entries }) => entries.map(({ name }) => name))
  expect(new Set(Object.keys(example))).toEqual(new Set(names))
  const read = (env: NodeJS.Dict<string>) => settingsFromEnv(programVariables, { env })
  expect(JSON.stringify(await read(example))).toBe(JSON.stringify(await read({})))
})

test('what a program does not compose of the monitor is warned of by name', async () => {
  const env = { MONITOR_HOST: 'x', MONITOR_PORT: '1', MONITOR_TOKEN: 'x', MONITOR_ALLOWED_HOSTS: 'x' }
  const monitor = Object.values(programVariables.monitor.variables).map(({ name }) => name)
  expect(new Set(monitor)).toEqual(new Set(Object.keys(env)))
  const { warnings } = await settingsFromEnv({}, { env, logger: silentLogger })
  expect(warnings.map((warning) => warning.split(' ')[0])).toEqual(Object.keys(env))
})
