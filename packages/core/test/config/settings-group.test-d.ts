import type { Secret } from '@betting-advisor/core'
import {
  defineSettings,
  kinds,
  optionalVariable,
  type Settings,
  settingsFromEnv,
  settingsGroup,
  variable,
} from '@betting-advisor/core/config'
import { describe, expectTypeOf, it } from 'vitest'

const feed = settingsGroup('Feed', {
  port: variable('FEED_PORT', kinds.integer({ from: 0, to: 9 }), '1', 'Its port.'),
  names: variable(
    'FEED_NAMES',
    kinds.list('words', () => true),
    '',
    'Its names.',
  ),
  limit: variable('FEED_LIMIT', kinds.orOff(kinds.number({ from: 0, to: 9 }), null), '1', 'Its limit.'),
  key: optionalVariable('FEED_KEY', kinds.secret(), 'Its key.'),
})

describe('settings of groups', () => {
  it('have the types of their variables, beside those of core', async () => {
    const settings = await settingsFromEnv({ feed })
    expectTypeOf(settings).toExtend<Settings>()
    expectTypeOf(settings.feed.port).toEqualTypeOf<number>()
    expectTypeOf(settings.feed.names).toEqualTypeOf<readonly string[]>()
    expectTypeOf(settings.feed.limit).toEqualTypeOf<number | null>()
    expectTypeOf(settings.feed.key).toEqualTypeOf<Secret | null>()
    expectTypeOf(defineSettings({ feed: { port: 2 } }, { feed }).feed.port).toEqualTypeOf<number>()
  })

  it('cannot be given or read where there is no group', async () => {
    // @ts-expect-error there is no such group
    defineSettings({ feed: { port: 2 } })
    // @ts-expect-error the port is a number
    defineSettings({ feed: { port: '2' } }, { feed })
    // @ts-expect-error variables go into the second argument
    await settingsFromEnv({ MIN_EDGE: '0.02' })
    expectTypeOf(await settingsFromEnv()).toEqualTypeOf<Settings>()
  })

  it('have rules that see their values', () => {
    settingsGroup('Ruled', feed.variables, [
      {
        reads: ['key', 'port'],
        problem: ({ key, port }, { env }) => {
          expectTypeOf(key).toEqualTypeOf<Secret | null>()
          expectTypeOf(port).toEqualTypeOf<number>()
          return env === 'production' ? 'is required' : null
        },
      },
    ])
    // @ts-expect-error there is no setting of that name
    settingsGroup('Ruled', feed.variables, [{ reads: ['colour'], problem: () => null }])
  })
})
