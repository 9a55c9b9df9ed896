// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders
/** Properties of the policy engine over generated policies and requests. Runs are bounded; a failure prints its seed. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { AccessRequest, NamedPolicy, PolicyKind, PolicyLayers, PrincipalIdentity } from '../src/policy/index.ts'
import { decide, explain, policyFromText } from '../src/policy/index.ts'
import type { RawLayers } from './naive-policy-interpreter.ts'
import { naiveDecide } from './naive-policy-interpreter.ts'

const HOME = '111122223333'
const AWAY = '444455556666'
const PROVIDER = `arn:aws:iam::${HOME}:oidc-provider/oidc.example/id/A`

const principals: readonly PrincipalIdentity[] = [
  { type: 'anonymous' },
  { type: 'root', accountId: HOME, arn: `arn:aws:iam::${HOME}:root` },
  { type: 'user', accountId: HOME, arn: `arn:aws:iam::${HOME}:user/ada`, uniqueId: 'AIDAEXAMPLEADAUSER01' },
  {
    type: 'assumed-role',
    accountId: HOME,
    sessionArn: `arn:aws:sts::${HOME}:assumed-role/app/pod`,
    roleArn: `arn:aws:iam::${HOME}:role/app`,
    roleId: 'AROAEXAMPLEAPPROLE01',
  },
  { type: 'federated', provider: PROVIDER },
  { type: 'service', service: 'pods.eks.amazonaws.com' },
]

const value = fc.constantFrom('a', 'b', 'ab', 'aab', 'A', '*', '', '1', '2', 'true')
const context: fc.Arbitrary<Record<string, string | string[]>> = fc.dictionary(
  fc.constantFrom('aws:k1', 'aws:k2', 's3:n'),
  fc.oneof(value, fc.array(value, { maxLength: 3 })),
)
const actions = ['s3:GetObject', 's3:PutObject', 'sqs:Send']
const resources = ['arn:aws:s3:::b/a', 'arn:aws:s3:::b/ab', 'arn:aws:sqs:us-east-1:111122223333:q', '*']
const request: fc.Arbitrary<AccessRequest> = fc.record(
  {
    principal: fc.constantFrom(...principals),
    action: fc.constantFrom(...actions),
    resource: fc.constantFrom(...resources),
    resourceAccountId: fc.constantFrom(HOME, AWAY),
    context,
  },
  { requiredKeys: ['principal', 'action', 'resource', 'context'] },
)

const oneOrMany = <Value>(values: fc.Arbitrary<Value>) => fc.oneof(values, fc.array(values, { minLength: 1, maxLength: 3 }))
const actionPattern = fc.constantFrom('*', 's3:*', 's3:Get*', 's3:getobject', 's3:?utObject', 's3:*Object', 'sqs:Send', 'sqs:S*d')
const resourcePattern = fc.constantFrom(
  '*',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/a',
  'arn:aws:s3:::b/a?',
  'arn:aws:s3:::*/${aws:k1}',
  "arn:aws:s3:::b/${aws:k2, 'a'}",
  'arn:aws:sqs:*:111122223333:q',
)
const text = fc.constantFrom('a', 'b', 'ab', 'a*', '*b', '?', '*', 'a*b', '${aws:k1}', "${aws:k2, 'b'}", '${*}', '')
const number = fc.constantFrom('1', '2', '1.0')
const arn = fc.constantFrom('arn:aws:s3:::b/*', 'arn:*:s3:::b/a', 'arn:aws:sqs:us-*-1:*:q')
const boolean = fc.constantFrom('true', 'false')
const operator = (names: readonly string[], values: fc.Arbitrary<string>) =>
  fc.tuple(
    fc
      .tuple(fc.constantFrom('', 'ForAnyValue:', 'ForAllValues:'), fc.constantFrom(...names), fc.constantFrom('', 'IfExists'))
      .map((parts) => parts.join('')),
    fc.dictionary(fc.constantFrom('aws:k1', 'aws:K2', 's3:n'), oneOrMany(values), { minKeys: 1, maxKeys: 2 }),
  )
const strings = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
]
const condition = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: operator(strings, text) },
      operator(['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals'], number),
      operator(['ArnLike', 'ArnNotLike'], arn),
      operator(['Bool'], boolean),
      fc.tuple(
        fc.constant('Null'),
        fc.dictionary(fc.constantFrom('aws:k1', 's3:n'), oneOrMany(boolean), { minKeys: 1, maxKeys: 1 }),
      ),
    ),
    { maxLength: 2 },
  )
  .map((entries) => Object.fromEntries(entries))
