// Compiles every TypeScript block of the READMEs and guides, so that what they show can be copied.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installedBy, packagesOf, type Snippet, snippetsOf } from './snippets.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = ['README.md', 'ARCHITECTURE.md', 'packages/*/README.md', 'docs/*.md', 'docs/decisions/*.md']

/** Blocks that must be there, as copies of a file that is tested. */
const copies: readonly (readonly [page: string, file: string])[] = [
  ['README.md', 'examples/paper-bot.ts'],
  ['docs/backtest-your-own-rows.md', 'examples/backtest-your-own-rows.ts'],
  ['docs/testing-a-strategy.md', 'examples/test/testing-a-strategy.test.ts'],
  ['docs/your-own-strategy.md', 'examples/own-strategy.ts'],
]

const problems: string[] = []

/** A file without the comment at its top, which tells how to run it. */
async function withoutHeader(file: string): Promise<string> {
  return (await readFile(join(root, file), 'utf8')).replace(/^(?:\/\/.*\n)+/, '').trimEnd()
}

async function checkCopies(page: string, snippets: readonly Snippet[]): Promise<void> {
  for (const [where, file] of copies) {
    if (where === page && !snippets.some(({ copyOf }) => copyOf === file)) {
      problems.push(`${page}: there is no block after <!-- ${file} -->`)
    }
  }
  for (const { copyOf, lines, pageLines } of snippets) {
    if (copyOf === null) continue
    const original = (await withoutHeader(copyOf)).split('\n')
    const differs = original.findIndex((line, index) => line !== lines[index])
    const at = differs === -1 && lines.length > original.length ? original.length : differs
    if (at !== -1) problems.push(`${page}:${pageLines[at] ?? pageLines.at(-1)}: is not as in ${copyOf}`)
  }
}

function checkInstall(page: string, text: string, snippets: readonly Snippet[]): void {
  const installed = installedBy(text)
  if (installed === null) return
  for (const snippet of snippets) {
    const missing = packagesOf(snippet).filter((name) => !installed.has(name))
    if (missing.length > 0) {
      problems.push(`${page}:${snippet.pageLines[0]}: imports ${missing.join(', ')}, which no npm install here names`)
    }
  }
}

/** Writes the snippets of a page into a folder that resolves what the page's package itself can. */
async function write(folder: string, page: string, snippets: readonly Snippet[]): Promise<readonly string[]> {
  const place = join(folder, page.replaceAll('/', '-'))
  await mkdir(place)
  const dependencies = join(root, dirname(page), 'node_modules')
  if (dirname(page) !== '.' && existsSync(dependencies))
    await symlink(dependencies, join(place, 'node_modules'), 'junction')
  return await Promise.all(
    snippets.map(async ({ lines }, index) => {
      const file = join(place, `${index}.ts`)
      await writeFile(file, lines.join('\n'))
      return file
    }),
  )
}

/** Compiles the files in one go and reports each error where the page has it. */
function compile(folder: string, sources: ReadonlyMap<string, { page: string; snippet: Snippet }>): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript-7/bin/tsc'), '-p', folder, '--pretty', 'false'],
    { cwd: root, encoding: 'utf8' },
  )
  if (status === 0) return
  for (const line of `${stdout}${stderr}`.split('\n')) {
    const [, file = '', row = '', rest = ''] = /^(.+)\((\d+),\d+\): (.+)$/.exec(line) ?? []
    const source = sources.get(join(root, file))
    const at = source?.snippet.pageLines[Number(row) - 1] ?? source?.snippet.pageLines.at(-1)
    if (source !== undefined) problems.push(`${source.page}:${at}: ${rest}`)
    else if (line !== '') problems.push(line)
  }
}

// Inside the workspace, so that its packages are found; the dot keeps every other tool away from it.
const folder = await mkdtemp(join(root, 'examples/.snippets-'))
try {
  const sources = new Map<string, { page: string; snippet: Snippet }>()
  for (const page of globSync(pages, { cwd: root }).sort()) {
    const text = await readFile(join(root, page), 'utf8')
    const snippets = snippetsOf(text)
    await checkCopies(page, snippets)
    checkInstall(page, text, snippets)
    const files = await write(folder, page, snippets)
    for (const [index, snippet] of snippets.entries()) sources.set(files[index] ?? '', { page, snippet })
  }
  const config = {
    extends: '../../tsconfig.json',
    include: [],
    files: [...sources.keys()].map((file) => relative(folder, file)),
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  compile(folder, sources)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.log(`${sources.size} snippets compile`)
} finally {
  await rm(folder, { recursive: true })
}
