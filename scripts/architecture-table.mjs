/** Prints the table of layers for ARCHITECTURE.md, from the same data that the import rules are made of. */
import { createRequire } from 'node:module'

const { LAYERS } = createRequire(import.meta.url)('./layers.cjs')

/** One row a module, in the order of the table of layers. */
export function architectureTable() {
  const rows = Object.entries(LAYERS).map(([name, { says, imports, packages = [] }]) => {
    const may = imports.includes('*') ? 'everything' : imports.map((layer) => `\`${layer}\``).join(', ') || 'nothing'
    return `| \`${name}\` | ${says} | ${may} | ${packages.map((entry) => `\`${entry}\``).join(', ') || 'none'} |`
  })
  return ['| module | what it is | may import | outside packages |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

if (process.argv[1]?.endsWith('architecture-table.mjs')) process.stdout.write(`${architectureTable()}\n`)
