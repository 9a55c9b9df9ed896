// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PolicyKind } from '../compiled.ts'
import { parsePolicy } from '../parse-policy.ts'
import { printDocument } from './print.ts'

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A'
const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const trust = { Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity' }
const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements })
const principal = (Principal: unknown) => policy({ ...trust, Principal })
const when = (Condition: unknown) => policy({ ...allow, Condition })

describe('documents that IAM accepts', () => {
  const accepted: readonly (readonly [string, PolicyKind, unknown])[] = [
    [
      'a condition key of a provider with a port',
      'trust',
      policy({ ...trust, Condition: { StringEquals: { 'localhost:8443/id/A:sub': 'x' } } }),
    ],
    [
      'a condition key with a scheme (it never fits)',
      'trust',
      policy({ ...trust, Condition: { StringEquals: { 'https://oidc.example/id/A:sub': 'x' } } }),
    ],
    ['a tag with colons', 'identity', when({ StringEquals: { 'aws:ResourceTag/aws:cloudformation:stack-name': 'x' } })],
    ['an encryption context with colons', 'identity', when({ StringEquals: { 'kms:EncryptionContext:aws:s3:arn': 'x' } })],
    ['a provider with a port', 'trust', principal({ Federated: 'arn:aws:iam::111122223333:oidc-provider/localhost:8443/id/A' })],
    ['a built-in provider', 'trust', principal({ Federated: 'cognito-identity.amazonaws.com' })],
    [
      'a SAML provider',
      'trust',
      policy({
        ...trust,
        Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/Corp' },
        Action: 'sts:AssumeRoleWithSAML',
      }),
    ],
    [
      'roles, users, sessions, accounts and stored ids',
      'trust',
      principal({
        AWS: [
          '111122223333',
          'arn:aws:iam::111122223333:root',
          'arn:aws:iam::111122223333:role/a/b',
          'arn:aws:iam::111122223333:user/u',
          'arn:aws:sts::111122223333:assumed-role/r/s',
          'AROAEXAMPLEAPPROLE01',
          '*',
        ],
      }),
    ],
    ['session tags', 'trust', policy({ ...trust, Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] })],
    ['a wildcard among trust actions', 'trust', policy({ ...trust, Action: 'sts:AssumeRole*' })],
    ['an empty text in a condition', 'identity', when({ StringLike: { 's3:prefix': ['', 'home/'] } })],
    ['a canonical user of S3', 'resource', policy({ ...allow, Principal: { CanonicalUser: 'a'.repeat(64) } })],
    ['a Sid with spaces in a resource policy', 'resource', policy({ ...allow, Principal: '*', Sid: 'allow all' })],
    [
      'a dollar sign in the old version',
      'identity',
      { Version: '2008-10-17', Statement: [{ ...allow, Resource: 'arn:aws:s3:::b/${x' }] },
    ],
  ]
  for (const [name, kind, document] of accepted) {
    it(`${name}: accepted, and printed as written`, () => {
      const result = parsePolicy(JSON.stringify(document), kind)
      assert.ok(result.ok, JSON.stringify(result))
      assert.deepEqual(printDocument(result.value), document)
    })
  }
})
