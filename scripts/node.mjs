/**
 * Finds the Node that the project pins (tools/node) and installs what the lock file names, when it has changed.
 * Runs on any Node from 18 on, because it is what a fresh machine starts with.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules', '.irsa-installed')

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** Installs the locked dependencies unless node_modules already holds exactly them. Exits on failure. */
export function install() {
  const digest = lockDigest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  process.stderr.write('installing dependencies (once) ...\n')
  // Not `npm ci`: it insists on lock entries for every platform's optional packages, also those that a registry
  // mirror does not hold. `--no-save` installs what the lock file names and leaves it alone.
  const run = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (run.status !== 0) {
    process.stderr.write('npm install failed: see above. It needs the npm registry once.\n')
    process.exit(run.status ?? 1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
}

/** The Node to run the project with: the pinned one, or this one if it is new enough. */
export function pinnedNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(pinned)) return pinned
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  process.stderr.write(`Node ${process.versions.node} is too old: irsa needs 22.18 or newer.\n`)
  process.exit(1)
}

/** Runs the pinned Node with these arguments, signals and exit code passed on. */
export function run(args, env = {}) {
  const node = pinnedNode()
  const bin = join(root, 'node_modules', '.bin')
  return spawnSync(node, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}:${bin}:${process.env.PATH}`, ...env },
  })
}
