import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { denialReason } from './denial-reason.ts'
import { explain } from './explain.ts'
import type { PolicyLayers } from './layers.ts'
import { policyFromText } from './parse-policy.ts'
import { policySizeCharacters } from './policy-size.ts'
import type { AccessRequest } from './request.ts'

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/localhost:8443/id/A'

function named(name: string, kind: 'identity' | 'trust' | 'boundary', ...statements: unknown[]) {
  const policy = policyFromText(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
  assert.ok(policy.ok, JSON.stringify(policy))
  return { name, policy: policy.value }
}

const web: AccessRequest = {
  principal: { type: 'federated', provider: PROVIDER },
  action: 'sts:AssumeRoleWithWebIdentity',
  resource: 'arn:aws:iam::111122223333:role/app',
  resourceAccountId: '111122223333',
  context: { 'localhost:8443/id/a:sub': 'system:serviceaccount:default:app', 'localhost:8443/id/a:aud': 'sts.amazonaws.com' },
}
const read: AccessRequest = {
  principal: {
    type: 'assumed-role',
    accountId: '111122223333',
    sessionArn: 'arn:aws:sts::111122223333:assumed-role/app/pod',
    roleArn: 'arn:aws:iam::111122223333:role/app',
    roleId: 'AROAEXAMPLEAPPROLE01',
  },
  action: 'ssm:GetParameter',
  resource: 'arn:aws:ssm:us-east-1:111122223333:parameter/greeting',
  context: {},
}

function trusting(sub: string, aud = 'sts.amazonaws.com'): PolicyLayers {
  return trustingWith({ StringEquals: { 'localhost:8443/id/A:sub': sub, 'localhost:8443/id/A:aud': aud } })
}

function trustingWith(Condition: object): PolicyLayers {
  return {
    trust: named('trust', 'trust', {
      Sid: 'Pod',
      Effect: 'Allow',
      Principal: { Federated: PROVIDER },
      Action: web.action,
      Condition,
    }),
  }
}

describe('explain', () => {
  it('puts the value of the token beside that of the policy and points at the difference', () => {
    const decision = explain(web, trusting('system:serviceaccount:default:ap'))
    assert.deepEqual(
      decision.because.find(({ outcome }) => outcome === 'no-match'),
      {
        layer: 'trust',
        policy: 'trust',
        statement: 'Pod',
        clause: 'Condition.StringEquals.localhost:8443/id/A:sub',
        outcome: 'no-match',
        request: 'system:serviceaccount:default:app',
        policyValue: 'system:serviceaccount:default:ap',
        differsAt: 32,
      },
    )
  })

  it('exchanges swapped values in one patch', () => {
    const decision = explain(web, trusting('sts.amazonaws.com', 'system:serviceaccount:default:app'))
    assert.equal(decision.failed, 'TP01')
    assert.deepEqual(decision.fix, {
      text: 'The values of localhost:8443/id/A:sub and localhost:8443/id/A:aud are swapped',
      target: 'trust',
      patch: [
        {
          op: 'replace',
          path: '/Statement/0/Condition/StringEquals/localhost:8443~1id~1A:sub',
          value: 'system:serviceaccount:default:app',
        },
        { op: 'replace', path: '/Statement/0/Condition/StringEquals/localhost:8443~1id~1A:aud', value: 'sts.amazonaws.com' },
      ],
    })
  })

  it('moves a subject that stands under aud to sub, instead of leaving a role that any pod may take', () => {
    const pattern = 'system:serviceaccount:default:*'
    const decision = explain(web, trustingWith({ StringLike: { 'localhost:8443/id/A:aud': pattern } }))
    assert.equal(decision.failed, 'TP01')
    assert.deepEqual(decision.fix?.patch, [
      { op: 'remove', path: '/Statement/0/Condition/StringLike/localhost:8443~1id~1A:aud' },
      { op: 'add', path: '/Statement/0/Condition/StringLike/localhost:8443~1id~1A:sub', value: pattern },
    ])
  })

  it('moves a wildcard to the operator that understands it', () => {
    const decision = explain(web, trusting('system:serviceaccount:default:*'))
    assert.equal(decision.failed, 'TP02')
    assert.deepEqual(decision.fix?.patch, [
      { op: 'remove', path: '/Statement/0/Condition/StringEquals/localhost:8443~1id~1A:sub' },
      {
        op: 'add',
        path: '/Statement/0/Condition/StringLike',
        value: { 'localhost:8443/id/A:sub': 'system:serviceaccount:default:*' },
      },
    ])
  })

  it('explains an allow as well as a deny', () => {
    const decision = explain(web, trusting('system:serviceaccount:default:app'))
    assert.equal(decision.decision, 'allow')
    assert.equal(decision.refusedBy, undefined)
    assert.deepEqual(
      decision.because.map(({ clause, outcome }) => [clause, outcome]),
      [
        ['Principal', 'match'],
        ['Action', 'match'],
        ['Condition.StringEquals.localhost:8443/id/A:sub', 'match'],
        ['Condition.StringEquals.localhost:8443/id/A:aud', 'match'],
        [undefined, 'match'],
      ],
    )
  })

  it('skips statements about other actions', () => {
    const decision = explain(read, { identity: [named('p', 'identity', { Effect: 'Allow', Action: 's3:*', Resource: '*' })] })
    assert.deepEqual(
      decision.because.map(({ outcome }) => outcome),
      ['skip', 'no-match'],
    )
  })

  it('offers a first policy to a role that has none', () => {
    const decision = explain(read, { identity: [] })
    assert.equal(decision.failed, 'RP01')
    assert.deepEqual(decision.fix, {
      text: 'Allow ssm:GetParameter on arn:aws:ssm:us-east-1:111122223333:parameter/greeting in the identity policy',
      target: 'role arn:aws:iam::111122223333:role/app',
      patch: [
        {
          op: 'add',
          path: '',
          value: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'ssm:GetParameter', Resource: read.resource }],
          },
        },
      ],
    })
  })

  it('never offers to undo an explicit deny', () => {
    const decision = explain(read, { identity: [named('p', 'identity', { Effect: 'Deny', Action: '*', Resource: '*' })] })
    assert.equal(decision.decision, 'explicit-deny')
    assert.equal(decision.fix, undefined)
    assert.equal(decision.because.at(-1)?.outcome, 'deny')
  })
})

