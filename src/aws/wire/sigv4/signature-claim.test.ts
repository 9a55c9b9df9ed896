import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basicTimestamp, createSigningKeys, signatureClaim, signatureMatches } from '../index.ts'

const CREDENTIAL = 'Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request'
const SIGNED = 'SignedHeaders=content-type;host;x-amz-date'
const SIGNATURE = 'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7'
const DATE = '20150830T123600Z'

/** The example of AWS's own guide to Signature Version 4. */
test("the guide's example is accepted", () => {
  const headers = {
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}`,
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: 'iam.amazonaws.com',
    'x-amz-date': DATE,
  }
  const target = '/?Action=ListUsers&Version=2010-05-08'
  const claim = signatureClaim(target, headers)
  assert.ok(claim?.ok)
  const message = {
    method: 'GET',
    target,
    rawHeaders: Object.entries(headers).flat(),
    payloadHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  }
  const keys = createSigningKeys()
  assert.ok(signatureMatches(message, claim.value, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', keys))
  assert.ok(
    !signatureMatches(
      { ...message, target: '/?Action=ListRoles' },
      claim.value,
      'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      keys,
    ),
  )
})

const REFUSED: readonly { name: string; authorization: string; date?: string; kind: string; message: RegExp }[] = [
  {
    name: 'another algorithm',
    authorization: `AWS4-ECDSA-P256-SHA256 ${CREDENTIAL}`,
    kind: 'algorithm',
    message: /Unsupported AWS 'algorithm'/,
  },
  { name: 'a bearer token', authorization: 'Bearer abc', kind: 'algorithm', message: /Unsupported AWS 'algorithm'/ },
  {
    name: 'no signature',
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}`,
    kind: 'incomplete',
    message: /^Authorization header requires 'Signature' parameter\.$/,
  },
  {
    name: 'a scope of four parts',
    authorization: `AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/iam, ${SIGNED}, ${SIGNATURE}`,
    kind: 'incomplete',
    message: /exactly 5 slash-delimited elements/,
  },
  {
    name: 'an unsigned host',
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=x-amz-date, ${SIGNATURE}`,
    kind: 'incomplete',
    message: /'Host' must be a 'SignedHeader'/,
  },
  {
    name: 'a scope of another day',
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}`,
    date: '20150831T000000Z',
    kind: 'scope-date',
    message: /'20150830' != '20150831', from '20150831T000000Z'/,
  },
  {
    name: 'a date that is none',
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}`,
    date: 'yesterday',
    kind: 'incomplete',
    message: /Date must be in ISO-8601 'basic format'/,
  },
]

for (const { name, authorization, date, kind, message } of REFUSED) {
  test(`${name} is refused`, () => {
    const claim = signatureClaim('/', { authorization, 'x-amz-date': date ?? DATE })
    assert.ok(claim !== undefined && !claim.ok)
    assert.equal(claim.problem.kind, kind)
    assert.match(claim.problem.message, message)
  })
}

test('a request without a signature claims none', () => {
  assert.equal(signatureClaim('/?Action=GetCallerIdentity', {}), undefined)
  assert.equal(signatureClaim('/key?X-Amz-Meta=1', {}), undefined)
})

test('a Date header stands in for x-amz-date', () => {
  const authorization = `AWS4-HMAC-SHA256 ${CREDENTIAL}, ${SIGNED}, ${SIGNATURE}`
  const claim = signatureClaim('/', { authorization, date: 'Sun, 30 Aug 2015 12:36:00 GMT' })
  assert.ok(claim?.ok)
  assert.equal(claim.value.timestamp, DATE)
  assert.equal(basicTimestamp(claim.value.signedAt), DATE)
})
