import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fetch, FetchRequest, JsonObject } from '../../../base/index.ts'
import { KINDS } from '../../../kube/index.ts'
import { call } from '../fixtures/call.ts'
import { testCluster } from '../fixtures/cluster.ts'

interface Review {
  readonly request: { readonly uid: string; readonly object: JsonObject; readonly namespace: string; readonly name?: string }
}

function webhookThat(respond: (review: Review) => unknown) {
  const requests: FetchRequest[] = []
  const callWebhook: Fetch = async (request) => {
    requests.push(request)
    const review = JSON.parse(String(request.body)) as Review
    const body = Buffer.from(JSON.stringify(respond(review)))
    return { ok: true, trustedBy: 'roots', response: { status: 200, headers: {}, body } }
  }
  return { callWebhook, requests }
}

const response = (uid: string, more: object = {}) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response: { uid, allowed: true, ...more },
})
const annotate = [{ op: 'add', path: '/metadata/annotations', value: { seen: 'yes' } }]
const patch = Buffer.from(JSON.stringify(annotate)).toString('base64')

function configuration(more: object = {}) {
  return {
    metadata: { name: 'hook' },
    webhooks: [
      {
        name: 'hook.example.com',
        clientConfig: { url: 'https://localhost:8443/mutate', caBundle: Buffer.from('PEM').toString('base64') },
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        ...more,
      },
    ],
  }
}

const pod = { metadata: { generateName: 'p-' }, spec: { containers: [{ name: 'c', image: 'x' }] } }
const PODS = '/api/v1/namespaces/default/pods'

async function clusterWith(callWebhook: Fetch, more: object = {}) {
  const cluster = await testCluster({ callWebhook })
  await cluster.client.create(KINDS.serviceAccount, { metadata: { name: 'default', namespace: 'default' } })
  await cluster.client.create(KINDS.mutatingWebhookConfiguration, configuration(more))
  return cluster
}

test('a webhook sees the pod after the service account was put in, and its patch and warnings count', async () => {
  const { callWebhook, requests } = webhookThat(({ request }) =>
    response(request.uid, { patchType: 'JSONPatch', patch, warnings: ['take care'] }),
  )
  await using cluster = await clusterWith(callWebhook)
  const made = await call(cluster.api.handler, 'POST', PODS, { body: pod })
  assert.equal(made.status, 201)
  assert.deepEqual(made.body.metadata.annotations, { seen: 'yes' })
  assert.deepEqual(made.headers['warning'], ['299 - "take care"'])
  const [request] = requests
  assert.equal(request?.url, 'https://localhost:8443/mutate?timeout=10s')
  assert.deepEqual(request?.trustedCertificates, ['PEM'])
  const { request: review } = JSON.parse(String(request?.body)) as Review
  assert.equal(review.name, undefined)
  assert.equal(review.namespace, 'default')
  assert.equal((review.object['spec'] as JsonObject)['serviceAccountName'], 'default')
  assert.equal((review.object['metadata'] as JsonObject)['creationTimestamp'], null)
})

test('a denial is answered with the code and the words of the webhook', async () => {
  const { callWebhook } = webhookThat(({ request }) =>
    response(request.uid, { allowed: false, status: { code: 403, message: 'not here' } }),
  )
  await using cluster = await clusterWith(callWebhook)
  const made = await call(cluster.api.handler, 'POST', PODS, { body: pod })
  assert.deepEqual([made.status, made.body.message], [403, 'admission webhook "hook.example.com" denied the request: not here'])
})

const FAILURES: readonly (readonly [string, (uid: string) => unknown])[] = [
  ['another uid', () => response('another')],
  ['another version', (uid) => ({ ...response(uid), apiVersion: 'admission.k8s.io/v1beta1' })],
  ['no response', () => ({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' })],
  ['a patch without its type', (uid) => response(uid, { patch })],
  [
    'a patch that does not apply',
    (uid) => response(uid, { patchType: 'JSONPatch', patch: Buffer.from('[{"op":"remove","path":"/x"}]').toString('base64') }),
  ],
]

for (const [what, respond] of FAILURES) {
  test(`an answer with ${what} is a failed call: refused or let through as failurePolicy says`, async () => {
    const { callWebhook } = webhookThat(({ request }) => respond(request.uid))
    await using failing = await clusterWith(callWebhook)
    const refused = await call(failing.api.handler, 'POST', PODS, { body: pod })
    assert.equal(refused.status, 500)
    assert.match(refused.body.message, /^Internal error occurred: failed calling webhook "hook\.example\.com"/)
    await using open = await clusterWith(callWebhook, { failurePolicy: 'Ignore' })
    const made = await call(open.api.handler, 'POST', PODS, { body: pod })
    assert.equal(made.status, 201)
    assert.equal(made.body.metadata.annotations, undefined)
  })
}

test('selectors keep a webhook away', async () => {
  const { callWebhook, requests } = webhookThat(({ request }) => response(request.uid))
  const exempt = { objectSelector: { matchExpressions: [{ key: 'skip', operator: 'DoesNotExist' }] } }
  await using cluster = await clusterWith(callWebhook, exempt)
  await call(cluster.api.handler, 'POST', PODS, { body: { ...pod, metadata: { generateName: 'p-', labels: { skip: '' } } } })
  assert.equal(requests.length, 0)
  await using elsewhere = await clusterWith(callWebhook, {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } },
  })
  await call(elsewhere.api.handler, 'POST', PODS, { body: pod })
  assert.equal(requests.length, 0)
})
