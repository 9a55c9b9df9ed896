/**
 * The last steps before a container's program: become its user without any privilege, take its environment from a
 * file (an argument would be readable by every user of the machine), go to its directory, and exec.
 * Facts: https://man7.org/linux/man-pages/man1/setpriv.1.html
 *
 * Progress is told on descriptor 3: `ready`, or `command-not-found`; with a terminal, then its name.
 */
import type { ProcessExit, RunningProcess } from '../../../base/index.ts'
import { type SandboxProcess, type SandboxUser, StartFailure, UNPRIVILEGED_ID } from './driver.ts'
import { readLines, readText } from './line-reader.ts'
import { shellCommand, shellQuote } from './quote.ts'

/** For the programs that set a sandbox up: nothing of a container's own environment may steer them. */
export const SETUP_ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } as const
/** The environment file as the container sees it. */
export const POD_ENVIRONMENT_FILE = '/run/irsa/env'
const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const NO_PRIVILEGES = ['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all']
const STDERR_BYTES = 4_096

/** The environment as shell text; names that a shell cannot hold are left to `oddVariables`. */
export function environmentFile(env: Readonly<Record<string, string>>): string {
  const entries = Object.entries(env).filter(([name]) => SHELL_NAME.test(name))
  return entries.map(([name, value]) => `export ${name}=${shellQuote(value)}\n`).join('')
}

/** Kubernetes allows names such as `my.setting`; those go by way of env(1). */
function oddVariables(env: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(env).filter(([name]) => !SHELL_NAME.test(name))
  return entries.length === 0 ? [] : ['env', ...entries.map(([name, value]) => `${name}=${value}`)]
}

export interface EnterInput {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly environmentFile: string
  readonly workingDirectory: string
  readonly tty: boolean
}

/** Words that replace themselves by the container's program, with descriptor 3 closed. */
export function enter(input: EnterInput): string[] {
  const words = [...oddVariables(input.env), ...input.command]
  const script = [
    'unset LC_ALL',
    `. ${shellQuote(input.environmentFile)}`,
    'set -e',
    `command -v ${shellQuote(input.command[0] ?? '')} >/dev/null 2>&1 || { echo command-not-found >&3; exit 127; }`,
    'cd "$1"',
    'unset OLDPWD',
    'shift',
    'echo ready >&3',
    'set +e',
    input.tty ? 'exec "$@"' : 'exec 3>&-; exec "$@"',
  ].join('\n')
  return ['/bin/sh', '-c', script, 'sh', input.workingDirectory, ...(input.tty ? onTerminal(words) : words)]
}

/** script(1) makes the terminal: Node can make none without a native module. */
function onTerminal(command: readonly string[]): string[] {
  const inner = shellCommand(['/bin/sh', '-c', 'tty >&3; exec 3>&-; exec "$@"', 'sh', ...command])
  return ['env', 'SHELL=/bin/sh', 'script', '-qfec', inner, '/dev/null']
}

/** Words that drop every privilege of the machine's root. `uid` 0 becomes a namespace's root with no rights at all. */
export function dropRoot(user: SandboxUser): string[] {
  const groups = user.groups.length > 0 ? `--groups=${user.groups.join(',')}` : '--clear-groups'
  const gid = user.gid === 0 ? UNPRIVILEGED_ID : user.gid
  if (user.uid !== 0) return ['setpriv', `--reuid=${user.uid}`, `--regid=${gid}`, groups, ...NO_PRIVILEGES]
  return ['setpriv', `--reuid=${UNPRIVILEGED_ID}`, `--regid=${gid}`, groups, '--no-new-privs', ...appearAs(0, 0)]
}

/** Words that show us as another user, in a user namespace of its own. */
export function appearAs(uid: number, gid: number): string[] {
  return ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, 'setpriv', ...NO_PRIVILEGES]
}

/** Waits until the program runs; `pidOf` finds it then. Rejects with `StartFailure`. */
export async function started(
  unheard: RunningProcess,
  tty: boolean,
  pidOf: () => Promise<number>,
  kill: (pid: number, signal: string) => boolean,
  setSize: (terminal: string, columns: number, rows: number) => void,
): Promise<SandboxProcess & { pid: number }> {
  // Taken at once: what a short-lived program wrote before anybody listened would be thrown away at its exit.
  const process = { ...unheard, stdout: held(unheard.stdout), stderr: held(unheard.stderr) }
  const lines = readLines(process.pipes[0])
  const first = await lines.next()
  if (first !== 'ready') throw await whyNot(process, first)
  const pid = await pidOf()
  let ended = false
  const exited = process.exited.then((exit: ProcessExit) => {
    ended = true
    return exit
  })
  const terminal = tty ? lines.next() : Promise.resolve(undefined)
  return {
    process,
    exited,
    pid,
    signal: (name) => !ended && kill(pid, name),
    resize: (columns, rows) =>
      void terminal.then((path) => {
        if (path !== undefined && !ended) setSize(path, columns, rows)
      }),
  }
}

/** Asks for the first bytes now and hands them out when asked. */
function held(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]()
  const first = iterator.next()
  first.catch(() => undefined)
  return following(first, iterator)
}

async function* following(
  first: Promise<IteratorResult<Uint8Array>>,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let next = await first; next.done !== true; next = await iterator.next()) yield next.value
}

async function whyNot(process: RunningProcess, word: string | undefined): Promise<StartFailure> {
  if (word === 'command-not-found') return new StartFailure('command-not-found', 'executable file not found in $PATH')
  const text = await readText(process.stderr, STDERR_BYTES)
  const exit = await process.exited
  return new StartFailure('setup', text.trim() || `the sandbox ended with ${exit.signal ?? `code ${exit.code}`}`)
}