const aws = fc.constantFrom(
  '*',
  HOME,
  AWAY,
  `arn:aws:iam::${HOME}:root`,
  `arn:aws:iam::${HOME}:user/ada`,
  `arn:aws:iam::${HOME}:role/app`,
  `arn:aws:sts::${HOME}:assumed-role/app/pod`,
)
const principal = fc.oneof(
  fc.constant('*'),
  fc.record({ AWS: oneOrMany(aws) }),
  fc.constant({ Federated: PROVIDER }),
  fc.record({ AWS: oneOrMany(aws), Service: fc.constantFrom('pods.eks.amazonaws.com', 'ec2.amazonaws.com') }),
)
const effect = fc.oneof({ weight: 3, arbitrary: fc.constant('Allow') }, fc.constant('Deny'))
const element = (name: string, values: fc.Arbitrary<unknown>) => fc.tuple(fc.constantFrom(name, name, name, `Not${name}`), values)

const statement = (withPrincipal: boolean) =>
  fc
    .tuple(
      effect,
      element('Action', oneOrMany(actionPattern)),
      element('Resource', oneOrMany(resourcePattern)),
      condition,
      element('Principal', principal),
    )
    .map(([Effect, action, resource, Condition, who]) => ({
      Effect,
      ...Object.fromEntries([action, resource, ...(withPrincipal ? [who] : [])]),
      ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
    }))
const document = (withPrincipal: boolean) =>
  fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.array(statement(withPrincipal), { minLength: 1, maxLength: 3 }),
  })
const layers: fc.Arbitrary<RawLayers> = fc.record(
  {
    identity: fc.array(document(false), { maxLength: 2 }),
    resource: fc.array(document(true), { maxLength: 1 }),
    session: fc.array(document(false), { maxLength: 2 }),
    boundary: document(false),
    scp: fc.array(document(false), { minLength: 1, maxLength: 1 }),
  },
  { requiredKeys: ['identity'] },
)

function compiled(name: string, kind: PolicyKind, raw: unknown): NamedPolicy {
  const policy = policyFromText(JSON.stringify(raw), kind)
  assert.ok(policy.ok, JSON.stringify(policy))
  return { name, policy: policy.value }
}

function compiledLayers(raw: RawLayers): PolicyLayers {
  const many = (kind: PolicyKind, documents: readonly unknown[] | undefined) =>
    documents?.map((each, index) => compiled(`${kind}-${index}`, kind, each))
  const made = {
    identity: many('identity', raw.identity),
    resource: many('resource', raw.resource),
    session: many('session', raw.session),
    boundary: raw.boundary && compiled('boundary', 'boundary', raw.boundary),
    scp: many('identity', raw.scp),
  }
  return Object.fromEntries(Object.entries(made).filter(([, policies]) => policies !== undefined)) as PolicyLayers
}

const RUNS = { numRuns: 600 }

describe('the policy engine, over generated policies', () => {
  it('decides as the naive interpreter does, and explains what it decides', () => {
    fc.assert(
      fc.property(request, layers, (asked, raw) => {
        const ready = compiledLayers(raw)
        const decision = decide(asked, ready)
        assert.equal(decision, naiveDecide(asked, raw))
        assert.equal(explain(asked, ready).decision, decision)
      }),
      RUNS,
    )
  })

  it('does not depend on the order of statements or policies', () => {
    const reversed = (raw: RawLayers): RawLayers => {
      const turned = (documents: RawLayers['identity']) =>
        documents?.map((each) => ({ ...each, Statement: each.Statement.toReversed() })).toReversed()
      return Object.fromEntries(
        Object.entries(raw).map(([layer, documents]) => [
          layer,
          Array.isArray(documents) ? turned(documents) : turned([documents])?.[0],
        ]),
      )
    }
    fc.assert(
      fc.property(request, layers, (asked, raw) => {
        assert.equal(decide(asked, compiledLayers(reversed(raw))), decide(asked, compiledLayers(raw)))
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on the order of values, keys or elements, in the policies or in the request', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned).toReversed()
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .map(([name, member]) => [name, turned(member)])
          .toReversed(),
      )
    }
    fc.assert(
      fc.property(request, layers, (asked, raw) => {
        const question = { ...asked, context: turned(asked.context) as AccessRequest['context'] }
        const layered = compiledLayers(turned(raw) as RawLayers)
        const expected = decide(asked, compiledLayers(raw))
        assert.equal(decide(question, layered), expected)
        assert.equal(explain(question, layered).decision, expected)
      }),
      RUNS,
    )
  })

  it('never allows more for a Deny that is added', () => {
    const deny = fc.record({
      Version: fc.constant('2012-10-17'),
      Statement: fc.array(
        statement(false).map((each) => ({ ...each, Effect: 'Deny' })),
        { minLength: 1, maxLength: 2 },
      ),
    })
    fc.assert(
      fc.property(request, layers, deny, (asked, raw, added) => {
        const before = decide(asked, compiledLayers(raw))
        const after = decide(asked, compiledLayers({ ...raw, identity: [...(raw.identity ?? []), added] }))
        assert.ok(after === before || after === 'explicit-deny', `${before} became ${after}`)
      }),
      { numRuns: 300 },
    )
  })
})
