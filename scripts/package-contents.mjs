/** What the package holds, and holds not: no tests, no sources, no secrets, a size that somebody has looked at. */
import { spawnSync } from 'node:child_process'
import { root } from './node.mjs'

const MAX_UNPACKED_BYTES = 6 * 1024 * 1024
const EXPECTED = [
  'bin/irsa.js',
  'dist/cli/main.js',
  'dist/policy/index.d.ts',
  'LICENSE',
  'README.md',
  'examples/w1-terraform-greeter/main.tf',
]
const FORBIDDEN = /\.test\.|\.fuzz\.|\/fakes\/|\/fixtures\/|contract\.|^src\/|^test\/|\.irsa\/|\.db$|\.tfstate/

const { stdout, status, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], {
  cwd: root,
  encoding: 'utf8',
})
if (status !== 0) {
  process.stderr.write(stderr)
  process.exit(1)
}
const parsed = JSON.parse(stdout)
const [pack] = Array.isArray(parsed) ? parsed : Object.values(parsed)
const files = pack.files.map((file) => file.path)
const problems = [
  ...EXPECTED.filter((path) => !files.includes(path)).map((path) => `missing: ${path}`),
  ...files.filter((path) => FORBIDDEN.test(path)).map((path) => `must not be packed: ${path}`),
  ...(pack.unpackedSize > MAX_UNPACKED_BYTES ? [`unpacked size ${pack.unpackedSize} is above ${MAX_UNPACKED_BYTES}`] : []),
]
process.stdout.write(`${files.length} files, ${pack.size} bytes packed, ${pack.unpackedSize} unpacked\n`)
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exit(problems.length === 0 ? 0 : 1)