describe('denialReason', () => {
  const allow = named('p', 'identity', { Effect: 'Allow', Action: '*', Resource: '*' })
  const deny = { Effect: 'Deny', Action: '*', Resource: '*' }
  const nothing = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
  const rows: readonly (readonly [string, PolicyLayers])[] = [
    ['because no identity-based policy allows the ssm:GetParameter action', { identity: [] }],
    ['with an explicit deny in an identity-based policy', { identity: [allow, named('d', 'identity', deny)] }],
    [
      'because no permissions boundary allows the ssm:GetParameter action',
      { identity: [allow], boundary: named('b', 'boundary', nothing) },
    ],
    ['with an explicit deny in a permissions boundary', { identity: [allow], boundary: named('b', 'boundary', deny) }],
    ['because no session policy allows the ssm:GetParameter action', { identity: [allow], session: [] }],
    ['with an explicit deny in a service control policy', { identity: [allow], scp: [named('s', 'identity', deny)] }],
  ]
  for (const [sentence, layers] of rows) {
    it(sentence, () => assert.equal(denialReason(explain(read, layers), read.action), sentence))
  }

  it('names the resource policy across accounts', () => {
    const decision = explain({ ...read, resourceAccountId: '444455556666' }, { identity: [allow] })
    assert.equal(denialReason(decision, read.action), 'because no resource-based policy allows the ssm:GetParameter action')
  })
})

describe('policySizeCharacters', () => {
  it('does not count white space', () => {
    assert.equal(policySizeCharacters('{ "a" :\n\t"b c"\r }'), '{"a":"bc"}'.length)
  })
})
