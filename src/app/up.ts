/** `irsa up`: starts the rehearsal, says where it is and how to use it, and stays until a signal. */
import process from 'node:process'
import { systemClock } from '../io/index.ts'
import { readConfiguration, type UpOptions } from './configuration.ts'
import { type Edge, realEdge } from './edge.ts'
import { type Rehearsal, startRehearsal } from './rehearsal.ts'
import { StartRefusal } from './start-refusal.ts'

const KEEP_ALIVE_MS = 60_000

/** @returns the exit code */
export async function runUp(options: UpOptions): Promise<number> {
  const signals = catchSignals()
  const startedAt = systemClock.now()
  const started = await start(options, (line) => process.stdout.write(`${line}\n`))
  if (typeof started === 'number') return started
  process.stdout.write(`ready in ${Math.round(systemClock.now() - startedAt)} ms\n\n${usageText(started.rehearsal)}\n`)
  await stopOnSignal(started.rehearsal, signals)
  return 0
}

export interface Started {
  readonly rehearsal: Rehearsal
  readonly edge: Edge
}

/** Starts a rehearsal for a command. @returns an exit code if that cannot be, the reason told on standard error */
export async function start(options: UpOptions, tell: (line: string) => void): Promise<Started | number> {
  const configuration = readConfiguration(options, process.cwd())
  if (!configuration.ok) {
    process.stderr.write(`irsa: ${configuration.problem.option}: ${configuration.problem.message}\n`)
    return 2
  }
  const edge = realEdge()
  try {
    const rehearsal = await startRehearsal(configuration.value, edge, (part, detail) => tell(`  ${part.padEnd(8)} ${detail}`))
    return { rehearsal, edge }
  } catch (error) {
    if (!(error instanceof StartRefusal)) throw error
    process.stderr.write(`irsa: ${error.message}\n${error.advice}\n`)
    return error.code === 'option' ? 2 : 3
  }
}

/** SIGINT and SIGTERM, caught from now on: one that comes during the start is not lost. */
export interface CaughtSignals {
  /** Resolves with the first signal; the process stays alive until then. */
  first(): Promise<void>
  /** From now on another signal ends the process at once, with exit code 1. */
  hurryOnNext(): void
}

export function catchSignals(): CaughtSignals {
  let hurry = false
  let caught = false
  let resolveFirst: () => void = () => undefined
  const first = new Promise<void>((resolve) => {
    resolveFirst = resolve
  })
  const onSignal = (): void => {
    if (caught && hurry) process.exit(1)
    caught = true
    resolveFirst()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    async first() {
      // An interval keeps the process alive even while no listener has a connection.
      const alive = setInterval(() => undefined, KEEP_ALIVE_MS)
      await first
      clearInterval(alive)
    },
    hurryOnNext: () => {
      hurry = true
    },
  }
}

/** Waits for a signal, then stops in good order; a second signal ends the process at once. */
export async function stopOnSignal(rehearsal: Rehearsal, signals: CaughtSignals): Promise<void> {
  await signals.first()
  signals.hurryOnNext()
  process.stdout.write('\nstopping ...\n')
  await rehearsal.stop()
}

/** How to use a running rehearsal from another terminal. */
export function usageText(rehearsal: Rehearsal): string {
  const isUsual = rehearsal.directory.path === `${process.cwd()}/.irsa`
  const option = isUsual ? '' : ` --data-dir ${rehearsal.directory.path}`
  return `Use it from another terminal:
  eval "$(npx irsa env${option})"
  aws sts get-caller-identity
  kubectl get pods -A
Stop it with Ctrl-C, or npx irsa down${option}.`
}
