/** Sessions of `exec` and `attach`: the streams of a program as the API server passes them on. */
import type { ExecOptions, ExecSession } from '../../kube/index.ts'
import type { ContainerRunner } from './container-runner.ts'
import { exitCodeOf } from './exit-code.ts'
import type { SandboxProcess } from './sandbox/index.ts'

export function execSession(run: SandboxProcess, options: Pick<ExecOptions, 'stdin'>): ExecSession {
  if (!options.stdin) run.process.stdin.end()
  return {
    ...(options.stdin ? { stdin: run.process.stdin } : {}),
    stdout: run.process.stdout,
    stderr: run.process.stderr,
    exitCode: run.exited.then(exitCodeOf),
    resize: (columns, rows) => run.resize(columns, rows),
    kill: () => void run.signal('SIGKILL'),
  }
}

/** The main program of a container from now on. Going away leaves it running. */
export function attachSession(
  runner: ContainerRunner,
  running: SandboxProcess,
  options: Pick<ExecOptions, 'stdin'>,
): ExecSession {
  const streams = { stdout: new ChunkQueue(), stderr: new ChunkQueue() }
  const forget = runner.listen((stream, chunk) => streams[stream].push(chunk))
  const close = () => {
    forget()
    streams.stdout.end()
    streams.stderr.end()
  }
  const exitCode = running.exited.then((exit) => {
    close()
    return exitCodeOf(exit)
  })
  const stdin = runner.stdin
  return {
    ...(options.stdin && stdin !== undefined ? { stdin } : {}),
    stdout: streams.stdout,
    stderr: streams.stderr,
    exitCode,
    resize: (columns, rows) => running.resize(columns, rows),
    kill: close,
  }
}

/** What a reader may fall behind before the oldest is dropped: a slow client must not hold the container up. */
const CHUNKS_KEPT = 1_000

class ChunkQueue implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = []
  #ended = false
  #wake: () => void = () => undefined

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    if (this.#chunks.length > CHUNKS_KEPT) this.#chunks.shift()
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) yield chunk
      else if (this.#ended) return
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    }
  }
}
