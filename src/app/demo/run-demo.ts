/** `irsa demo`: walkthrough W1, told step by step, on a rehearsal of its own. */
import process from 'node:process'
import { styleText } from 'node:util'
import { systemClock } from '../../io/index.ts'
import type { UpOptions } from '../configuration.ts'
import { type CaughtSignals, catchSignals, start, stopOnSignal, usageText } from '../up.ts'
import { HopFailure } from './hop-failure.ts'
import type { Teller } from './play-walkthrough.ts'

/** @returns the exit code: 0 only if the greeting came and every hop was proved */
export async function runDemo(options: UpOptions, keepRunning: boolean): Promise<number> {
  const signals: CaughtSignals | undefined = keepRunning ? catchSignals() : undefined
  const isThrowAway = options.dataDir === undefined
  const startedAt = systemClock.now()
  tellLine('Starting the rehearsal')
  const started = await start(isThrowAway ? { port: 0, kubePort: 0, ...options, ephemeral: true } : options, (line) =>
    tellLine(line),
  )
  if (typeof started === 'number') return started
  const { rehearsal, edge } = started
  tellLine(`ready in ${Math.round(systemClock.now() - startedAt)} ms`)
  // Loaded only now: the client libraries take longer to import than the rehearsal takes to start.
  const { playWalkthrough } = await import('./play-walkthrough.ts')
  let exitCode = 0
  try {
    const greeting = await playWalkthrough(rehearsal, edge, consoleTeller())
    process.stdout.write(`\n${bold(greeting.trimEnd())}\n`)
  } catch (error) {
    if (!(error instanceof HopFailure)) {
      await rehearsal.stop()
      throw error
    }
    process.stderr.write(`\nirsa: the hop '${error.hop}' was not proved: ${error.message}\n`)
    exitCode = 1
  }
  if (signals !== undefined && exitCode === 0) {
    process.stdout.write(`\n${usageText(rehearsal)}\n`)
    await stopOnSignal(rehearsal, signals)
  } else {
    await rehearsal.stop()
  }
  return exitCode
}

function consoleTeller(): Teller {
  let step = 0
  return {
    step: (title) => {
      step++
      process.stdout.write(`\n${bold(`${step}. ${title}`)}\n`)
    },
    line: (text) => tellLine(`   ${text}`),
  }
}

function tellLine(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Only on a terminal that wants colours: `styleText` asks the stream. */
function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout })
}
