import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KINDS } from '../../kube/index.ts'
import { decodeToken } from '../../token/index.ts'
import { type CallOptions, call, requestOf } from './fixtures/call.ts'
import { testCluster } from './fixtures/cluster.ts'

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
const CORE = '/api/v1/namespaces/default'
const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'x' }] } }

async function opened() {
  const cluster = await testCluster()
  await cluster.client.create(KINDS.serviceAccount, { metadata: { name: 'default', namespace: 'default' } })
  const ask = (method: string, target: string, options?: CallOptions) => call(cluster.api.handler, method, target, options)
  return { cluster, ask, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() }
}

const REFUSALS: readonly (readonly [string, string, CallOptions, number, string])[] = [
  [
    'GET',
    '/api/v1/pods',
    { token: null },
    403,
    'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
  ],
  ['GET', '/apis', { token: null }, 403, 'forbidden: User "system:anonymous" cannot get path "/apis"'],
  ['GET', '/api/v1/pods', { token: 'wrong' }, 401, 'Unauthorized'],
  ['GET', `${CORE}/pods/nope`, {}, 404, 'pods "nope" not found'],
  ['GET', '/apis/apps/v1/namespaces/default/deployments/nope', {}, 404, 'deployments.apps "nope" not found'],
  ['GET', '/apis/batch/v1/jobs', {}, 404, 'the server could not find the requested resource'],
  ['POST', `${CORE}/pods/p/eviction`, { body: {} }, 501, 'eviction is not built: delete the pod instead'],
  ['PUT', `${CORE}/pods`, { body: {} }, 405, 'the server does not allow this method on the requested resource'],
  ['GET', `${CORE}/serviceaccounts/default/token`, {}, 405, 'the server does not allow this method on the requested resource'],
  [
    'GET',
    `${CORE}/pods`,
    { headers: { accept: 'text/html' } },
    406,
    'only the following media types are accepted: application/json',
  ],
  [
    'POST',
    `${CORE}/pods`,
    { body: {}, headers: { 'content-type': 'text/plain' } },
    415,
    'the body of the request was in an unknown format',
  ],
  ['PATCH', `${CORE}/pods/p`, { body: {} }, 415, 'the body of the request was in an unknown format'],
  ['GET', `${CORE}/pods?fieldSelector=foo%3Dbar`, {}, 400, 'field label not supported: foo'],
  ['GET', `${CORE}/pods?labelSelector=a%20b`, {}, 400, 'unable to parse requirement'],
  ['GET', `${CORE}/pods?resourceVersion=999999`, {}, 504, 'Timeout: Too large resource version: 999999'],
  ['GET', `${CORE}/pods/p/exec?command=x`, {}, 400, 'Upgrade request required'],
  [
    'POST',
    `${CORE}/pods`,
    { body: { metadata: { name: 'UPPER' }, spec: {} } },
    422,
    'Pod "UPPER" is invalid: [metadata.name: Invalid value: "UPPER"',
  ],
  [
    'POST',
    `${CORE}/configmaps`,
    { body: { metadata: { name: 'c', namespace: 'other' } } },
    400,
    'the namespace of the provided object does not match',
  ],
  ['POST', '/api/v1/namespaces/nope/configmaps', { body: { metadata: { name: 'c' } } }, 404, 'namespaces "nope" not found'],
  [
    'POST',
    `${CORE}/configmaps`,
    { body: { kind: 'Secret', metadata: { name: 'c' } } },
    400,
    'Secret in version "v1" cannot be handled as a ConfigMap',
  ],
  [
    'POST',
    `${CORE}/configmaps`,
    { body: Buffer.from('['.repeat(1_000_000) + ']'.repeat(1_000_000)) },
    400,
    'the body is nested deeper than 64 levels',
  ],
  ['POST', `${CORE}/configmaps`, { body: Buffer.alloc(4 * 1024 * 1024, 32) }, 413, 'Request entity too large'],
]

for (const [method, target, options, status, message] of REFUSALS) {
  test(`${method} ${target} answers ${status}: ${message.slice(0, 60)}`, async () => {
    await using opening = await opened()
    const answer = await opening.ask(method, target, options)
    assert.equal(answer.status, status)
    assert.equal(answer.body.kind, 'Status')
    assert.equal(answer.body.code, status)
    assert.ok(answer.body.message.startsWith(message), answer.body.message)
  })
}

