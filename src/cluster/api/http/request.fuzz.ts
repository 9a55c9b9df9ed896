import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { call } from '../fixtures/call.ts'
import { testCluster } from '../fixtures/cluster.ts'
import { representationFor } from './accept.ts'
import { warningHeaders } from './answer.ts'
import { routeOf } from './route.ts'

const segment = fc.oneof(
  fc.constantFrom(
    'api',
    'v1',
    'apis',
    'apps',
    'namespaces',
    'default',
    'pods',
    'p',
    'status',
    'scale',
    'token',
    '..',
    '%2e%2e',
    '%',
    'a%2Fb',
    '',
  ),
  fc.string({ maxLength: 5 }),
)
const path = fc.array(segment, { maxLength: 8 }).map((segments) => `/${segments.join('/')}`)

test('any path leads somewhere or nowhere, never out of its collection', () => {
  fc.assert(
    fc.property(path, (text) => {
      const route = routeOf(text)
      if (route?.type !== 'object') return
      for (const part of [route.target.namespace, route.target.name]) assert.ok(part === undefined || !/[/]|^\.{1,2}$/.test(part))
    }),
    { numRuns: 2_000 },
  )
})

test('any Accept header is understood or not, and a warning is one clean line', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      representationFor(text)
      for (const line of Object.values(warningHeaders([text])).flat()) assert.match(line, /^299 - "[ -~]*"$/)
    }),
    { numRuns: 1_000 },
  )
})

test('any request gets an answer, with a Status where it is a refusal', async () => {
  await using cluster = await testCluster()
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'TRACE')
  const query = fc.dictionary(
    fc.constantFrom(
      'labelSelector',
      'fieldSelector',
      'limit',
      'continue',
      'dryRun',
      'fieldValidation',
      'resourceVersion',
      'force',
      'propagationPolicy',
    ),
    fc.string({ maxLength: 8 }),
    { maxKeys: 2 },
  )
  const type = fc.constantFrom(
    'application/json',
    'application/merge-patch+json',
    'application/json-patch+json',
    'application/strategic-merge-patch+json',
    'application/apply-patch+yaml',
    'application/vnd.kubernetes.protobuf',
  )
  const target = fc.oneof(
    path,
    fc.constantFrom(
      '/api/v1/namespaces/default/pods',
      '/api/v1/namespaces/default/services/s',
      '/apis/apps/v1/namespaces/default/deployments',
      '/api/v1/namespaces/kube-public',
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      method,
      target,
      query,
      type,
      fc.jsonValue({ maxDepth: 3 }),
      async (verb, text, parameters, contentType, body) => {
        const answer = await call(cluster.api.handler, verb, `${text}?${new URLSearchParams(parameters)}`, {
          body,
          headers: { 'content-type': contentType },
        })
        if (answer.status >= 400) assert.equal(answer.body.code, answer.status)
      },
    ),
    { numRuns: 400 },
  )
})
