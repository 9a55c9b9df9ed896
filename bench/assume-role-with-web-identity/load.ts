/** The load: signs the tokens beforehand, then sends each in a request of its own over keep-alive connections. */
import { createPrivateKey, sign } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { AUDIENCE, ISSUER, KEY_ID, roleArn, SUBJECTS, subjectOf } from './scene.ts'

export type LoadOrder =
  | { readonly kind: 'prepare'; readonly privatePem: string; readonly tokens: number }
  | {
      readonly kind: 'run'
      readonly port: number
      readonly roles: number
      readonly requests: number
      readonly connections: number
      /** The first token; `reused`: ten tokens over and over, to warm up. */
      readonly from: number | 'reused'
    }

export interface LoadAnswer {
  readonly seconds: number
}

const HEAD_END = Buffer.from('\r\n\r\n')
let tokens: string[] = []
let warmUpTokens: string[] = []

process.on('message', (order: LoadOrder) => {
  const done = order.kind === 'prepare' ? prepare(order.privatePem, order.tokens) : run(order)
  done.then((seconds) => process.send?.({ seconds } satisfies LoadAnswer))
})
process.once('disconnect', () => process.exit())

async function prepare(privatePem: string, count: number): Promise<number> {
  const key = createPrivateKey(privatePem)
  const header = encoded({ alg: 'RS256', kid: KEY_ID })
  const iat = Math.floor(Date.now() / 1000)
  const tokenFor = (number: number): string => {
    const pod = {
      namespace: 'production',
      pod: { name: `app-${number}`, uid: crypto.randomUUID() },
      serviceaccount: { name: 'app', uid: crypto.randomUUID() },
    }
    const claims = {
      aud: [AUDIENCE],
      exp: iat + 86_400,
      iat,
      iss: ISSUER,
      jti: crypto.randomUUID(),
      'kubernetes.io': pod,
      nbf: iat,
      sub: subjectOf(number),
    }
    const input = `${header}.${encoded(claims)}`
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  }
  tokens = Array.from({ length: count }, (_, number) => tokenFor(number))
  warmUpTokens = Array.from({ length: SUBJECTS }, (_, number) => tokenFor(number))
  return 0
}

async function run(order: LoadOrder & { kind: 'run' }): Promise<number> {
  const { requests, connections, roles, from, port } = order
  // Made beforehand, so that the load generator only writes and counts.
  const messages = Array.from({ length: requests }, (_, index) => {
    const token = from === 'reused' ? warmUpTokens[index % SUBJECTS] : tokens[from + index]
    return requestText(token ?? '', index % roles, port)
  })
  let next = 0
  const started = process.hrtime.bigint()
  const worker = async (): Promise<void> => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const answered = answersOf(socket)
    for (let message = messages[next++]; message !== undefined; message = messages[next++]) {
      socket.write(message)
      await answered()
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, worker))
  return Number(process.hrtime.bigint() - started) / 1e9
}

function requestText(token: string, role: number, port: number): string {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn(role),
    RoleSessionName: 'botocore-session-1795000000',
    WebIdentityToken: token,
  }).toString()
  const head = [
    'POST / HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/x-www-form-urlencoded; charset=utf-8',
    'User-Agent: Boto3/1.43.11 md/Botocore#1.43.11',
    `Content-Length: ${body.length}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

/** Resolves with each whole answer; anything but 200 ends the bench. */
function answersOf(socket: Socket): () => Promise<void> {
  let received: Buffer = Buffer.alloc(0)
  let arrived: (() => void) | undefined
  const failed = (why: string): void => {
    process.stderr.write(`${why}\n`)
    process.exit(1)
  }
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const headEnd = received.indexOf(HEAD_END)
    if (headEnd < 0) return
    const head = received.toString('latin1', 0, headEnd)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1])
    if (received.length < headEnd + 4 + length) return
    if (!head.startsWith('HTTP/1.1 200')) failed(received.toString('utf8'))
    received = received.subarray(headEnd + 4 + length)
    arrived?.()
  })
  socket.on('error', (error) => failed(error.message))
  return () =>
    new Promise((resolve) => {
      arrived = resolve
    })
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
