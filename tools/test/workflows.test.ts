import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { faultsOfAction, faultsOfWorkflow } from './workflow-parser.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const manifest: { readonly scripts: Readonly<Record<string, string>>; readonly engines: { readonly node: string } } =
  JSON.parse(read('package.json'))

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly environment?: string
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> }
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const workflows = readdirSync(join(root, '.github/workflows')).map((file) => {
  const text = read(`.github/workflows/${file}`)
  const workflow: Workflow = parse(text)
  return { file, text, workflow, jobs: Object.entries(workflow.jobs) }
})
const setUp = read('.github/actions/setup/action.yml')
const setUpSteps: readonly Step[] = parse(setUp).runs.steps

/** The scripts that a step runs by pnpm. */
function scriptsOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ run = '' }) => [...run.matchAll(/\bpnpm (\S+)/g)].map(([, script = '']) => script))
}

/** Whether the newest of a line of Node, or the one version, is one that package.json allows. */
function isAllowed(node: string): boolean {
  const [major = 0, minor = Number.POSITIVE_INFINITY] = node.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = manifest.engines.node.replace('>=', '').split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/** Lines that use an action of someone else without a full commit and, in a comment, its version. */
function unpinned(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line) && !/uses: \.\//.test(line))
  return lines.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
}

it.each([
  ['a key that there is not', 'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - runs: y\n'],
  [
    'a name in an expression',
    'on: push\njobs:\n  a:\n    runs-on: x\n    if: matrices.a\n    steps:\n      - run: y\n',
  ],
  ['a job that there is not', 'on: push\njobs:\n  a:\n    needs: b\n    runs-on: x\n    steps:\n      - run: y\n'],
])('the parser finds %s', async (_, text) => {
  expect(await faultsOfWorkflow('wrong.yml', text)).not.toEqual([])
})

it('what is not pinned, or too old, is found', () => {
  const hash = '0123456789abcdef0123456789abcdef01234567'
  expect(unpinned(`  - uses: a/b@v1\n  - uses: a/b@${hash}\n  uses: a/b/c@${hash} # v1.2.3\n`)).toHaveLength(2)
  expect(['22', '22.19.0', '24', '26'].every(isAllowed)).toBe(true)
  expect(['20', '22.18.0'].some(isAllowed)).toBe(false)
})

describe.each(workflows)('$file', ({ file, text, workflow, jobs }) => {
  it('is a workflow', async () => {
    expect(await faultsOfWorkflow(file, text)).toEqual([])
  })

  it('pins every action by its commit and says the version', () => {
    expect(unpinned(text)).toEqual([])
  })

  it('grants nothing but what a job names, and no job runs for ever', () => {
    expect(workflow.permissions).toEqual({})
    for (const [name, job] of jobs) {
      expect(job, name).toMatchObject({ permissions: expect.any(Object), 'timeout-minutes': expect.any(Number) })
    }
  })

  it('leaves no credentials behind a checkout', () => {
    const checkouts = jobs.flatMap(([, { steps }]) => steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
    expect(checkouts.length).toBeGreaterThan(0)
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ 'persist-credentials': false })
  })

  it('runs scripts of package.json, and no text of an event as a command', () => {
    for (const [name, { steps }] of jobs) {
      for (const script of scriptsOf(steps)) expect(Object.keys(manifest.scripts), name).toContain(script)
      for (const { run = '' } of steps) expect(run, name).not.toContain('${{')
    }
  })

  it('tests on versions of Node that package.json allows', () => {
    for (const [name, { strategy }] of jobs) {
      expect(strategy?.matrix['node']?.filter((node) => !isAllowed(node)) ?? [], name).toEqual([])
    }
  })
})

it('the step that all share is an action, pinned, of pnpm commands that exist', () => {
  expect(faultsOfAction('action.yml', setUp)).toEqual([])
  expect(faultsOfAction('action.yml', setUp.replace('shell: bash', 'shelf: bash'))).not.toEqual([])
  expect(unpinned(setUp)).toEqual([])
  expect(scriptsOf(setUpSteps)).toEqual(['install'])
})

const jobsOf = (name: string) => workflows.find(({ file }) => file === name)?.workflow.jobs ?? {}

it('CI runs every check, and tests on the oldest Node that package.json allows', () => {
  const jobs = Object.values(jobsOf('ci.yml'))
  const checks = Object.keys(manifest.scripts).filter((script) => script.startsWith('check:'))
  expect(jobs.flatMap(({ steps }) => scriptsOf(steps))).toEqual(expect.arrayContaining(checks))
  const versions = jobs.flatMap(({ strategy }) => strategy?.matrix['node'] ?? [])
  expect(versions).toEqual(expect.arrayContaining([`${manifest.engines.node.replace('>=', '')}.0`, '22', '24', '26']))
})

it('every fault suite runs at night', () => {
  const suites = globSync(['reliability/test/*.faults.test.ts', 'packages/*/test/**/*.faults.test.ts'], { cwd: root })
  expect(suites.length).toBeGreaterThan(5)
  const night = read('.github/workflows/nightly.yml')
  expect(suites.map((suite) => suite.replaceAll('\\', '/')).filter((suite) => !night.includes(suite))).toEqual([])
})

it('one job alone may publish, in an environment of its own, without a token, and it builds nothing', () => {
  const publishers = workflows.flatMap(({ file, jobs }) =>
    jobs.filter(([, { permissions }]) => permissions?.['id-token'] !== undefined).map(([name]) => `${file} ${name}`),
  )
  expect(publishers).toEqual(['release.yml publish'])
  const { publish } = jobsOf('release.yml')
  expect(publish).toMatchObject({ environment: 'npm', permissions: { contents: 'write', 'id-token': 'write' } })
  expect(scriptsOf(publish?.steps ?? [])).toEqual([])
  for (const { text } of workflows) expect(text).not.toMatch(/secrets\.|pull_request_target|AUTH_TOKEN/)
})

it('the scanner of secrets runs in the version of its action', () => {
  const [, pinned, image] =
    /trufflehog@\w+ # v(\S+)\s+with:\s+version: (\S+)/.exec(read('.github/workflows/security.yml')) ?? []
  expect(image).toMatch(/^\d/)
  expect(image).toBe(pinned)
})

describe.each(readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml'))(
  '%s',
  (file) => {
    const template: { readonly name: string; readonly description: string; readonly body: readonly object[] } = parse(
      read(`.github/ISSUE_TEMPLATE/${file}`),
    )

    it('is a form that asks whoever fills it in to leave out what is secret', () => {
      expect(template).toMatchObject({ name: expect.any(String), description: expect.any(String) })
      expect(template.body).toContainEqual({
        type: 'checkboxes',
        id: 'secrets',
        attributes: {
          label: expect.any(String),
          options: [{ label: expect.stringMatching(/no key, token, password/), required: true }],
        },
      })
    })
  },
)