test('pods are shown as the table that kubectl asks for', async () => {
  await using opening = await opened()
  const { ask } = opening
  assert.equal((await ask('POST', `${CORE}/pods`, { body: pod })).status, 201)
  const { body } = await ask('GET', '/api/v1/pods?limit=500', { headers: { accept: TABLE } })
  assert.equal(body.kind, 'Table')
  assert.deepEqual(
    body.columnDefinitions.slice(0, 5).map(({ name }: { name: string }) => name),
    ['Name', 'Ready', 'Status', 'Restarts', 'Age'],
  )
  assert.deepEqual(body.rows[0].cells.slice(0, 5), ['p', '0/1', 'Pending', '0', '0s'])
  assert.equal(body.rows[0].object.metadata.namespace, 'default')
})

test('unknown fields are refused, told or dropped as the client asks', async () => {
  await using opening = await opened()
  const { ask } = opening
  const body = { metadata: { name: 'c' }, dataa: {} }
  const strict = await ask('POST', `${CORE}/configmaps?fieldValidation=Strict`, { body })
  assert.equal(
    strict.body.message,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dataa"',
  )
  const warned = await ask('POST', `${CORE}/configmaps?fieldValidation=Warn`, { body })
  assert.deepEqual(warned.headers['warning'], ['299 - "unknown field \\"dataa\\""'])
  assert.equal(warned.body.dataa, undefined)
  const ignored = await ask('POST', `${CORE}/configmaps?fieldValidation=Ignore`, { body: { ...body, metadata: { name: 'd' } } })
  assert.equal(ignored.headers['warning'], undefined)
})

test('a dry run answers as a write would and writes nothing', async () => {
  await using opening = await opened()
  const made = await opening.ask('POST', `${CORE}/configmaps?dryRun=All`, { body: { metadata: { name: 'c' } } })
  assert.equal(made.status, 201)
  assert.equal((await opening.ask('GET', `${CORE}/configmaps/c`)).status, 404)
})

test('a list is cut into pages that keep the resourceVersion of the first', async () => {
  await using opening = await opened()
  const { ask } = opening
  for (const name of ['a', 'b', 'c']) await ask('POST', `${CORE}/configmaps`, { body: { metadata: { name } } })
  const first = await ask('GET', `${CORE}/configmaps?limit=2`)
  assert.equal(first.body.metadata.remainingItemCount, 2)
  const second = await ask('GET', `${CORE}/configmaps?limit=2&continue=${first.body.metadata.continue}`)
  assert.deepEqual(
    second.body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name),
    ['c', 'kube-root-ca.crt'],
  )
  assert.equal(second.body.metadata.resourceVersion, first.body.metadata.resourceVersion)
  assert.equal(second.body.metadata.continue, undefined)
})

test('a watch streams one event per line and ends at its time', async () => {
  await using opening = await opened()
  const { cluster, ask } = opening
  const target = `${CORE}/configmaps?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=5`
  const { status, body } = await cluster.api.handler(requestOf('GET', target))
  assert.equal(status, 200)
  assert.ok(typeof body === 'object' && Symbol.asyncIterator in body)
  await ask('POST', `${CORE}/configmaps`, { body: { metadata: { name: 'new' } } })
  cluster.advance(5_000)
  let text = ''
  for await (const chunk of body) text += chunk
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    events.map(({ type, object }) => [type, object.metadata.name]),
    [
      ['ADDED', 'kube-root-ca.crt'],
      ['BOOKMARK', undefined],
      ['ADDED', 'new'],
    ],
  )
  assert.equal(events[1].object.metadata.annotations['k8s.io/initial-events-end'], 'true')
})

test('a watch ends when the server closes', async () => {
  await using opening = await opened()
  const { body } = await opening.cluster.api.handler(requestOf('GET', '/api/v1/pods?watch=1'))
  opening.cluster.api.close()
  assert.ok(typeof body === 'object' && Symbol.asyncIterator in body)
  for await (const _ of body) assert.fail('nothing has happened')
})

