import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../src')
const page = readFileSync(join(root, '../../../docs/betfair-operations.md'), 'utf8')

const isWire = (file: string) => /^(api\/wire\/|stream\/wire\.ts$)/.test(file)
/** What says the same in other words, or is no message. */
const NOT_OF_THE_PAGE = new Set(['rpc.ts', 'values.ts', 'enums.ts'])

const files = globSync('**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
const read = (file: string) => readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
const code = files
  .filter((file) => !isWire(file) && !file.startsWith('emulator'))
  .map(read)
  .join('\n')

/** The fields of each message that the adapter knows, by the name of its type or schema. */
function wireFields(): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>()
  for (const file of files.filter((each) => isWire(each) && !NOT_OF_THE_PAGE.has(each.split('/').at(-1) ?? ''))) {
    const text = read(file).replaceAll(/'[^']*'/g, "''")
    const declarations =
      /^(?:export )?(interface|const) (\w+)([\s\S]*?)(?=^(?:export )?(?:interface|const|type) |(?![\s\S]))/gm
    for (const [, kind, name = '', body = ''] of text.matchAll(declarations)) {
      const names =
        kind === 'interface'
          ? body.matchAll(/(?<=[{;\n]\s*(?:readonly )?)(\w+)(?=\??:)/g)
          : body.matchAll(/(?<=[{,]\s*)([a-z]\w*)(?=\s*[,}:])/gi)
      const own = [...new Set([...names].map(([field]) => field))]
      if (own.length > 0) fields.set(name, own)
    }
  }
  return fields
}

interface Row {
  readonly of: readonly string[]
  readonly used: readonly string[]
  readonly passedOn: readonly string[]
  readonly notOffered: readonly string[]
}

const quoted = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

function rowsOf(text: string): readonly Row[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (What|Service|---)/.test(line))
    .map((line) => {
      const [, what, used, passedOn, notOffered] = line.split('|')
      return { of: quoted(what), used: quoted(used), passedOn: quoted(passedOn), notOffered: quoted(notOffered) }
    })
}

const [, operations = '', ...sections] = page.split(/^## /m)
const rows = rowsOf(sections.join('\n'))
const wire = wireFields()

describe('the tables of the exchange’s operations and fields', () => {
  it('name every message that the adapter knows', () => {
    expect(new Set(rows.flatMap(({ of }) => of))).toEqual(new Set(wire.keys()))
    expect(wire.size).toBeGreaterThan(60)
  })

  it.each(rows.map((row) => [row.of.join(), row] as const))('tell the truth of %s', (_, row) => {
    const { of, used, passedOn, notOffered } = row
    const known = of.flatMap((name) => wire.get(name) ?? [])
    expect(new Set([...used, ...passedOn])).toEqual(new Set(known))
    expect(used.filter((field) => passedOn.includes(field))).toEqual([])
    expect(notOffered.filter((field) => known.includes(field))).toEqual([])
    // What nothing in the adapter names can be no ground for anything.
    expect(used.filter((field) => !new RegExp(`\\b${field}\\b`).test(code))).toEqual([])
  })

  it('name the operations that are asked for, and no other as offered', () => {
    for (const { used, passedOn, notOffered } of rowsOf(operations)) {
      const offered = [...used, ...passedOn]
      expect(offered.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([])
      expect(notOffered.filter((name) => new RegExp(`\\b${name}\\b`).test(code))).toEqual([])
    }
    const asked = [...code.matchAll(/'((?:list|get|place|cancel|replace|update)[A-Z]\w+)'/g)].map(
      ([, name = '']) => name,
    )
    expect([...new Set(asked)].filter((name) => !operations.includes(`\`${name}\``))).toEqual([])
  })
})
