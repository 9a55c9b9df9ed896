/** `irsa up` as a process of its own, as users run it, on free ports and a directory that the test removes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RehearsalEnvironment } from '../../src/app/environment.ts'
import { cleanEnvironment, type Outcome, runProgram } from './programs.ts'

export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const BIN = join(CHECKOUT, 'bin', 'irsa.js')

export interface IrsaProcess {
  readonly pid: number
  readonly dataDir: string
  readonly environment: RehearsalEnvironment
  /** Everything printed so far. */
  output(): string
  /** For programs run against it: PATH, a home in the data directory, and what `irsa env` says. */
  programEnvironment(): Record<string, string>
  /** SIGTERM, then the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL: nothing is told, nothing is saved. */
  kill(): Promise<void>
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'irsa-test-'))
}

export function removeDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

/** Runs one command of `irsa` to its end. */
export function irsa(
  args: readonly string[],
  options: { cwd?: string; input?: string; timeoutMs?: number } = {},
): Promise<Outcome> {
  return runProgram(process.execPath, [BIN, ...args], { env: cleanEnvironment(), ...options })
}

export async function startIrsa(dataDir: string, args: readonly string[] = []): Promise<IrsaProcess> {
  const child = spawn(process.execPath, [BIN, 'up', '--data-dir', dataDir, '--port', '0', '--kube-port', '0', ...args], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const collect = (chunk: Buffer): void => {
    printed += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const exited = once(child, 'exit') as Promise<[number | null]>
  await Promise.race([
    readyLine(child, () => printed),
    exited.then(([code]) => Promise.reject(new Error(`irsa up ended with ${code}:\n${printed}`))),
  ])
  const environment = JSON.parse(readFileSync(join(dataDir, 'environment.json'), 'utf8')) as RehearsalEnvironment
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    const [code] = await exited
    return code
  }
  return {
    pid: child.pid ?? 0,
    dataDir,
    environment,
    output: () => printed,
    programEnvironment: () => ({ ...cleanEnvironment(dataDir), ...environment }),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL').then(() => undefined),
  }
}

async function readyLine(child: ChildProcess, printed: () => string): Promise<void> {
  while (!/ready in \d+ ms/.test(printed())) if (child.stdout !== null) await once(child.stdout, 'data')
}
