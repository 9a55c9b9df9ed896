/** Import rules, made from the table in scripts/layers.cjs. `scripts/canary.mjs` proves that they still bite. */
const { LAYERS } = require('./scripts/layers.cjs')

const names = Object.keys(LAYERS)
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
/** Files of a layer, without those of a layer nested in it. */
const nestedIn = (name) => names.filter((other) => other.startsWith(`${name}/`))
const TEST = '(\\.test|\\.fuzz|/contract|/fakes?/[^/]+|/fixtures/[^/]+)\\.ts$'

/** Runs as a process of its own inside a pod's network: it is started by path and imports nothing of ours. */
const OWN_PROCESS = '^src/cluster/kubelet/sandbox/relay\\.mjs$'

const rules = names.flatMap((name) => {
  const { imports, packages = [] } = LAYERS[name]
  const from = {
    path: `^src/${escaped(name)}/`,
    pathNot: [TEST, OWN_PROCESS, ...nestedIn(name).map((nested) => `^src/${escaped(nested)}/`)],
  }
  const allowedLayers = imports.includes('*') ? ['^src/'] : imports.map((allowed) => `^src/${escaped(allowed)}/`)
  const allowedPackages = packages.map((allowed) =>
    allowed === 'node:*'
      ? null
      : allowed.startsWith('node:')
        ? `^(node:)?${escaped(allowed.slice(5))}$`
        : `node_modules/${allowed.replace('*', '')}`,
  )
  const found = [
    {
      name: `layer-${name.replace('/', '-')}`,
      comment: `${name} may import only: ${imports.join(', ') || 'nothing'}`,
      severity: 'error',
      from,
      to: { path: '^src/', pathNot: [`^src/${escaped(name)}/`, ...allowedLayers] },
    },
    {
      name: `packages-${name.replace('/', '-')}`,
      comment: `${name} may use only these npm packages: ${packages.join(', ') || 'none'}`,
      severity: 'error',
      from,
      to: { path: 'node_modules/', pathNot: allowedPackages.filter((allowed) => allowed !== null) },
    },
  ]
  if (!packages.includes('node:*')) {
    found.push({
      name: `io-at-the-edge-${name.replace('/', '-')}`,
      comment: `${name} has no I/O of its own`,
      severity: 'error',
      from,
      to: { dependencyTypes: ['core'], pathNot: allowedPackages.filter((allowed) => allowed !== null) },
    })
  }
  return found
})

const frontDoors = names.map((name) => ({
  name: `front-door-${name.replace('/', '-')}`,
  comment: `another module reaches ${name} only through its index.ts`,
  severity: 'error',
  from: { path: '^src/', pathNot: [`^src/${escaped(name)}/`, TEST] },
  to: {
    path: `^src/${escaped(name)}/`,
    pathNot: [`^src/${escaped(name)}/(index|contract)\\.ts$`, ...nestedIn(name).map((nested) => `^src/${escaped(nested)}/`)],
  },
}))

/** `cli` loads each subsystem of `app` by its own file, so that a command loads only what it runs. */
for (const rule of frontDoors) {
  if (rule.name === 'front-door-app') rule.from.pathNot.push('^src/cli/', '^src/testing/')
}

module.exports = {
  forbidden: [
    ...rules,
    ...frontDoors,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'unknown-folder',
      comment: 'a new folder needs a row in scripts/layers.cjs',
      severity: 'error',
      from: { path: '^src/', pathNot: [...names.map((name) => `^src/${escaped(name)}/`), '^src/index\\.ts$'] },
      to: {},
    },
    {
      name: 'tests-are-leaves',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: '(\\.test|\\.fuzz)\\.ts$|^test/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
