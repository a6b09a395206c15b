// Packs every package and uses the tarballs the way a stranger would: in empty projects outside the workspace.
import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadedModules } from './loaded-modules.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The most that `import '@betting-advisor/core'` may load: how long that takes is measured by bench/import/core.ts. */
const MOST_BYTES = 622_000
/** What two entries share is a module of its own, so that each entry adds some. */
const MOST_MODULES = 40

/** Entries of mathematics, and the rooms of the sources that they may load: none of them the engine's. */
const MATHEMATICS = ['odds', 'value', 'staking', 'models']
const ITS_ROOMS = ['errors', 'units', 'numerics', 'market', 'order', 'value', 'staking', 'odds', 'models']

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

interface Packed {
  readonly manifest: Manifest
  readonly tarball: string
}

class CheckFailed extends Error {}

function run(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (error !== undefined) throw error
  if (status !== 0) throw new CheckFailed(`${command} ${args.join(' ')} (status ${status})\n${stdout}${stderr}`)
  return stdout
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new CheckFailed(message)
}

async function pack(into: string): Promise<readonly Packed[]> {
  const folders = await readdir(join(root, 'packages'))
  return folders.map((folder) => {
    const cwd = join(root, 'packages', folder)
    const { filename }: { filename: string } = JSON.parse(
      run(cwd, 'pnpm', 'pack', '--json', '--pack-destination', into),
    )
    const manifest: Manifest = JSON.parse(run(root, 'tar', '-xzOf', filename, 'package/package.json'))
    return { manifest, tarball: filename }
  })
}

function inspect({ manifest, tarball }: Packed): void {
  const { name } = manifest
  demand(
    !JSON.stringify(manifest.exports).includes('@betting-advisor/source'),
    `${name}: the source condition must not be published`,
  )
  demand(!/"(workspace|catalog):/.test(JSON.stringify(manifest)), `${name}: a version is still one of the workspace`)
  const files = run(root, 'tar', '-tzf', tarball).split('\n')
  demand(files.includes('package/LICENSE'), `${name}: the licence is missing`)
  demand(files.includes('package/README.md'), `${name}: the README is missing`)
  const strays = files.filter(
    (file) => !/^package\/(dist\/|package\.json$|LICENSE$|README\.md$|CHANGELOG\.md$|$)/.test(file),
  )
  demand(strays.length <= 1 && strays.join('') === '', `${name}: strays in the tarball: ${strays.join(', ')}`)
  if (name === '@betting-advisor/core') {
    const needs = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }
    demand(Object.keys(needs).length === 0, `core must have no dependencies, has ${Object.keys(needs).join(', ')}`)
    demand(files.includes('package/dist/THIRD-PARTY-LICENSES.txt'), 'core must ship the licences of what it inlines')
  }
  // By themselves: a package manager in front of each would take longer than what it starts.
  run(root, process.execPath, 'node_modules/publint/src/cli.js', 'run', '--strict', tarball)
  run(root, process.execPath, 'node_modules/@arethetypeswrong/cli/dist/index.js', '--profile', 'esm-only', tarball)
}

/** Every path that a package can be imported by. */
function specifiers({ name, exports }: Manifest): readonly string[] {
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1))
}

async function install(folder: string, packages: readonly Packed[], others: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', ...packages.map(({ tarball }) => tarball), ...others)
}

/** Compiles the project's `main.ts` under both compilers with every declaration file checked, and runs it. */
async function compileAndRun(folder: string, types: readonly string[]): Promise<string> {
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types,
    outDir: 'out',
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }))
  for (const compiler of ['typescript-7', 'typescript']) {
    run(folder, process.execPath, join(root, 'node_modules', compiler, 'bin/tsc'), '-p', '.')
  }
  return run(folder, process.execPath, 'out/main.js')
}