test('discovery is plain or aggregated, in the version that the client knows', async () => {
  await using opening = await opened()
  const { ask } = opening
  assert.deepEqual((await ask('GET', '/api')).body.versions, ['v1'])
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'
  const aggregated = await ask('GET', '/apis', { headers: { accept } })
  assert.equal(aggregated.body.apiVersion, 'apidiscovery.k8s.io/v2beta1')
  assert.equal(aggregated.headers['content-type'], 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList')
  const rows = (await ask('GET', '/api/v1')).body.resources as { name: string; kind: string; group?: string }[]
  assert.equal(rows.find(({ name }) => name === 'serviceaccounts/token')?.group, 'authentication.k8s.io')
})

test('scale answers with a Scale and changes the deployment', async () => {
  await using opening = await opened()
  const labels = { app: 'x' }
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod.spec } }
  const apps = '/apis/apps/v1/namespaces/default/deployments'
  await opening.ask('POST', apps, { body: { metadata: { name: 'd' }, spec } })
  const headers = { 'content-type': 'application/merge-patch+json' }
  const scale = await opening.ask('PATCH', `${apps}/d/scale`, { body: { spec: { replicas: 4 } }, headers })
  assert.equal(scale.body.kind, 'Scale')
  assert.equal((await opening.ask('GET', `${apps}/d`)).body.spec.replicas, 4)
})

test('a token of the API authenticates until its pod is gone, one for AWS never does', async () => {
  await using opening = await opened()
  const { ask } = opening
  await ask('POST', `${CORE}/pods`, { body: pod })
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'p' }
  const issue = async (spec: object) =>
    (await ask('POST', `${CORE}/serviceaccounts/default/token`, { body: { spec } })).body.status.token as string
  const token = await issue({ boundObjectRef })
  const foreign = await issue({ audiences: ['sts.amazonaws.com'] })
  const whoami = await ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { token, body: {} })
  assert.equal(whoami.body.status.userInfo.username, 'system:serviceaccount:default:default')
  assert.equal((await ask('GET', `${CORE}/pods`, { token })).status, 403)
  assert.equal((await ask('GET', '/apis', { token: foreign })).status, 401)
  const review = await ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body: { spec: { token: foreign } } })
  assert.match(
    review.body.status.error,
    /^\[invalid bearer token, token audiences \["sts.amazonaws.com"\] is invalid for the target audiences/,
  )
  await ask('DELETE', `${CORE}/pods/p`)
  assert.equal((await ask('GET', '/apis', { token })).status, 401)
})

test('an automounted token lasts a year and is marked for renewal; one for AWS lasts what it asked for', async () => {
  await using opening = await opened()
  const { ask } = opening
  await ask('POST', `${CORE}/pods`, { body: pod })
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'p' }
  const claims = async (spec: object) => {
    const { body } = await ask('POST', `${CORE}/serviceaccounts/default/token`, { body: { spec } })
    const decoded = decodeToken(body.status.token)
    assert.ok(decoded.ok)
    return decoded.value.claims as { exp: number; iat: number; 'kubernetes.io': { warnafter?: number; pod?: { name: string } } }
  }
  const own = await claims({ expirationSeconds: 3607, boundObjectRef })
  assert.equal(own.exp - own.iat, 31_536_000)
  assert.equal(own['kubernetes.io'].warnafter, own.iat + 3607)
  const aws = await claims({ audiences: ['sts.amazonaws.com'], expirationSeconds: 3607, boundObjectRef })
  assert.equal(aws.exp - aws.iat, 3607)
  assert.equal(aws['kubernetes.io'].pod?.name, 'p')
})

const TOKEN_REFUSALS: readonly (readonly [object, number, string])[] = [
  [
    { spec: { expirationSeconds: 599 } },
    422,
    'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
  ],
  [
    { spec: { boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' } } },
    400,
    'cannot bind token to object of type /v1, Kind=ConfigMap',
  ],
  [{ spec: { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'nope' } } }, 404, 'pods "nope" not found'],
  [{ spec: { boundObjectRef: { apiVersion: 'v1', kind: 'Pod' } } }, 400, 'Name parameter required.'],
  [
    { metadata: { name: 'x' } },
    422,
    'TokenRequest.authentication.k8s.io "x" is invalid: metadata.name: Invalid value: "x": must match the service account name if specified',
  ],
]

for (const [body, status, message] of TOKEN_REFUSALS) {
  test(`no token for ${JSON.stringify(body)}`, async () => {
    await using opening = await opened()
    const answer = await opening.ask('POST', `${CORE}/serviceaccounts/default/token`, { body })
    assert.deepEqual([answer.status, answer.body.message], [status, message])
  })
}
