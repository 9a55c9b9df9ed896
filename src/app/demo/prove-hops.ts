/**
 * Proves every hop of the road from its far side. What the pod says is not believed: the token's `jti` is looked for in
 * what STS recorded, the session's in what SSM recorded, and the request that went into the tunnel in the pod's own log.
 */
import type { RequestRecord, RequestRecords } from '../../aws/gateway/index.ts'
import { decodeToken } from '../../token/index.ts'
import type { DemoCluster } from './demo-cluster.ts'
import { HopFailure } from './hop-failure.ts'
import { CONTAINER, CONTAINER_PORT, NAMESPACE, SERVICE_ACCOUNT } from './walkthrough-objects.ts'

const STATIC_KEY_VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']

/** What the token in the pod says; the token itself goes no further. */
export interface PodToken {
  readonly tokenId: string
  readonly issuer: string
  readonly subject: string
  readonly audiences: readonly string[]
  /** Seconds since 1970. */
  readonly expiresAt: number
}

export async function readPodToken(cluster: DemoCluster, pod: string, issuer: string): Promise<PodToken> {
  const { stdout, exitCode } = await cluster.exec(NAMESPACE, pod, CONTAINER, ['sh', '-c', 'cat "$AWS_WEB_IDENTITY_TOKEN_FILE"'])
  const decoded = decodeToken(stdout.trim())
  if (exitCode !== 0 || !decoded.ok)
    throw new HopFailure('token', 'the pod cannot read the token file that its environment names')
  const { claims } = decoded.value
  const token = {
    tokenId: String(claims['jti'] ?? ''),
    issuer: String(claims['iss'] ?? ''),
    subject: String(claims['sub'] ?? ''),
    audiences: [claims['aud']].flat().map(String),
    expiresAt: Number(claims['exp']),
  }
  const subject = `system:serviceaccount:${NAMESPACE}:${SERVICE_ACCOUNT}`
  if (token.issuer !== issuer) throw new HopFailure('token', `the token's issuer is ${token.issuer}, not ${issuer}`)
  if (token.subject !== subject) throw new HopFailure('token', `the token's subject is ${token.subject}, not ${subject}`)
  if (token.tokenId === '') throw new HopFailure('token', 'the token has no jti')
  return token
}

export async function proveNoStaticKey(cluster: DemoCluster, pod: string): Promise<void> {
  const { stdout, exitCode } = await cluster.exec(NAMESPACE, pod, CONTAINER, ['env'])
  if (exitCode !== 0) throw new HopFailure('no static key', "the pod's environment could not be read")
  const names = stdout.split('\n').map((line) => line.split('=', 1)[0] ?? '')
  const found = STATIC_KEY_VARIABLES.filter((name) => names.includes(name))
  if (found.length > 0) throw new HopFailure('no static key', `the pod has ${found.join(', ')} in its environment`)
}

export interface Greeting {
  readonly status: number
  readonly body: string
}

/** Asks the greeter through a port-forward tunnel, and finds the very request in the pod's own log. */
export async function greetThroughTunnel(cluster: DemoCluster, pod: string, nonce: string): Promise<Greeting> {
  const path = `/?nonce=${nonce}`
  const answer = await cluster.get(NAMESPACE, pod, CONTAINER_PORT, path)
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
  const body = bodyOf(answer)
  const log = await cluster.logs(NAMESPACE, pod, CONTAINER)
  if (!log.includes(`GET ${path}`))
    throw new HopFailure('tunnel', 'the request that went into the tunnel is not in the log of the pod')
  return { status, body }
}

/** The answer's body; the greeter's answers are short, so chunks need no more than this. */
function bodyOf(answer: string): string {
  const [head = '', ...rest] = answer.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  if (!/transfer-encoding: chunked/i.test(head)) return body
  return body.replace(/^[0-9a-f]+\r\n/i, '').replace(/\r\n0\r\n[\s\S]*$/, '')
}

export interface ProvedChain {
  readonly assumed: RequestRecord
  readonly read: RequestRecord
}

/** @param since ISO 8601: only what was recorded then or later counts as the reading of this greeting */
export function proveChain(records: RequestRecords, tokenId: string, roleName: string, since: string): ProvedChain {
  const allowed = records.list().filter((record) => record.outcome === 'allowed' && record.tokenId === tokenId)
  const assumed = allowed.find((record) => record.service === 'sts' && record.operation === 'AssumeRoleWithWebIdentity')
  if (assumed === undefined) throw new HopFailure('STS', 'STS recorded no session for the token of this pod')
  const read = allowed.find(
    (record) => record.service === 'ssm' && record.operation === 'GetParameter' && record.eventTime >= since,
  )
  if (read === undefined) throw new HopFailure('SSM', 'SSM recorded no reading by the session of this token')
  if (!read.caller.includes(`:assumed-role/${roleName}/`)) {
    throw new HopFailure('SSM', `the parameter was read by ${read.caller}, not by a session of ${roleName}`)
  }
  return { assumed, read }
}
