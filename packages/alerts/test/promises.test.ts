import { HOUR, MINUTE } from '@betting-advisor/core'
import type { OutboxItem } from '@betting-advisor/core/store'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AWAY, openWorld } from './support/world.ts'

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('put' as const), key, isCritical: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('resolve' as const, 'acknowledge' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('fail' as const, 'heal' as const), channel: fc.nat(1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.nat(30) }) },
  { weight: 6, arbitrary: fc.constant({ do: 'deliver' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'kill' as const }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** A matter as a person sees it who was there: when it began, and how it ended. Kept apart from the outbox. */
interface Matter {
  readonly key: string
  readonly isCritical: boolean
  readonly begun: number
  ended: { readonly at: number; readonly isSeen: boolean } | null
}

async function live(steps: readonly Step[]) {
  const world = await openWorld(['one', 'two'])
  const { clock, channels, put, resolve, acknowledge, start, store } = world
  const matters: Matter[] = []
  let processes = 1
  let process = start('process 1')
  let kills = 0
  const openOf = (name: string) => matters.find((each) => each.key === name && each.ended === null)
  for (const each of steps) {
    clock.pass(1)
    switch (each.do) {
      case 'put':
        await put(each.key, { severity: each.isCritical ? 'critical' : 'warning' })
        if (openOf(each.key) === undefined) {
          matters.push({ key: each.key, isCritical: each.isCritical, begun: clock.now(), ended: null })
        }
        break
      case 'resolve':
      case 'acknowledge': {
        await (each.do === 'resolve' ? resolve(each.key) : acknowledge(each.key))
        const matter = openOf(each.key)
        if (matter !== undefined) matter.ended = { at: clock.now(), isSeen: each.do === 'acknowledge' }
        break
      }
      case 'fail':
      case 'heal': {
        const channel = channels[each.channel]
        if (channel !== undefined) channel.away = each.do === 'fail' ? AWAY : null
        break
      }
      case 'pass':
        clock.pass(each.minutes * MINUTE)
        break
      case 'deliver':
        await process.deliver()
        break
      case 'kill': {
        // It has sent, and nothing of that is noted.
        const killed = () => Promise.reject(new Error('killed'))
        const dying = start(`process ${processes}`, {
          claimAlerts: store.claimAlerts,
          alertSent: killed,
          alertFailed: killed,
        })
        await dying.deliver().catch(() => undefined)
        kills += 1
        processes += 1
        process = start(`process ${processes}`)
        break
      }
    }
  }
  for (const channel of channels) channel.away = null
  const healed = clock.now()
  for (let minute = 0; minute < 180; minute++) {
    clock.pass(MINUTE)
    await process.deliver()
  }
  return { ...world, matters, kills, healed }
}

const itemsOf = (
  sent: readonly { readonly message: { readonly items: readonly OutboxItem[] }; readonly at: number }[],
) => sent.flatMap(({ message, at }) => message.items.map((item) => ({ item, at })))

it('every matter is heard of on every channel, its end too, nothing of it after somebody has seen it, and nobody is flooded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
      const { channels, matters, kills, healed, clock } = await live(steps)
      for (const { sent } of channels) {
        const told = itemsOf(sent)
        for (const { key: name, begun, ended, isCritical } of matters) {
          const own = told.filter(({ item }) => item.alert.key === name && item.alert.at === begun)
          if (ended?.isSeen !== true) expect(own.length).toBeGreaterThan(0)
          else expect(own.filter(({ at }) => at > ended.at)).toEqual([])
          if (ended?.isSeen === false) {
            expect(own.at(-1)?.item.closed?.at).toBe(ended.at)
            if (kills === 0) expect(own.filter(({ item }) => item.closed !== null)).toHaveLength(1)
          }
          if (ended === null && isCritical) {
            const times = [healed, ...own.map(({ at }) => at).filter((at) => at > healed), clock.now()]
            const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at))
            expect(Math.max(...gaps)).toBeLessThanOrEqual(HOUR + 3 * MINUTE)
          }
          if (kills === 0 && !isCritical) {
            const words = own.map(({ item }) => `${item.deliveries} ${item.closed !== null}`)
            expect(new Set(words).size).toBe(words.length)
          }
        }
        const quiet = sent.filter(({ message }) => message.severity !== 'critical' || message.kind === 'resolved')
        for (const { at, by } of quiet) {
          const within = quiet.filter((other) => other.by === by && other.at >= at && other.at < at + MINUTE)
          expect(within.length).toBeLessThanOrEqual(10)
        }
      }
    }),
    { numRuns: 150 },
  )
})
