/**
 * Child processes of the real machine: no shell, no inherited environment, no inherited descriptors but the pipes.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { ProcessExit, Processes, ProcessSpec, RunningProcess } from '../base/index.ts'
import { byteSink, incomingBytes } from './byte-stream.ts'

/** Field 22 of /proc/PID/stat, counted after the command name, which may hold spaces and parentheses. */
const START_TIME_FIELD = 19

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
  const [program = '', ...rest] = spec.command
  const pipes = Array.from({ length: spec.extraPipes ?? 0 }, () => 'pipe' as const)
  const child = spawn(program, rest, {
    env: { ...spec.env },
    cwd: spec.cwd,
    detached: spec.detached ?? true,
    stdio: ['pipe', 'pipe', 'pipe', ...pipes],
  })
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) })
    })
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  child.on('error', () => undefined)
  const [stdin, stdout, stderr] = [child.stdin, child.stdout, child.stderr]
  if (child.pid === undefined || stdin === null || stdout === null || stderr === null) {
    throw new Error('a spawned process has a pid and three streams')
  }
  return {
    pid: child.pid,
    stdin: byteSink(stdin),
    stdout: incomingBytes(stdout),
    stderr: incomingBytes(stderr),
    pipes: child.stdio.slice(3).map((stream) => incomingBytes(stream as Readable)),
    exited,
    signal: (name) => child.kill(name as NodeJS.Signals),
  }
}
