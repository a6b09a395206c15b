/**
 * Which part of the house may import which. Every rule says why in its comment, which the check prints.
 *
 * Run it with `pnpm check:imports`.
 */

/**
 * Rooms of core from the ground up, with the rooms that each may use, types included. Every one of them stands above it in this table,
 * so no two rooms can ever use each other.
 */
const rooms = {
  errors: [],
  units: ['errors'],
  chance: [],
  numerics: ['errors', 'units'],
  clock: ['errors', 'units'],
  market: ['errors', 'units'],
  book: ['errors', 'market', 'units'],
  value: ['errors', 'market', 'units'],
  staking: ['errors', 'market', 'numerics', 'units', 'value'],
  order: ['errors', 'market', 'numerics', 'units'],
  limits: ['errors', 'order', 'units'],
  ledger: ['errors', 'order', 'units'],
  ports: ['clock', 'errors', 'ledger', 'limits', 'market', 'order', 'units'],
  odds: ['errors', 'market', 'numerics', 'ports', 'units'],
  models: ['errors', 'market', 'numerics', 'odds', 'ports', 'units', 'value'],
  breaker: ['clock', 'errors', 'ports', 'units'],
  risk: ['errors', 'limits', 'market', 'order', 'units'],
  config: ['errors', 'ports', 'risk', 'units'],
  'store-rules': ['errors', 'ledger', 'limits', 'market', 'numerics', 'order', 'ports', 'units'],
  memory: ['errors', 'ledger', 'limits', 'market', 'order', 'ports', 'store-rules', 'units'],
  archive: ['errors', 'limits', 'order', 'ports', 'units'],
  report: ['errors', 'ledger', 'limits', 'order', 'ports', 'units'],
  account: ['errors', 'ledger', 'limits', 'market', 'order', 'ports', 'risk', 'units', 'value'],
  engine: [
    ...['account', 'config', 'errors', 'limits', 'market', 'numerics', 'order', 'ports', 'risk'],
    ...['staking', 'units', 'value'],
  ],
  strategies: ['engine', 'errors', 'market', 'odds', 'order', 'ports', 'staking', 'units', 'value'],
  advisor: [
    ...['account', 'breaker', 'clock', 'config', 'engine', 'errors', 'limits', 'market', 'numerics', 'order'],
    ...['ports', 'risk', 'store-rules', 'units'],
  ],
  simulation: [
    'odds',
    ...['chance', 'clock', 'engine', 'errors', 'ledger', 'limits', 'market', 'memory', 'order', 'ports', 'report'],
    ...['risk', 'units', 'value'],
  ],
  football: ['chance', 'errors', 'market', 'odds', 'simulation', 'units'],
  testing: ['clock', 'errors', 'ledger', 'limits', 'market', 'order', 'ports', 'store-rules', 'units'],
}

for (const [room, uses] of Object.entries(rooms)) {
  const below = Object.keys(rooms).slice(0, Object.keys(rooms).indexOf(room))
  const wrong = uses.filter((use) => !below.includes(use))
  if (wrong.length > 0) throw new Error(`core/${room} may not use ${wrong.join(', ')}: not above it in the table`)
}

const inCore = (names) => names.map((name) => `^packages/core/src/${name}/`)

const roomRules = Object.entries(rooms).map(([room, uses]) => ({
  name: `core-${room}`,
  comment: `core/${room} may use ${uses.join(', ') || 'no other room'}: data flows one way (ARCHITECTURE.md).`,
  severity: 'error',
  from: { path: `^packages/core/src/${room}/` },
  to: { path: '^packages/core/src/', pathNot: inCore([room, ...uses]) },
}))

/** Packages of ours that each package may use. */
const packages = {
  core: [],
  'adapter-kit': ['core'],
  'adapter-[^/]+': ['core', 'adapter-kit'],
  'store-[^/]+': ['core'],
  'monitor-http': ['core'],
  alerts: ['core'],
}

const packageRules = Object.entries(packages).map(([name, uses]) => ({
  name: `package-${name.replace('-[^/]+', 's')}`,
  comment: `packages/${name.replace('[^/]+', '*')} may use ${uses.join(' and ') || 'no other package'}: adapters, stores and the monitor never know each other.`,
  severity: 'error',
  from: {
    path: `^packages/(${name})/src/`,
    ...(name === 'adapter-[^/]+' && { pathNot: '^packages/adapter-kit/' }),
  },
  to: {
    path: '^(packages|examples|bench|reliability|tools)/',
    pathNot: ['^packages/$1/', ...uses.map((use) => `^packages/${use}/`)],
  },
}))

export default {
  forbidden: [
    ...roomRules,
    ...packageRules,
    {
      name: 'no-new-rooms-unnamed',
      comment:
        'A room of core that is not in the table has no rule: name it in .dependency-cruiser.js, with what it may use.',
      severity: 'error',
      from: { path: '^packages/core/src/[^/]+/', pathNot: inCore(Object.keys(rooms)) },
      to: {},
    },
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one, or that a third is missing.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { circular: true },
    },
    {
      name: 'no-inner-barrels',
      comment: 'Only the entry files of a package re-export: inside, import from where a thing is.',
      severity: 'error',
      // Giving a thing a second name is what a file of aliases is for.
      from: { path: '^packages/[^/]+/src/.+/', pathNot: '/aliases[.]ts$' },
      to: { dependencyTypes: ['export'] },
    },
    {
      name: 'entries-are-for-others',
      comment: 'Inside a package, import from where a thing is, not through its own entry files.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/.+/' },
      to: {
        path: '^packages/$1/src/[^/]+[.]ts$',
        pathNot: '^packages/(store-[^/]+|monitor-http|alerts|adapter-[^/]+)/',
      },
    },
    {
      name: 'only-through-entries',
      comment: 'Import another package by its name, through what it exports.',
      severity: 'error',
      from: { path: '^(packages/[^/]+|examples|bench|reliability)/' },
      to: { path: '^packages/[^/]+/src/[^/]+/', pathNot: '^$1/' },
    },
    {
      name: 'nothing-imports-the-monitor',
      comment: 'The monitor watches; nobody depends on it but a bot itself.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/monitor-http/' },
      to: { path: '^packages/monitor-http/' },
    },
    {
      name: 'core-inlines-one',
      comment:
        'core has no dependencies: eventemitter3 (advisor only) is inlined into its build, and type-fest is gone when it is built.',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { path: 'node_modules', pathNot: 'node_modules/(eventemitter3|type-fest)/' },
    },
    {
      name: 'core-events-in-advisor',
      comment: 'Only core/advisor may use eventemitter3, so that nothing else pulls it in.',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: '^packages/core/src/advisor/' },
      to: { path: 'node_modules/eventemitter3/' },
    },
    {
      name: 'core-without-node',
      comment: 'core runs everywhere; only core/config/ambient.ts may ask for the file system, when there is one.',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: '^packages/core/src/config/ambient[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'declared-dependencies',
      comment: 'What is published may import only what its package.json declares as a dependency or peer.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: '^packages/core/src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional'],
        dependencyTypesNot: ['type-only', 'npm-peer', 'npm'],
      },
    },
    {
      name: 'no-unresolvable',
      comment: 'This import leads nowhere.',
      severity: 'error',
      // The dashboard's scripts run in the browser, where the monitor serves their imports.
      from: { pathNot: '^packages/monitor-http/src/dashboard/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@betting-advisor/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js'],
    },
  },
}
