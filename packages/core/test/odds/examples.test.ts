import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import * as core from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'

/** A number of which an example shows the first digits: `0.3729…`. */
class Digits {
  readonly shown: string

  constructor(shown: string) {
    this.shown = shown
  }
}

interface Example {
  readonly file: string
  readonly code: string
}

const source = join(import.meta.dirname, '../../src')

const examples: readonly Example[] = globSync('{odds,value}/**/*.ts', { cwd: source }).flatMap((file) => {
  const text = readFileSync(join(source, file), 'utf8')
  return [...text.matchAll(/^ \* ```ts\n([\s\S]*?)^ \* ```/gm)].map(([, body = '']) => ({
    file,
    code: body.replaceAll(/^ \* ?/gm, ''),
  }))
})

/** What the comment behind a line says: a value in which `…` cuts a number short, and `to rounding` allows the last digits. */
function matches(actual: unknown, expected: unknown): boolean {
  if (expected instanceof Digits) return String(actual).startsWith(expected.shown)
  if (typeof expected === 'number' && typeof actual === 'number') {
    return Math.abs(actual - expected) <= 1e-14 * Math.max(1, Math.abs(expected))
  }
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected)
  if (typeof actual !== 'object' || actual === null) return false
  const keys = Object.keys(expected)
  return (
    keys.length === Object.keys(actual).length &&
    keys.every((key) => matches(Reflect.get(actual, key), Reflect.get(expected, key)))
  )
}

const value = (text: string): unknown =>
  runInNewContext(`(${text.replaceAll(/(-?\d+(?:\.\d*)?(?:e-?\d+)?)…/g, "new Digits('$1')")})`, { Digits })

describe('examples in the documentation of odds and value', () => {
  it('exist', () => {
    expect(examples.length).toBeGreaterThan(70)
  })

  it.each(examples)('of $file say what happens: $code', ({ code }) => {
    const results: unknown[] = []
    const lines = code.trim().split('\n')
    const expected = lines.map((line) => line.split(' // ')[1]?.replace(/ to rounding$/, ''))
    const script = lines.map((line, index) =>
      expected[index] === undefined ? line : `results.push(${line.split(' // ')[0]})`,
    )
    runInNewContext(script.join('\n'), { ...core, results, Float64Array, Uint32Array })
    expected
      .filter((text) => text !== undefined)
      .forEach((text, index) => {
        expect(matches(results[index], value(text)), `${text}, was ${JSON.stringify(results[index])}`).toBe(true)
      })
  })
})
