/**
 * `npm run check`: format, lint, types (twice: the pure folders know no Node), import rules and their canary, dead
 * code, and the contents of the package. Every check runs; the exit code is 1 if one of them failed.
 */
import { install, run } from './node.mjs'

install()

const tool = (name) => `node_modules/${name}`

/** Name, arguments of Node. */
const CHECKS = [
  ['format and lint', [tool('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '.']],
  ['types', [tool('typescript/bin/tsc'), '-p', '.']],
  ['types of the pure folders', [tool('typescript/bin/tsc'), '-p', 'tsconfig.pure.json']],
  ['import rules', [tool('dependency-cruiser/bin/dependency-cruiser.mjs'), 'src', '--output-type', 'err']],
  ['import rules still bite', ['scripts/canary.mjs']],
  ['dead code', [tool('knip/bin/knip.js'), '--no-progress']],
  ['build', ['scripts/build.mjs']],
  ['package', [tool('publint/src/cli.js'), '--strict']],
  ['package contents', ['scripts/package-contents.mjs']],
  ['types of the package', [tool('@arethetypeswrong/cli/dist/index.js'), '--pack', '.', '--profile', 'esm-only', '--no-emoji']],
]

const wanted = process.argv.slice(2)
let failed = 0
for (const [name, args] of CHECKS) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue
  process.stdout.write(`\n== ${name}\n`)
  const { status } = run(args)
  if (status !== 0) {
    failed++
    process.stdout.write(`== ${name}: FAILED\n`)
  }
}
process.stdout.write(failed === 0 ? '\nall checks passed\n' : `\n${failed} of ${CHECKS.length} checks failed\n`)
process.exit(failed === 0 ? 0 : 1)
