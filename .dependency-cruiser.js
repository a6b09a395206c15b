/**
 * Which part of the house may import which. Every rule says why in its comment, which the check prints.
 *
 * Run it with `pnpm check:imports`.
 */

/** Rooms of core and the rooms that each may use; those after `types` only for their types. */
const rooms = {
  units: { uses: ['errors'] },
  errors: { types: ['units'] },
  numerics: { uses: ['errors', 'units'] },
  market: { uses: ['errors', 'units'] },
  value: { uses: ['errors', 'units'], types: ['market', 'models'] },
  odds: { uses: ['errors', 'numerics', 'units'], types: ['market', 'ports'] },
  staking: { uses: ['errors', 'numerics', 'units', 'value'], types: ['market'] },
  models: { uses: ['errors', 'numerics', 'odds', 'units'], types: ['market', 'ports'] },
  breaker: { uses: ['errors', 'ports', 'units'] },
  risk: { uses: ['errors', 'units'], types: ['market', 'order', 'ports'] },
  order: { uses: ['errors', 'risk', 'units'], types: ['ledger', 'market'] },
  ledger: { uses: ['errors', 'order', 'units'], types: ['ports'] },
  ports: { uses: ['errors', 'units'], types: ['breaker', 'engine', 'ledger', 'market', 'order', 'risk'] },
  report: { uses: ['errors', 'units'], types: ['engine', 'order', 'ports', 'risk'] },
  config: { uses: ['errors', 'units'], types: ['risk'] },
  strategies: { uses: ['errors', 'market', 'odds', 'units', 'value'], types: ['engine', 'ports', 'risk', 'staking'] },
  account: { uses: ['errors', 'ledger', 'market', 'order', 'ports', 'risk', 'units', 'value'] },
  engine: {
    uses: ['account', 'breaker', 'errors', 'ledger', 'market', 'order', 'ports', 'risk', 'staking', 'units', 'value'],
    types: ['config'],
  },
  advisor: {
    uses: ['account', 'breaker', 'engine', 'errors', 'ledger', 'market', 'order', 'ports', 'risk', 'units'],
    types: ['config'],
  },
  simulation: {
    uses: ['engine', 'errors', 'ledger', 'market', 'odds', 'order', 'ports', 'report', 'risk', 'units'],
  },
  testing: {
    uses: ['engine', 'errors', 'ledger', 'market', 'order', 'ports', 'risk', 'simulation', 'units'],
  },
}

const inCore = (names) => names.map((name) => `^packages/core/src/${name}/`)

const roomRules = Object.entries(rooms).flatMap(([room, { uses = [], types = [] }]) => [
  {
    name: `core-${room}`,
    comment: `core/${room} may use ${[...uses, ...types.map((type) => `${type} (types)`)].join(', ')}: data flows one way (ARCHITECTURE.md).`,
    severity: 'error',
    from: { path: `^packages/core/src/${room}/` },
    to: { path: '^packages/core/src/', pathNot: inCore([room, ...uses, ...types]) },
  },
  ...(types.length === 0
    ? []
    : [
        {
          name: `core-${room}-types-only`,
          comment: `core/${room} may use only the types of ${types.join(', ')}.`,
          severity: 'error',
          from: { path: `^packages/core/src/${room}/` },
          to: { path: inCore(types), dependencyTypesNot: ['type-only'] },
        },
      ]),
])

/** Packages of ours that each package may use. */
const packages = {
  core: [],
  'adapter-kit': ['core'],
  'adapter-[^/]+': ['core', 'adapter-kit'],
  'store-[^/]+': ['core'],
  'monitor-http': ['core'],
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
      to: { path: '^packages/$1/src/(index|config|store|testing|emulator)[.]ts$' },
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
      name: 'core-inlines-two',
      comment:
        'core has no dependencies: zod/mini (config only) and eventemitter3 (advisor only) are inlined into its build.',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { path: 'node_modules', pathNot: 'node_modules/(zod|eventemitter3|type-fest)/' },
    },
    {
      name: 'core-zod-in-config',
      comment: 'Only core/config may use zod, so that nothing else pulls it in.',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: '^packages/core/src/config/' },
      to: { path: 'node_modules/zod/' },
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
