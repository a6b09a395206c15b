/** A TypeScript block of a page, with the blocks that continue it. */
export interface Snippet {
  readonly lines: readonly string[]
  /** The line of the page, from 1, that each of `lines` stands on. */
  readonly pageLines: readonly number[]
  /** The file that the block is a copy of, named in a comment before it. */
  readonly copyOf: string | null
}

/**
 * The TypeScript blocks of a Markdown page.
 *
 * A comment in the line before a block can say more of it: `<!-- continues -->` joins it to the block before, and
 * `<!-- examples/paper-bot.ts -->` makes it a copy of that file.
 */
export function snippetsOf(page: string): readonly Snippet[] {
  const snippets: { lines: string[]; pageLines: number[]; copyOf: string | null }[] = []
  let current: (typeof snippets)[number] | null = null
  let note: string | null = null
  let fence: string | null = null
  for (const [index, line] of page.split('\n').entries()) {
    if (fence === null) {
      fence = /^(`{3,})/.exec(line)?.[1] ?? null
      if (fence !== null && line === `${fence}ts`) {
        const before = note === 'continues' ? snippets.at(-1) : undefined
        current = before ?? { lines: [], pageLines: [], copyOf: note?.endsWith('.ts') === true ? note : null }
        if (before === undefined) snippets.push(current)
      }
      note = /^<!-- (.+) -->$/.exec(line)?.[1] ?? null
    } else if (line === fence) {
      fence = null
      current = null
    } else if (current !== null) {
      current.lines.push(line)
      current.pageLines.push(index + 1)
    }
  }
  return snippets
}

/** The packages that a snippet imports, without those of Node itself. */
export function packagesOf({ lines }: Snippet): readonly string[] {
  const specifiers = [...lines.join('\n').matchAll(/(?:\bfrom|\bimport) '([^'.][^']*)'/g)].map(([, name = '']) => name)
  const names = specifiers
    .filter((name) => !name.startsWith('node:'))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0])
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** What a page tells to install, or `null` where it tells nothing. */
export function installedBy(page: string): ReadonlySet<string> | null {
  const commands = [...page.matchAll(/\bnpm install ([^`\n]+)/g)].map(([, names = '']) => names.split(/\s+/))
  return commands.length === 0 ? null : new Set(commands.flat().filter((word) => !word.startsWith('-')))
}
