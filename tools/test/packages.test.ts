import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../packages')
const packages = readdirSync(root).filter((folder) => existsSync(join(root, folder, 'package.json')))

/** Where a page of npm would find nothing: whatever is not in the package itself. */
function deadLinks(text: string, shipped: readonly string[]): readonly string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '')
  const links = [...prose.matchAll(/\]\(\s*([^)\s]+)[^)]*\)|^\s*\[[^\]]+\]:\s*(\S+)|(?:href|src)="([^"]+)"/gm)]
  return links
    .map(([, inline, reference, attribute]) => inline ?? reference ?? attribute ?? '')
    .filter((link) => !/^(https?:|mailto:|#)/.test(link) && !shipped.includes(link.replace(/^\.\//, '')))
}

it('a link that leads out of the package is found, however it is written', () => {
  const text =
    'See [a](../../docs/a.md), [b][b], <a href="/docs/c.md">c</a>, [d](#d), [e](https://example.org), [f](./LICENSE).\n[b]: docs/b.md'
  expect(deadLinks(text, ['LICENSE'])).toEqual(['../../docs/a.md', '/docs/c.md', 'docs/b.md'])
})

describe.each(packages)('packages/%s', (folder) => {
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  )

  it('says what npm shows of it and what it ships', () => {
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/\S{3}/),
      license: 'MIT',
      files: expect.arrayContaining(['dist']),
      keywords: expect.arrayContaining(['betting']),
    })
    const keywords: readonly unknown[] = Array.isArray(manifest['keywords']) ? manifest['keywords'] : []
    expect(new Set(keywords).size).toBe(keywords.length)
    expect(keywords.length).toBeGreaterThanOrEqual(5)
  })

  it('has a README whose links hold on npm', () => {
    const readme = readFileSync(join(root, folder, 'README.md'), 'utf8')
    expect(readme.startsWith(`# ${String(manifest['name'])}\n`)).toBe(true)
    expect(deadLinks(readme, ['LICENSE', 'README.md', 'package.json'])).toEqual([])
    for (const [, anchor = ''] of readme.matchAll(/\]\(#([^)]+)\)/g)) {
      const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .trim()
          .replaceAll(' ', '-'),
      )
      expect(headings).toContain(anchor)
    }
  })
})
