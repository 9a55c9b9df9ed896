/**
 * `npm start`: installs what is missing, then runs walkthrough W1 on the rehearsal of this checkout (`.irsa/`) and stays
 * up. Signals reach the rehearsal, which stops in good order; its exit code is ours.
 */
import { spawn } from 'node:child_process'
import { install, pinnedNode, root } from './node.mjs'

install()
const args = ['bin/irsa.js', 'demo', '--keep-running', '--data-dir', '.irsa', ...process.argv.slice(2)]
const child = spawn(pinnedNode(), args, { cwd: root, stdio: 'inherit' })
// The terminal sends Ctrl-C to the whole group: we only must not die first. A SIGTERM comes to us alone.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
