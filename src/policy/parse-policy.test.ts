// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PolicyKind } from './compiled.ts'
import { parsePolicy, readPolicy } from './parse-policy.ts'

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A'
const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const trust = { Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity' }
const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements })
const principal = (Principal: unknown) => policy({ ...trust, Principal })
const when = (Condition: unknown) => policy({ ...allow, Condition })

type Row = readonly [name: string, kind: PolicyKind, document: unknown, message: string, path: string]

const SYNTAX = 'Syntax errors in policy.'
const FEDERATED = 'Federated principals must be valid domain names or SAML metadata ARNs'
const VENDOR = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'
const COLON = 'Actions/Condition can contain only one colon.'
const TRUST_ACTIONS = 'AssumeRole policy may only specify STS AssumeRole actions.'

const refused: readonly Row[] = [
  ['a list', 'identity', [], SYNTAX, ''],
  ['an unknown element of the document', 'identity', { ...policy(allow), Foo: 1 }, SYNTAX, '/Foo'],
  ['an unknown version', 'identity', { ...policy(allow), Version: '2015-01-01' }, SYNTAX, '/Version'],
  ['a version that is no text', 'identity', { ...policy(allow), Version: 2012 }, SYNTAX, '/Version'],
  ['an Id that is no text', 'identity', { ...policy(allow), Id: ['x'] }, SYNTAX, '/Id'],
  ['no statement', 'identity', { Version: '2012-10-17' }, SYNTAX, ''],
  ['no statement in a trust policy', 'trust', { Version: '2012-10-17' }, 'Missing required field Statement', ''],
  ['an empty list of statements', 'identity', policy(), SYNTAX, '/Statement'],
  ['a statement that is a text', 'identity', policy('x'), SYNTAX, '/Statement/0'],
  ['an unknown element of a statement', 'identity', policy({ ...allow, Foo: 1 }), SYNTAX, '/Statement/0/Foo'],
  [
    'an operator without Condition',
    'trust',
    policy({ ...trust, StringEquals: {} }),
    'Unknown field StringEquals',
    '/Statement/0/StringEquals',
  ],
  ['an element in another case', 'identity', policy({ ...allow, effect: 'Allow' }), SYNTAX, '/Statement/0/effect'],
  ['an effect in another case', 'identity', policy({ ...allow, Effect: 'allow' }), SYNTAX, '/Statement/0/Effect'],
  ['no effect', 'trust', policy({ ...trust, Effect: undefined }), 'Missing required field Effect', '/Statement/0'],
  ['no action', 'identity', policy({ ...allow, Action: undefined }), 'Policy statement must contain actions.', '/Statement/0'],
  [
    'an empty list of actions',
    'identity',
    policy({ ...allow, Action: [] }),
    'Policy statement must contain actions.',
    '/Statement/0/Action',
  ],
  [
    'no action in a trust policy',
    'trust',
    policy({ ...trust, Action: undefined }),
    'Missing required field Action',
    '/Statement/0',
  ],
  [
    'no resource',
    'identity',
    policy({ ...allow, Resource: undefined }),
    'Policy statement must contain resources.',
    '/Statement/0',
  ],
  ['Action and NotAction', 'identity', policy({ ...allow, NotAction: 's3:*' }), SYNTAX, '/Statement/0'],
  ['an action without a service', 'identity', policy({ ...allow, Action: 'GetObject' }), VENDOR, '/Statement/0/Action'],
  ['an action with two colons', 'identity', policy({ ...allow, Action: ['s3:a', 's3:a:b'] }), COLON, '/Statement/0/Action/1'],
  ['a service with a space', 'identity', policy({ ...allow, Action: 'a a:b' }), 'Vendor a a is not valid', '/Statement/0/Action'],
  [
    'a service with a wildcard',
    'identity',
    policy({ ...allow, Action: 's*:Get' }),
    'Vendor s* is not valid',
    '/Statement/0/Action',
  ],
  ['an action without a name', 'identity', policy({ ...allow, Action: 's3:' }), SYNTAX, '/Statement/0/Action'],
  ['an action that is a number', 'identity', policy({ ...allow, Action: 1 }), SYNTAX, '/Statement/0/Action'],
  [
    'a resource that is no ARN',
    'identity',
    policy({ ...allow, Resource: 'b/*' }),
    'Resource b/* must be in ARN format or "*".',
    '/Statement/0/Resource',
  ],
  [
    'an unknown partition',
    'identity',
    policy({ ...allow, Resource: 'arn:b:*' }),
    'Partition "b" is not valid for resource "arn:b:*:*:*:*".',
    '/Statement/0/Resource',
  ],
  [
    'a service with a wildcard in an ARN',
    'identity',
    policy({ ...allow, Resource: 'arn:aws:s*:::b' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
    '/Statement/0/Resource',
  ],
  [
    'a region in an ARN of IAM',
    'identity',
    policy({ ...allow, Resource: 'arn:aws:iam:us-east-1::user/a' }),
    'IAM resource arn:aws:iam:us-east-1::user/a cannot contain region information.',
    '/Statement/0/Resource',
  ],
  [
    'a variable before the fifth colon',
    'identity',
    policy({ ...allow, Resource: 'arn:aws:ssm:${aws:RequestedRegion}:1:x' }),
    SYNTAX,
    '/Statement/0/Resource',
  ],
  [
    'a malformed variable in a resource',
    'identity',
    policy({ ...allow, Resource: 'arn:aws:s3:::b/${aws:username' }),
    SYNTAX,
    '/Statement/0/Resource',
  ],
  [
    'an incomplete ARN in a session policy',
    'session',
    policy({ ...allow, Resource: 'arn:aws:sqs' }),
    'Resource arn:aws:sqs must be in ARN format or "*".',
    '/Statement/0/Resource',
  ],
  [
    'a principal in an identity policy',
    'identity',
    policy({ ...allow, Principal: '*' }),
    'Policy document should not specify a principal.',
    '/Statement/0/Principal',
  ],
  [
    'a principal in a session policy',
    'session',
    policy({ ...allow, Principal: '*' }),
    'Policy document should not specify a principal.',
    '/Statement/0/Principal',
  ],
  ['no principal in a resource policy', 'resource', policy(allow), 'Missing required field Principal', '/Statement/0'],
  [
    'a Sid twice',
    'identity',
    policy({ ...allow, Sid: 'a' }, { ...allow, Sid: 'a' }),
    'Statement IDs (SID) in a single policy must be unique.',
    '/Statement/1/Sid',
  ],
  ['an unknown operator', 'identity', when({ StringIs: { 'aws:a': 'x' } }), SYNTAX, '/Statement/0/Condition/StringIs'],
  [
    'an unknown set operator',
    'identity',
    when({ 'ForSome:StringLike': { 'aws:a': 'x' } }),
    SYNTAX,
    '/Statement/0/Condition/ForSome:StringLike',
  ],
  ['NullIfExists', 'identity', when({ NullIfExists: { 'aws:a': 'true' } }), SYNTAX, '/Statement/0/Condition/NullIfExists'],
  ['a condition that is a text', 'identity', when('x'), SYNTAX, '/Statement/0/Condition'],
  ['an operator that holds a text', 'identity', when({ StringEquals: 'x' }), SYNTAX, '/Statement/0/Condition/StringEquals'],
  [
    'a condition key without a service',
    'identity',
    when({ StringEquals: { team: 'x' } }),
    VENDOR,
    '/Statement/0/Condition/StringEquals/team',
  ],
  [
    'a condition key with two colons',
    'identity',
    when({ StringEquals: { 'aws:a:b': 'x' } }),
    COLON,
    '/Statement/0/Condition/StringEquals/aws:a:b',
  ],
  [
    'a condition value that is an object',
    'identity',
    when({ StringEquals: { 'aws:a': {} } }),
    SYNTAX,
    '/Statement/0/Condition/StringEquals/aws:a',
  ],
  [
    'a number that is none',
    'identity',
    when({ NumericEquals: { 's3:max-keys': 'x' } }),
    SYNTAX,
    '/Statement/0/Condition/NumericEquals/s3:max-keys',
  ],
  [
    'a date that is none',
    'identity',
    when({ DateLessThan: { 'aws:CurrentTime': ['2026-01-01', 'x'] } }),
    'The policy failed legacy parsing',
    '/Statement/0/Condition/DateLessThan/aws:CurrentTime/1',
  ],
  [
    'an address that is none',
    'identity',
    when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/99' } }),
    SYNTAX,
    '/Statement/0/Condition/IpAddress/aws:SourceIp',
  ],
  [
    'a boolean that is none',
    'identity',
    when({ Bool: { 'aws:SecureTransport': 'yes' } }),
    SYNTAX,
    '/Statement/0/Condition/Bool/aws:SecureTransport',
  ],
  [
    'a malformed variable in a condition',
    'identity',
    when({ StringLike: { 'aws:a': '${aws' } }),
    SYNTAX,
    '/Statement/0/Condition/StringLike/aws:a',
  ],
  [
    'Resource in a trust policy',
    'trust',
    policy({ ...trust, Resource: '*' }),
    'Has prohibited field Resource',
    '/Statement/0/Resource',
  ],
  [
    'NotPrincipal in a trust policy',
    'trust',
    policy({ ...trust, Principal: undefined, NotPrincipal: { AWS: '*' } }),
    'Has prohibited field NotPrincipal',
    '/Statement/0/NotPrincipal',
  ],
  [
    'no principal in a trust policy',
    'trust',
    policy({ ...trust, Principal: undefined }),
    'Missing required field Principal',
    '/Statement/0',
  ],
  [
    'another service in a trust policy',
    'trust',
    policy({ ...trust, Action: 's3:GetObject' }),
    TRUST_ACTIONS,
    '/Statement/0/Action',
  ],
  [
    'another action of STS in a trust policy',
    'trust',
    policy({ ...trust, Action: 'sts:GetCallerIdentity' }),
    TRUST_ACTIONS,
    '/Statement/0/Action',
  ],
  ['a star for the action of a trust policy', 'trust', policy({ ...trust, Action: '*' }), TRUST_ACTIONS, '/Statement/0/Action'],
  [
    'a provider with its scheme',
    'trust',
    principal({ Federated: PROVIDER.replace('oidc-provider/', 'oidc-provider/https://') }),
    FEDERATED,
    '/Statement/0/Principal/Federated',
  ],
  [
    "the issuer's URL as provider",
    'trust',
    principal({ Federated: 'https://oidc.example/id/A' }),
    FEDERATED,
    '/Statement/0/Principal/Federated',
  ],
  [
    'a role as provider',
    'trust',
    principal({ Federated: 'arn:aws:iam::111122223333:role/x' }),
    FEDERATED,
    '/Statement/0/Principal/Federated',
  ],
  ['a star as provider', 'trust', principal({ Federated: '*' }), FEDERATED, '/Statement/0/Principal/Federated'],
  ['white space in a provider', 'trust', principal({ Federated: `${PROVIDER} ` }), FEDERATED, '/Statement/0/Principal/Federated'],
  [
    'a provider under AWS',
    'trust',
    principal({ AWS: PROVIDER }),
    `Invalid principal in policy: "AWS":"${PROVIDER}"`,
    '/Statement/0/Principal/AWS',
  ],
  [
    'part of a name as wildcard',
    'trust',
    principal({ AWS: ['arn:aws:iam::111122223333:role/*'] }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/*"',
    '/Statement/0/Principal/AWS/0',
  ],
  [
    'an account of eleven digits',
    'trust',
    principal({ AWS: '11112222333' }),
    'Invalid principal in policy: "AWS":"11112222333"',
    '/Statement/0/Principal/AWS',
  ],
  [
    'a service that is no host',
    'trust',
    principal({ Service: 'ec2' }),
    'Invalid principal in policy: "SERVICE":"ec2"',
    '/Statement/0/Principal/Service',
  ],
  ['a list without principals', 'trust', principal({ AWS: [] }), SYNTAX, '/Statement/0/Principal/AWS'],
  ['an unknown type of principal', 'trust', principal({ Group: 'x' }), SYNTAX, '/Statement/0/Principal/Group'],
  ['a principal that is a text', 'trust', principal(PROVIDER), SYNTAX, '/Statement/0/Principal'],
]

describe('parsePolicy', () => {
  for (const [name, kind, document, message, path] of refused) {
    it(`refuses ${name}`, () => {
      const result = parsePolicy(JSON.stringify(document), kind)
      assert.ok(!result.ok, 'it was accepted')
      assert.deepEqual(
        result.problem.map((problem) => [problem.message, problem.path]),
        [[message, path]],
      )
    })
  }

  it('refuses what is no JSON, in two wordings', () => {
    for (const [kind, message] of [
      ['identity', SYNTAX],
      ['trust', 'This policy contains invalid Json'],
    ] as const) {
      const result = parsePolicy('{\n "Version": "2012-10-17",}', kind)
      assert.ok(!result.ok)
      assert.deepEqual(result.problem, [
        {
          code: 'MalformedPolicyDocument',
          message,
          path: '',
          position: { offset: 27, line: 2, column: 26 },
          detail: 'a member name in double quotes was expected',
        },
      ])
    }
  })

  it('refuses repeated keys anywhere, saying where', () => {
    const text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Effect":"Deny"}]}'
    const result = parsePolicy(text, 'identity')
    assert.ok(!result.ok)
    assert.equal(result.problem[0]?.position.offset, text.lastIndexOf('"Effect"'))
  })

  it('finds all problems, in the order of the document', () => {
    const result = parsePolicy(
      JSON.stringify(policy({ ...allow, Action: 'x', Resource: 'y' }, { ...allow, Effect: 'Maybe' })),
      'identity',
    )
    assert.ok(!result.ok)
    assert.deepEqual(
      result.problem.map(({ path }) => path),
      ['/Statement/0/Action', '/Statement/0/Resource', '/Statement/1/Effect'],
    )
  })

  it('refuses a document that is too large or too deep', () => {
    assert.ok(!parsePolicy(' '.repeat(200_000), 'identity').ok)
    assert.ok(!parsePolicy('['.repeat(100_000), 'identity').ok)
  })

  it('takes the old version for a document that names none', () => {
    const result = parsePolicy(JSON.stringify({ Statement: allow }), 'identity')
    assert.ok(result.ok)
    assert.equal(result.value.version, '2008-10-17')
    assert.equal(result.value.statements[0]?.label, '#1')
  })
})

describe('readPolicy', () => {
  it('keeps what it understood of a policy that IAM refuses, and knows where everything stands', () => {
    const text =
      '{"Statement": {\n  "Effect": "Allow", "Effect": "Deny",\n  "Principal": {"Federated": "https://x"},\n  "Action": "sts:AssumeRole"}}'
    const { document, problems, repeated, positionOf } = readPolicy(text, 'trust')
    assert.equal(document?.statements[0]?.effect, 'Allow')
    assert.deepEqual(
      problems.map(({ position }) => position.line),
      [2, 3],
    )
    assert.deepEqual(repeated, [{ name: 'Effect', position: { offset: 37, line: 2, column: 22 } }])
    assert.equal(positionOf('/Statement/Principal/Federated')?.column, 30)
    assert.equal(positionOf('/Statement/Principal/Federated', 'name')?.column, 17)
    assert.equal(positionOf('/Statement/Nothing'), undefined)
  })
})
