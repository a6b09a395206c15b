import { describe, expect, test } from 'vitest'
import { installedBy, packagesOf, snippetsOf } from '../snippets.ts'

const page = `# Page

\`\`\`ts
import { a } from '@scope/one/part'
import { readFile } from 'node:fs/promises'
a
\`\`\`

\`\`\`sh
npm install @scope/one --save two
\`\`\`

Then:

<!-- continues -->
\`\`\`ts
await import('./b.ts')
\`\`\`

<!-- examples/c.ts -->
\`\`\`ts
import * as two from 'two'
\`\`\`

\`\`\`\`md
\`\`\`ts
not(code)
\`\`\`
\`\`\`\`
`

describe('the TypeScript blocks of a page', () => {
  test('keep the lines they stand on, joined where one continues another', () => {
    const [first, second, ...others] = snippetsOf(page)
    expect(first?.lines.slice(2)).toEqual(['a', "await import('./b.ts')"])
    expect(first?.pageLines).toEqual([4, 5, 6, 17])
    expect(second).toEqual({ lines: ["import * as two from 'two'"], pageLines: [22], copyOf: 'examples/c.ts' })
    expect(others).toEqual([])
  })

  test('name the packages that they import', () => {
    expect(snippetsOf(page).map(packagesOf)).toEqual([['@scope/one'], ['two']])
  })

  test('may use what the page installs', () => {
    expect(installedBy(page)).toEqual(new Set(['@scope/one', 'two']))
    expect(installedBy('no command')).toBeNull()
  })
})
