/**
 * Child processes of the real machine: no shell, no inherited environment, no inherited descriptors but the pipes.
 */
import { execFile, spawn } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import type { ProcessExit, Processes, ProcessSpec, RunningProcess } from '../base/index.ts'
import { byteSink } from './byte-stream.ts'

/** Field 22 of /proc/PID/stat, counted after the command name, which may hold spaces and parentheses. */
const START_TIME_FIELD = 19
const runFile = promisify(execFile)

export const systemProcesses: Processes = {
  start: startProcess,
  startTime(pid) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD]
    } catch {
      return isAlive(pid) ? 'unknown' : undefined
    }
  },
  kill(pid, signal) {
    try {
      process.kill(pid, signal as NodeJS.Signals)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
      throw error
    }
  },
}

/** On systems without /proc: whether a process of that pid is there at all. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function startProcess(spec: ProcessSpec): Promise<RunningProcess> {
  const output = spec.openableOutput === true ? await openOutputPipes() : undefined
  try {
    return await startWith(spec, output)
  } catch (error) {
    for (const stream of output?.readable ?? []) stream.destroy()
    throw error
  } finally {
    for (const descriptor of output?.writable ?? []) closeSync(descriptor)
  }
}

async function startWith(spec: ProcessSpec, output: OutputPipes | undefined): Promise<RunningProcess> {
  const [program = '', ...rest] = spec.command
  const pipes = Array.from({ length: spec.extraPipes ?? 0 }, () => 'pipe' as const)
  const child = spawn(program, rest, {
    env: { ...spec.env },
    cwd: spec.cwd,
    detached: spec.detached ?? true,
    stdio: ['pipe', ...(output?.writable ?? (['pipe', 'pipe'] as const)), ...pipes],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const closed = new Promise<ProcessExit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) })
    })
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  child.on('error', () => undefined)
  const [stdout, stderr] = output?.readable ?? [child.stdout, child.stderr]
  if (child.pid === undefined || child.stdin === null || stdout === null || stderr === null) {
    throw new Error('a spawned process has a pid and three streams')
  }
  const extra = child.stdio.slice(3) as Readable[]
  const reading = { abandoned: false }
  return {
    pid: child.pid,
    stdin: byteSink(child.stdin),
    stdout: untilAbandoned(stdout, reading),
    stderr: untilAbandoned(stderr, reading),
    pipes: extra.map((stream) => untilAbandoned(stream, reading)),
    exited: output === undefined ? closed : drained(closed, ended, output.readable),
    ended,
    abandon: () => {
      reading.abandoned = true
      for (const stream of [child.stdin, stdout, stderr, ...extra]) stream?.destroy()
      child.unref()
    },
    signal: (name) => child.kill(name as NodeJS.Signals),
  }
}

interface OutputPipes {
  readonly readable: readonly [Readable, Readable]
  /** Descriptors. */
  readonly writable: readonly [number, number]
}

/** Node makes socket pairs for its children, which cannot be opened by path; a named pipe whose name is gone can. */
async function openOutputPipes(): Promise<OutputPipes> {
  const directory = await mkdtemp(join(tmpdir(), 'irsa-output-'))
  try {
    const paths = [join(directory, 'stdout'), join(directory, 'stderr')] as const
    // Whoever has the descriptor may open it again, as any user; nobody else finds it.
    await runFile('mkfifo', ['-m', '666', ...paths])
    const open = (path: string) => {
      // Without waiting for a writer; the writer then finds a reader.
      const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
      return { readable: new Socket({ fd, readable: true, writable: false }), writable: openSync(path, constants.O_WRONLY) }
    }
    const [stdout, stderr] = [open(paths[0]), open(paths[1])]
    return { readable: [stdout.readable, stderr.readable], writable: [stdout.writable, stderr.writable] }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** As Node does with its own: output that nobody has begun to read by the end is let go. */
async function drained(
  closed: Promise<ProcessExit>,
  ended: Promise<void>,
  streams: readonly [Readable, Readable],
): Promise<ProcessExit> {
  const gone = streams.map((stream) => new Promise<void>((resolve) => stream.once('close', () => resolve())))
  await ended
  for (const stream of streams) stream.resume()
  await Promise.all(gone)
  return closed
}

async function* untilAbandoned(
  readable: Readable,
  reading: { readonly abandoned: boolean },
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of readable) yield chunk
  } catch (error) {
    if (!reading.abandoned) throw error
  }
}
