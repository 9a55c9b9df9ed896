/**
 * `npm test`: installs what is missing, then runs every test with Node's own runner.
 * `npm test -- PATTERN...` runs only the test files whose path holds one of the patterns.
 */
import * as fs from 'node:fs'
import { install, root, run } from './node.mjs'

install()
// fs.globSync is Node 22's: this file is started by the system's Node, so the list is made by the pinned one.
if (process.argv[2] !== '--inner') {
  const outcome = run(['scripts/test.mjs', '--inner', ...process.argv.slice(2)])
  process.exit(outcome.status ?? 1)
}
const patterns = process.argv.slice(3)
const files = fs
  .globSync(['src/**/*.{test,fuzz}.ts', 'test/**/*.test.ts'], { cwd: root })
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  .sort()
if (files.length === 0) {
  process.stderr.write(`no test file matches: ${patterns.join(' ')}\n`)
  process.exit(1)
}
const outcome = run([
  '--disable-warning=ExperimentalWarning',
  '--test',
  '--test-concurrency=2',
  '--test-timeout=180000',
  '--test-reporter=spec',
  ...files,
])
process.exit(outcome.status ?? 1)
