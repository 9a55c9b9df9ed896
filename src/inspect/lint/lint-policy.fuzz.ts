import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { lintPolicy } from './lint-policy.ts'

const provider = 'issuer.example.com/id/A'
const words = fc.constantFrom(
  'Allow',
  'Deny',
  '*',
  'sts:AssumeRoleWithWebIdentity',
  'sts:*',
  `arn:aws:iam::111122223333:oidc-provider/${provider}`,
  `https://${provider}`,
  'system:serviceaccount:a:b',
  'system:serviceaccount:*:b',
  'sts.amazonaws.com',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  '${aws:PrincipalTag/kubernetes-namespace}',
)
const names = fc.constantFrom(
  'Statement',
  'Effect',
  'Principal',
  'Federated',
  'AWS',
  'Action',
  'NotAction',
  'Resource',
  'Condition',
  'StringEquals',
  'ForAllValues:StringLikeIfExists',
  'Null',
  `${provider}:sub`,
  `https://${provider}:aud`,
)
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    words,
    fc.dictionary(fc.oneof(names, fc.string()), tie('tree'), { maxKeys: 4 }),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.constantFrom(true, null, 1),
  ),
}))

describe('lintPolicy', () => {
  it('judges any document of policy words without an error, each finding at a place of the text', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom('trust', 'permission', 'resource', undefined), (document, kind) => {
        const text = JSON.stringify(document, null, 1)
        const lines = text.split('\n')
        for (const { line, column } of lintPolicy('f', text, kind)) {
          assert.ok(column >= 1 && column <= (lines[line - 1]?.length ?? -1) + 1, `${line}:${column}`)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('judges any text at all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        lintPolicy('f', text)
      }),
      { numRuns: 200 },
    )
  })
})
