import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rejectionMeanings } from '../../packages/core/src/index.ts'

test('docs/rejections.md lists every code with its meaning, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/rejections.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => [code, meaning])
  expect(Object.fromEntries(rows)).toEqual(rejectionMeanings)
  expect(rows).toHaveLength(Object.keys(rejectionMeanings).length)
})
