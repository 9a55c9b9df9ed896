/**
 * What a probe or a lifecycle hook does: run a program in the container, send an HTTP request, open a connection:
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes
 * Everything goes through the pod's own network. TLS and gRPC are refused by name: this room has neither.
 */
import type { ByteStream } from '../../base/index.ts'
import type { Container, ProbeAction } from './pod.ts'
import { type PodSandbox, type SandboxContainer, StartFailure } from './sandbox/index.ts'

export type ActionResult = { readonly ok: true } | { readonly ok: false; readonly message: string }

export interface ActionTarget {
  readonly pod: PodSandbox
  readonly container: Container
  readonly running: SandboxContainer
  readonly podIp: string
}

const OUTPUT_BYTES = 10 * 1024
const FAILED_EXEC = (message: string): ActionResult => ({ ok: false, message })

/** `abandoned` is aborted when nobody waits for the result any more. */
export async function perform(action: ProbeAction, target: ActionTarget, abandoned: AbortSignal): Promise<ActionResult> {
  if (action.exec !== undefined) return runProgram(action.exec.command ?? [], target, abandoned)
  if (action.httpGet !== undefined) return httpGet(action.httpGet, target, abandoned)
  if (action.tcpSocket !== undefined) return openConnection(action.tcpSocket, target)
  return { ok: false, message: `${action.grpc === undefined ? 'an action of this kind' : 'grpc'} is not supported by this node` }
}

async function runProgram(command: readonly string[], target: ActionTarget, abandoned: AbortSignal): Promise<ActionResult> {
  try {
    const run = await target.running.exec({ command, tty: false })
    run.process.stdin.end()
    const stop = () => void run.signal('SIGKILL')
    abandoned.addEventListener('abort', stop)
    if (abandoned.aborted) stop()
    const [out, err, exit] = await Promise.all([collect(run.process.stdout), collect(run.process.stderr), run.exited])
    abandoned.removeEventListener('abort', stop)
    return exit.code === 0 ? { ok: true } : FAILED_EXEC((out + err).trim() || `command exited with ${exit.signal ?? exit.code}`)
  } catch (error) {
    if (error instanceof StartFailure) return FAILED_EXEC(error.message)
    throw error
  }
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of bytes) if (text.length < OUTPUT_BYTES) text += decoder.decode(chunk, { stream: true })
  return text.slice(0, OUTPUT_BYTES)
}

type HttpGet = NonNullable<ProbeAction['httpGet']>

async function httpGet(request: HttpGet, target: ActionTarget, abandoned: AbortSignal): Promise<ActionResult> {
  if ((request.scheme ?? 'HTTP').toUpperCase() !== 'HTTP')
    return { ok: false, message: 'httpGet over HTTPS is not supported by this node' }
  const port = portOf(request.port, target.container)
  if (port === undefined) return { ok: false, message: `couldn't find port: ${request.port}` }
  return connected(target, request.host, port, async (stream) => {
    abandoned.addEventListener('abort', () => stream.destroy())
    const head = requestHead(request, target.podIp, port)
    if (head.some((line) => /[\r\n]/.test(line))) return { ok: false, message: 'a header or the path holds a line break' }
    await stream.write(new TextEncoder().encode(`${head.join('\r\n')}\r\n\r\n`))
    const status = await statusOf(stream)
    if (status >= 200 && status < 400) return { ok: true }
    return { ok: false, message: status === 0 ? 'malformed HTTP response' : `HTTP probe failed with statuscode: ${status}` }
  })
}

function requestHead(request: HttpGet, podIp: string, port: number): string[] {
  const own = new Map((request.httpHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), `${name}: ${value}`]))
  const path = request.path ?? '/'
  const fixed = [
    own.get('host') ?? `Host: ${request.host ?? podIp}:${port}`,
    own.get('user-agent') ?? 'User-Agent: kube-probe/1.33',
    own.get('accept') ?? 'Accept: */*',
    'Connection: close',
  ]
  const rest = [...own].filter(([name]) => !['host', 'user-agent', 'accept', 'connection'].includes(name)).map(([, line]) => line)
  return [`GET ${path.startsWith('/') ? path : `/${path}`} HTTP/1.1`, ...fixed, ...rest]
}

/** 0 if the answer is no HTTP. */
async function statusOf(stream: ByteStream): Promise<number> {
  let answer = ''
  for await (const chunk of stream.incoming) {
    answer += new TextDecoder('latin1').decode(chunk)
    if (answer.includes('\r\n')) break
  }
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0)
}

async function openConnection(socket: NonNullable<ProbeAction['tcpSocket']>, target: ActionTarget): Promise<ActionResult> {
  const port = portOf(socket.port, target.container)
  if (port === undefined) return { ok: false, message: `couldn't find port: ${socket.port}` }
  return connected(target, socket.host, port, async () => ({ ok: true }))
}

async function connected(
  target: ActionTarget,
  host: string | undefined,
  port: number,
  use: (stream: ByteStream) => Promise<ActionResult>,
): Promise<ActionResult> {
  let stream: ByteStream | undefined
  try {
    stream = await target.pod.connect(host ?? (target.pod.addressUp ? target.podIp : '127.0.0.1'), port)
    return await use(stream)
  } catch (error) {
    // The network's refusals carry a code; anything else is a bug.
    if (error instanceof Error && 'code' in error) return { ok: false, message: error.message }
    throw error
  } finally {
    stream?.destroy()
  }
}

function portOf(port: number | string, container: Container): number | undefined {
  if (typeof port === 'number' || /^\d+$/.test(port)) return Number(port)
  return container.ports?.find((candidate) => candidate.name === port)?.containerPort
}
