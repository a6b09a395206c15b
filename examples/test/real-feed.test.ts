import { type EmulatorServer, serveEmulator } from '@betting-advisor/adapter-kit/emulator'
import { createTheOddsEmulator } from '@betting-advisor/adapter-theodds/emulator'
import { createSystemClock } from '@betting-advisor/core'
import { createFootballWorld } from '@betting-advisor/core/simulation'
import { afterEach, describe, expect, test } from 'vitest'
import { type StartProcess, start } from './start-process.ts'

const KEY = 'canary-7c1f'
let server: EmulatorServer | undefined
let bot: StartProcess | undefined

afterEach(async () => {
  bot?.child.kill('SIGKILL')
  await bot?.ended
  await server?.close()
})

/** Serves the emulator in real time; the key is the one that the bot has. */
async function serve(
  settings: { readonly apiKeys?: readonly string[]; readonly credits?: number } = {},
): Promise<string> {
  const { apiKeys = [KEY], credits = 1000 } = settings
  const world = createFootballWorld({ seed: 'real', gamesPerDay: 8 })
  server = await serveEmulator(createTheOddsEmulator({ world, clock: createSystemClock(), apiKeys, credits }).fetch)
  return server.url
}

function follow(url: string): StartProcess {
  bot = start(['--url', url, '--poll', '1'], { DB_URL: 'sqlite:./advisor.db', THEODDS_API_KEY: KEY, HTTP_TIMEOUT: '1' })
  return bot
}

async function endsCleanly(running: StartProcess): Promise<void> {
  running.child.kill('SIGTERM')
  expect(await running.ended, running.output()).toBe(0)
  expect(running.output()).toContain('rejections')
  expect(running.output()).not.toContain(KEY)
}

describe('with a key', () => {
  test('the bot follows the API in real time until it is stopped', async () => {
    const running = follow(await serve())
    await running.wrote('0 open\n')
    await endsCleanly(running)
  })

  test('a wrong key ends it with what to do, and without showing the key', async () => {
    const running = follow(await serve({ apiKeys: ['another'] }))
    expect(await running.ended).toBe(1)
    expect(running.output()).toContain('INVALID_KEY')
    expect(running.output()).not.toContain(KEY)
  })

  test('exhausted credits are shown and waited out', async () => {
    const running = follow(await serve({ credits: 0 }))
    await running.wrote('exhausted (OUT_OF_USAGE_CREDITS)')
    await endsCleanly(running)
  })

  test('an API that cannot be reached is shown and tried again', async () => {
    const url = await serve()
    await server?.close()
    const running = follow(url)
    await running.wrote('failing')
    await endsCleanly(running)
  })
})
