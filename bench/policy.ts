// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders
/**
 * Policy decisions per second, beside a floor: a loop that only looks one property up. Ratios of one run on one core
 * can be compared; absolute numbers cannot. `node bench/policy.ts`
 */
import { performance } from 'node:perf_hooks'
import type { AccessRequest, NamedPolicy, PolicyKind, PolicyLayers } from '../src/policy/index.ts'
import { decide, explain, policyFromText } from '../src/policy/index.ts'

const ACCOUNT = '111122223333'
const PROVIDER = 'oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'
const SECONDS = 0.7

function named(name: string, kind: PolicyKind, ...statements: unknown[]): NamedPolicy {
  const policy = policyFromText(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  return { name, policy: policy.value }
}

const session: AccessRequest = {
  principal: {
    type: 'assumed-role',
    accountId: ACCOUNT,
    sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/pod`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/app`,
    roleId: 'AROAEXAMPLEAPPROLE01',
  },
  action: 'ssm:GetParameter',
  resource: `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/app/greeting`,
  context: {
    'aws:principaltag/team': 'app',
    'aws:sourceip': '10.1.2.3',
    'aws:securetransport': 'true',
    'aws:currenttime': '2026-01-15T12:00:00Z',
  },
}
const web: AccessRequest = {
  principal: { type: 'federated', provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/${PROVIDER}` },
  action: 'sts:AssumeRoleWithWebIdentity',
  resource: `arn:aws:iam::${ACCOUNT}:role/app`,
  resourceAccountId: ACCOUNT,
  context: {
    [`${PROVIDER.toLowerCase()}:sub`]: 'system:serviceaccount:default:app',
    [`${PROVIDER.toLowerCase()}:aud`]: 'sts.amazonaws.com',
  },
}

const plain: PolicyLayers = {
  identity: [
    named('p', 'identity', { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: `arn:aws:ssm:*:${ACCOUNT}:parameter/app/*` }),
  ],
}
const trust: PolicyLayers = {
  trust: named('trust', 'trust', {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${PROVIDER}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${PROVIDER}:sub`]: 'system:serviceaccount:default:app', [`${PROVIDER}:aud`]: 'sts.amazonaws.com' },
    },
  }),
}
const conditions = {
  StringEquals: { 'aws:PrincipalTag/team': 'app' },
  IpAddress: { 'aws:SourceIp': ['192.168.0.0/16', '10.0.0.0/8'] },
  Bool: { 'aws:SecureTransport': 'true' },
  DateGreaterThan: { 'aws:CurrentTime': '2025-01-01' },
}
const many: PolicyLayers = {
  identity: [
    named(
      'p',
      'identity',
      ...Array.from({ length: 10 }, (_, index) => ({
        Effect: 'Deny',
        Action: 'ssm:*',
        Resource: `arn:aws:ssm:*:*:parameter/secret-${index}/*`,
        Condition: conditions,
      })),
      ...Array.from({ length: 9 }, (_, index) => ({
        Effect: 'Allow',
        Action: 'ssm:Get*',
        Resource: `arn:aws:ssm:*:*:parameter/other-${index}/*`,
        Condition: conditions,
      })),
      {
        Effect: 'Allow',
        Action: 'ssm:Get*',
        Resource: 'arn:aws:ssm:*:*:parameter/${aws:PrincipalTag/team}/*',
        Condition: conditions,
      },
    ),
  ],
}

/** Calls per second, and the bytes that one call leaves for the collector. */
function measure(call: () => unknown): { perSecond: number; bytes: number } {
  for (let warm = 0; warm < 20_000; warm++) call()
  const before = process.memoryUsage().heapUsed
  for (let count = 0; count < 1_000; count++) call()
  const bytes = Math.max(0, Math.round((process.memoryUsage().heapUsed - before) / 1_000))
  let calls = 0
  const start = performance.now()
  while (performance.now() - start < SECONDS * 1_000) {
    for (let count = 0; count < 1_000; count++) call()
    calls += 1_000
  }
  return { perSecond: calls / ((performance.now() - start) / 1_000), bytes }
}

const keys = Object.keys(session.context)
let turn = 0
const floor = measure(() => session.context[keys[turn++ % keys.length] as string])
const rows: readonly (readonly [string, AccessRequest, PolicyLayers])[] = [
  ['plain allow', session, plain],
  ['IRSA trust policy', web, trust],
  ['20 statements with conditions and a variable', session, many],
]
console.log(`floor: one property lookup            ${Math.round(floor.perSecond).toLocaleString('en')} /s`)
for (const [name, request, layers] of rows) {
  if (decide(request, layers) !== 'allow') throw new Error(`${name} is not allowed: ${JSON.stringify(explain(request, layers))}`)
  const { perSecond, bytes } = measure(() => decide(request, layers))
  const ratio = (perSecond / floor.perSecond).toFixed(4)
  console.log(
    `${name.padEnd(46)} ${Math.round(perSecond).toLocaleString('en')} /s  ${ratio} of the floor  ~${bytes} bytes per decision`,
  )
}
const explained = measure(() => explain(web, trust))
console.log(`explain of the IRSA trust policy: ${Math.round(explained.perSecond).toLocaleString('en')} /s`)
