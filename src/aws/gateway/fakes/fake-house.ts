/**
 * A small house behind the gateway, for its tests: a service of each protocol, root, and one role session that policies
 * bind, behind a node:http listener on a free port.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpRequest } from '../../../base/index.ts'
import { policyFromText } from '../../../policy/index.ts'
import {
  AwsError,
  type AwsService,
  type Caller,
  type CallerPolicies,
  type CredentialSource,
  operation,
} from '../../operation/index.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts'

export const ROOT = { accessKeyId: 'AKIAROOTEXAMPLE00000', secretAccessKey: 'root-secret' }
export const SESSION = {
  accessKeyId: 'ASIASESSIONEXAMPLE00',
  secretAccessKey: 'session-secret',
  sessionToken: 'IQoJ/session+token==',
}
export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'
const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/reader/pod`

const ROOT_CALLER: Caller = {
  principal: { type: 'root', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` },
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  context: {},
}

const SESSION_CALLER: Caller = {
  principal: {
    type: 'assumed-role',
    accountId: ACCOUNT,
    sessionArn: SESSION_ARN,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/reader`,
    roleId: 'AROAREADER',
  },
  accountId: ACCOUNT,
  arn: SESSION_ARN,
  userId: 'AROAREADER:pod',
  context: { 'aws:principaltag/team': 'blue' },
  session: { roleId: 'AROAREADER', roleArn: '', sessionName: 'pod', issuedAt: 0, expiresAt: 0, tokenId: 'jti-1' },
}

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'ssm:GetParameter',
      Resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/allowed`,
      Condition: {
        StringEquals: { 'aws:PrincipalTag/team': 'blue', 'ssm:tier': 'Standard' },
        IpAddress: { 'aws:SourceIp': '127.0.0.1' },
      },
    },
    { Effect: 'Deny', Action: 'ssm:PutParameter', Resource: '*' },
  ],
}

const credentials: CredentialSource = {
  find(accessKeyId, sessionToken) {
    if (accessKeyId === ROOT.accessKeyId)
      return { ok: true, credentials: { caller: ROOT_CALLER, secretAccessKey: ROOT.secretAccessKey } }
    if (accessKeyId === 'ASIAEXPIREDEXAMPLE00') return { ok: false, problem: 'expired-session' }
    if (accessKeyId !== SESSION.accessKeyId) return { ok: false, problem: 'unknown-access-key' }
    if (sessionToken !== SESSION.sessionToken) return { ok: false, problem: 'invalid-session-token' }
    return { ok: true, credentials: { caller: SESSION_CALLER, secretAccessKey: SESSION.secretAccessKey } }
  },
}

function policies(): CallerPolicies {
  const policy = policyFromText(JSON.stringify(POLICY), 'identity')
  if (!policy.ok) throw new Error('the policy of the fake house is wrong')
  const identity = [{ name: 'inline', policy: policy.value }]
  return { layersOf: (caller) => (caller.principal.type === 'root' ? {} : { identity }) }
}

const sts: AwsService = {
  name: 'sts',
  protocol: 'query',
  apiVersion: '2011-06-15',
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: [
    operation({
      name: 'AssumeRoleWithWebIdentity',
      authentication: 'none',
      input: {
        kind: 'structure',
        members: {
          RoleArn: { kind: 'string', required: true, min: 20 },
          RoleSessionName: { kind: 'string', required: true, pattern: '[\\w+=,.@-]*' },
          WebIdentityToken: { kind: 'string', required: true, min: 4, sensitive: true },
          PolicyArns: {
            kind: 'list',
            member: { kind: 'structure', members: { arn: { kind: 'string' } } },
          },
        },
      },
      authorize: () => 'never-denied',
      async handle(input, call) {
        call.note({ tokenId: 'jti-2', roleArn: input.RoleArn })
        if (input.WebIdentityToken !== 'good-token') {
          call.note({ failureId: 'TP01' })
          throw new AwsError('AccessDenied', 403, 'Not authorized to perform sts:AssumeRoleWithWebIdentity')
        }
        return {
          AssumedRoleUser: {
            Arn: `${call.caller.principal.type}@${call.accountId}`,
            AssumedRoleId: `${input.PolicyArns?.length}`,
          },
          Credentials: { ...SESSION, AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(0) },
        }
      },
    }),
    operation({
      name: 'GetCallerIdentity',
      input: { kind: 'structure', members: {} },
      authorize: () => 'never-denied',
      handle: async (_input, call) => ({ UserId: call.caller.userId, Account: call.accountId, Arn: call.caller.arn }),
    }),
    operation({
      name: 'Crash',
      input: { kind: 'structure', members: {} },
      authorize: () => [],
      handle: async () => {
        throw new TypeError('a bug')
      },
    }),
  ],
  notBuilt: ['GetFederationToken'],
}

const NAME = { kind: 'string', required: true } as const

function parameterPermission(action: string, name: string, region: string) {
  const resource = `arn:aws:ssm:${region}:${ACCOUNT}:parameter/${name}`
  return [{ action: `ssm:${action}`, resource, context: { 'ssm:tier': 'Standard' } }]
}

const ssm: AwsService = {
  name: 'ssm',
  protocol: 'json',
  apiVersion: '2014-11-06',
  targetPrefix: 'AmazonSSM',
  operations: [
    operation({
      name: 'GetParameter',
      input: { kind: 'structure', members: { Name: NAME, WithDecryption: { kind: 'boolean' } } },
      authorize: (input, call) => parameterPermission('GetParameter', input.Name, call.region),
      handle: async (input) => ({ Parameter: { Name: input.Name, Value: 'hello', LastModifiedDate: new Date(1500) } }),
    }),
    operation({
      name: 'PutParameter',
      input: { kind: 'structure', members: { Name: NAME, Value: NAME } },
      authorize: (input, call) => parameterPermission('PutParameter', input.Name, call.region),
      handle: async () => ({ Version: 1 }),
    }),
  ],
  notBuilt: ['CreateDocument'],
  accessDenied: { code: 'AccessDeniedException', status: 400 },
}

const eks: AwsService = {
  name: 'eks',
  protocol: 'rest-json',
  apiVersion: '2017-11-01',
  operations: [
    operation({
      name: 'DescribeCluster',
      input: { kind: 'structure', members: { name: NAME } },
      authorize: () => 'never-denied',
      handle: async (input) => {
        if (input.name === 'demo/1') return { cluster: { name: input.name } }
        const message = `No cluster found for name: ${input.name}.`
        throw new AwsError('ResourceNotFoundException', 404, message, { members: { clusterName: input.name } })
      },
    }),
    operation({
      name: 'ListClusters',
      input: {
        kind: 'structure',
        members: {
          maxResults: { kind: 'integer', max: 100 },
          include: { kind: 'list', member: { kind: 'string' } },
          nextToken: { kind: 'string' },
        },
      },
      authorize: () => 'never-denied',
      handle: async (input) => ({ clusters: [String(input.maxResults), ...(input.include ?? [])] }),
    }),
  ],
  routes: {
    DescribeCluster: { method: 'GET', path: '/clusters/{name}' },
    ListClusters: {
      method: 'GET',
      path: '/clusters',
      query: { maxResults: 'maxResults', include: 'include', nextToken: 'nextToken' },
    },
    CreateCluster: { method: 'POST', path: '/clusters' },
  },
  notBuilt: ['CreateCluster'],
}

const TINY_IAM: AwsService = {
  name: 'iam',
  protocol: 'query',
  apiVersion: '2010-05-08',
  xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  operations: [
    operation({
      name: 'GetRole',
      input: { kind: 'structure', members: { RoleName: NAME } },
      authorize: (input) => [{ action: 'iam:GetRole', resource: `arn:aws:iam::${ACCOUNT}:role/${input.RoleName}` }],
      handle: async (input) => {
        throw new AwsError('NoSuchEntity', 404, `The role with name ${input.RoleName} cannot be found.`)
      },
    }),
  ],
  notBuilt: ['CreateGroup'],
}

export interface FakeHouse {
  readonly gateway: Gateway
  readonly port: number
  readonly endpoint: string
  readonly bugs: string[]
  readonly resets: number[]
  close(): Promise<void>
}

/** @param overrides for example clocks */
export async function fakeHouse(overrides: Partial<GatewayOptions> = {}): Promise<FakeHouse> {
  const bugs: string[] = []
  const resets: number[] = []
  let byte = 0
  const gateway = createGateway({
    services: [sts, ssm, eks, TINY_IAM],
    credentials,
    policies: policies(),
    clock: { now: () => Date.now() },
    realClock: { now: () => Date.now() },
    random: { bytes: (count) => Uint8Array.from({ length: count }, () => byte++ % 251) },
    log: { write: (_level, message, fields) => bugs.push(`${message} ${JSON.stringify(fields)}`) },
    region: REGION,
    accountId: ACCOUNT,
    allowedHosts: ['rehearsal.test'],
    health: () => ({ ready: true, parts: { store: { ready: true } } }),
    reset: async () => {
      resets.push(1)
    },
    ...overrides,
  })
  const server = http.createServer((message, response) => {
    gateway.handler(httpRequest(message)).then((answer) => {
      response.writeHead(answer.status, answer.headers as http.OutgoingHttpHeaders)
      response.end(message.method === 'HEAD' ? undefined : (answer.body as string))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { gateway, port, endpoint: `http://127.0.0.1:${port}`, bugs, resets, close }
}

function httpRequest(message: http.IncomingMessage): HttpRequest {
  return {
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    headers: message.headers as Record<string, string | undefined>,
    rawHeaders: message.rawHeaders,
    remoteAddress: message.socket.remoteAddress ?? '',
    secure: false,
    body: message,
    async readBody(limitBytes) {
      const chunks: Uint8Array[] = []
      let size = 0
      for await (const chunk of message as AsyncIterable<Uint8Array>) {
        size += chunk.length
        if (size > limitBytes) return undefined
        chunks.push(chunk)
      }
      return Buffer.concat(chunks)
    },
    signal: new AbortController().signal,
  }
}
