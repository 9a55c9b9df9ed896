/** A command that runs in the test's hand, and requests that ask for it. */
import type { HttpRequest } from '../../../base/index.ts'
import type { ExecOptions, ExecSession } from '../../../kube/index.ts'
import { createInbox, type Inbox } from '../inbox.ts'
import { textOf } from './byte-pipe.ts'

export interface FakeCommand {
  readonly stdout: Inbox
  readonly stderr: Inbox
  /** Everything that came on stdin, once it has ended. */
  readonly stdinText: Promise<string>
  readonly stdin: Inbox
  readonly sizes: [number, number][]
  kills(): number
  exit(code: number): void
  fail(error: Error): void
  /** What `start` was asked for. */
  asked(): ExecOptions | undefined
  start(options: ExecOptions): Promise<ExecSession>
}

/** @param options readsStdin: false leaves what comes unread */
export function fakeCommand(options: { readsStdin?: boolean } = {}): FakeCommand {
  const [stdin, stdout, stderr] = [createInbox(), createInbox(), createInbox()]
  const sizes: [number, number][] = []
  let kills = 0
  let asked: ExecOptions | undefined
  let settle = { resolve: (_: number): void => {}, reject: (_: Error): void => {} }
  const exitCode = new Promise<number>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const endOutput = (): void => {
    stdout.end()
    stderr.end()
  }
  return {
    stdin,
    stdout,
    stderr,
    sizes,
    stdinText: options.readsStdin === false ? Promise.resolve('') : textOf(stdin),
    kills: () => kills,
    asked: () => asked,
    exit(code) {
      endOutput()
      settle.resolve(code)
    },
    fail(error) {
      settle.reject(error)
      endOutput()
    },
    async start(given) {
      asked = given
      return {
        stdout,
        stderr,
        exitCode,
        ...(given.stdin ? { stdin: { write: (bytes) => stdin.put(Buffer.from(bytes)), end: () => stdin.end() } } : {}),
        resize: (columns, rows) => void sizes.push([columns, rows]),
        kill() {
          kills++
          endOutput()
          settle.resolve(137)
        },
      }
    },
  }
}

/** @param target path and query */
export function upgradeRequest(
  target: string,
  headers: Record<string, string>,
  signal: AbortSignal = new AbortController().signal,
): HttpRequest {
  return {
    method: 'GET',
    target,
    headers,
    rawHeaders: [],
    remoteAddress: '127.0.0.1',
    secure: true,
    body: createInbox(),
    readBody: async () => new Uint8Array(0),
    signal,
  }
}

export const webSocketHeaders = (...protocols: string[]) => ({
  upgrade: 'websocket',
  'sec-websocket-protocol': protocols.join(', '),
})
export const spdyHeaders = (...protocols: string[]) => ({
  upgrade: 'SPDY/3.1',
  'x-stream-protocol-version': protocols.join(', '),
})
