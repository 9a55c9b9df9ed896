/** What a request for exec, attach or port-forward asks for, and the refusals that stand in for an upgrade. */
import type { HttpRequest, UpgradeAnswer } from '../../base/index.ts'
import { type ExecOptions, KubernetesError, type Status } from '../../kube/index.ts'

export interface WantedStreams extends ExecOptions {
  readonly stdout: boolean
  readonly stderr: boolean
}

export function wantedStreams(target: string): WantedStreams {
  const query = queryOf(target)
  const wants = (name: string): boolean => query.get(name) === 'true' || query.get(name) === '1'
  const tty = wants('tty')
  return {
    command: query.getAll('command'),
    tty,
    stdin: wants('stdin'),
    stdout: wants('stdout'),
    // With a terminal everything comes by stdout.
    stderr: wants('stderr') && !tty,
  }
}

/** The ports that a WebSocket port-forward names in its URL. */
export function wantedPorts(target: string): number[] {
  return queryOf(target)
    .getAll('ports')
    .flatMap((text) => text.split(','))
    .map(Number)
}

/** Protocols that the client offers, in its order. */
export function offeredProtocols(request: HttpRequest, header: 'sec-websocket-protocol' | 'x-stream-protocol-version'): string[] {
  return (request.headers[header] ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

export function isUpgradeTo(request: HttpRequest, protocol: 'websocket' | 'spdy/3.1'): boolean {
  return (request.headers['upgrade'] ?? '').toLowerCase() === protocol
}

export function refusal(error: unknown): UpgradeAnswer {
  if (!(error instanceof KubernetesError)) throw error
  return refusedWith(error.status)
}

export function badRequest(message: string): UpgradeAnswer {
  return refusedWith({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'BadRequest',
    code: 400,
  })
}

function refusedWith(status: Status): UpgradeAnswer {
  const headers = { 'content-type': 'application/json' }
  return { kind: 'refuse', response: { status: status.code, headers, body: `${JSON.stringify(status)}\n` } }
}

function queryOf(target: string): URLSearchParams {
  const mark = target.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
}
