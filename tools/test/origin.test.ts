import { expect, it } from 'vitest'
import { withOrigin } from '../origin.ts'

it('a manifest gets the repository that its package is built from, and keeps the rest', () => {
  const text = withOrigin('{"name":"a","repository":"old","type":"module"}', 'https://example.org/b/c', 'packages/a')
  expect(JSON.parse(text)).toEqual({
    name: 'a',
    type: 'module',
    repository: { type: 'git', url: 'git+https://example.org/b/c.git', directory: 'packages/a' },
  })
  expect(text).toMatch(/^\{\n {2}"name": "a",\n/)
})
