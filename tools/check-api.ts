// Holds what the built packages show against the reports in docs/public-api, so that no name and no signature changes unnoticed.
// `pnpm docs:public-api` writes the reports anew; their difference belongs into the change that makes it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, 'docs/public-api')
const writes = process.argv.includes('--write')
const silent = { default: { logLevel: ExtractorLogLevel.None } }

interface Entry {
  readonly package: string
  /** `core`, `core.odds`. */
  readonly report: string
  readonly declarations: string
}

/** Every entry point of a package, by its manifest. */
function entriesOf(folder: string): readonly Entry[] {
  const path = join(root, 'packages', folder)
  const manifest: { exports: Readonly<Record<string, string | { readonly types?: string }>> } = JSON.parse(
    readFileSync(join(path, 'package.json'), 'utf8'),
  )
  return Object.entries(manifest.exports).flatMap(([subpath, target]) => {
    if (typeof target === 'string' || target.types === undefined) return []
    const report = subpath === '.' ? folder : `${folder}.${basename(subpath)}`
    return [{ package: path, report, declarations: join(path, target.types) }]
  })
}

/** How an entry is looked at. */
function configOf(entry: Entry, scratch: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: entry.package,
      newlineKind: 'lf',
      mainEntryPointFilePath: entry.declarations,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2024',
            lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
            module: 'nodenext',
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: [entry.declarations],
        },
      },
      apiReport: { enabled: true, reportFileName: entry.report, reportFolder: reports, reportTempFolder: scratch },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(entry.package, 'package.json'),
  })
}

/** Compares a report with what is built, or writes it; `true` when it was the same. */
function isAsReported(config: ExtractorConfig, compilerState: CompilerState): boolean {
  const { apiReportChanged } = Extractor.invoke(config, {
    compilerState,
    localBuild: writes,
    messageCallback: (message) => {
      message.handled = true
    },
  })
  return !apiReportChanged
}

const namesIn = (report: string): readonly string[] =>
  [
    ...readFileSync(join(reports, `${report}.api.md`), 'utf8').matchAll(
      /^export (?:declare )?(?:abstract )?\w+ (\w+)/gm,
    ),
  ].map(([, name = '']) => name)

/** Names that stand in two entry points of one package: nobody should have to choose where to import something from. */
function namedTwice(entries: readonly Entry[]): readonly string[] {
  const first = new Map<string, string>()
  return entries.flatMap(({ report }) =>
    namesIn(report).flatMap((name) => {
      const other = first.get(name)
      first.set(name, other ?? report)
      return other === undefined || other === report ? [] : [`${name} stands in ${other} and in ${report}`]
    }),
  )
}

mkdirSync(reports, { recursive: true })
const scratch = mkdtempSync(join(tmpdir(), 'public-api-'))
const problems: string[] = []
try {
  const packages = readdirSync(join(root, 'packages')).map(entriesOf)
  const looked = packages.flat().map((entry) => ({ entry, config: configOf(entry, scratch) }))
  const [first] = looked
  if (first === undefined) throw new Error('no package has an entry point')
  // The declarations that all of them share are read once.
  const additionalEntryPoints = looked.map(({ entry }) => entry.declarations)
  const state = CompilerState.create(first.config, { additionalEntryPoints })
  for (const { entry, config } of looked) {
    if (isAsReported(config, state) || writes)
      console.log(`${entry.report}: ${new Set(namesIn(entry.report)).size} names`)
    else {
      problems.push(
        `${entry.report} is not as in docs/public-api: run \`pnpm docs:public-api\` and look at the difference`,
      )
    }
  }
  if (problems.length === 0) problems.push(...packages.flatMap(namedTwice))
} finally {
  rmSync(scratch, { recursive: true })
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}