/** What a stranger does first with core alone. */
const CORE_PROGRAM = `
import { fractionalKelly, money, price, valueBetting } from '@betting-advisor/core'
import { defineSettings, SettingsError, settingsFromEnv } from '@betting-advisor/core/config'
import { removeOverround, shin } from '@betting-advisor/core/odds'
import * as testing from '@betting-advisor/core/testing'

const { probabilities } = removeOverround([price(2.1), price(3.4), price(3.75)], shin)
const strategy = valueBetting({ sharp: 'pinnacle', overround: shin, staking: fractionalKelly(0.2) })
const settings = await settingsFromEnv({}, { env: { MIN_EDGE: '0.02' } })
try {
  defineSettings({ risk: { minEdge: 2 } })
} catch (error) {
  if (!(error instanceof SettingsError) || error.code !== 'INVALID_SETTINGS') throw error
}
const total: number = [...probabilities].reduce((sum, each) => sum + each, 0)
console.log(total.toFixed(6), strategy.name, settings.risk.minEdge, money(5), Object.keys(testing).length > 0)
`

async function checkCoreAlone(folder: string, core: Packed): Promise<void> {
  await install(folder, [core], [])
  const scopes = (await readdir(join(folder, 'node_modules'))).filter((item) => !item.startsWith('.'))
  const installed = await readdir(join(folder, 'node_modules/@betting-advisor'))
  demand(
    scopes.join() === '@betting-advisor' && installed.join() === 'core',
    `core alone installed ${scopes}, ${installed}`,
  )
  await writeFile(join(folder, 'main.ts'), CORE_PROGRAM)
  const output = await compileAndRun(folder, [])
  demand(output === '1.000000 value-betting 0.02 5 true\n', `core alone said ${output}`)
}

function checkLoading(folder: string): string {
  const entry = (name: string) => join(folder, 'node_modules/@betting-advisor/core/dist', `${name}.js`)
  const { files, bytes } = loadedModules(entry('index'))
  demand(bytes <= MOST_BYTES, `importing core loads ${bytes} bytes, more than ${MOST_BYTES}`)
  demand(files.length <= MOST_MODULES, `importing core loads ${files.length} modules, more than ${MOST_MODULES}`)
  for (const name of MATHEMATICS) {
    const strange = [...loadedModules(entry(name)).rooms].filter((room) => !ITS_ROOMS.includes(room))
    demand(strange.length === 0, `importing core/${name} loads ${strange.join(', ')}: mathematics needs none of it`)
  }
  return `importing core loads ${bytes} bytes in ${files.length} modules, and mathematics alone no engine`
}

async function checkTogether(folder: string, packages: readonly Packed[]): Promise<void> {
  const names = packages.flatMap(({ manifest }) => specifiers(manifest))
  const nodeTypes: { catalog?: unknown; version: string } = JSON.parse(
    await readFile(join(root, 'node_modules/@types/node/package.json'), 'utf8'),
  )
  await install(folder, packages, [`@types/node@${nodeTypes.version}`])
  const imports = names.map((name, index) => `import * as module${index} from '${name}'`)
  const counts = names.map(
    (name, index) => `if (Object.keys(module${index}).length === 0) throw new Error('${name} exports nothing')`,
  )
  await writeFile(join(folder, 'main.ts'), [...imports, ...counts, `console.log(${names.length})`].join('\n'))
  const output = await compileAndRun(folder, ['node'])
  demand(output === `${names.length}\n`, `the packages together said ${output}`)
}

const scratch = await mkdtemp(join(tmpdir(), 'check-packed-'))
try {
  const folder = async (name: string) => mkdtemp(join(scratch, name))
  const packages = await pack(await folder('tarballs-'))
  for (const each of packages) inspect(each)
  console.log(`${packages.length} packages packed; publint and attw find nothing`)
  const core = packages.find(({ manifest }) => manifest.name === '@betting-advisor/core')
  if (core === undefined) throw new CheckFailed('there is no core')
  const alone = await folder('alone-')
  await checkCoreAlone(alone, core)
  console.log('core alone installs as one package, compiles under TypeScript 6 and 7 and runs')
  console.log(checkLoading(alone))
  await checkTogether(await folder('together-'), packages)
  console.log('all packages together install, compile under TypeScript 6 and 7 and load, by every path')
} catch (error) {
  if (!(error instanceof CheckFailed)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  await rm(scratch, { recursive: true })
}
