import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HttpRequest } from '../base/index.ts'
import type { Admission } from './admission.ts'
import { fakeCluster } from './fakes/cluster.ts'
import { manualTime } from './fakes/manual-time.ts'
import { createWebhook } from './webhook.ts'
import { DEFAULT_WEBHOOK_CONFIG, type WebhookConfig } from './webhook-config.ts'

const ARN = 'arn:aws:iam::123456789012:role/greeter'
const ANNOTATIONS = { 'eks.amazonaws.com/role-arn': ARN }

function request(body: string, overrides: Partial<HttpRequest> = {}): HttpRequest {
  const bytes = new TextEncoder().encode(body)
  return {
    method: 'POST',
    target: '/mutate?timeout=10s',
    headers: { 'content-type': 'application/json' },
    rawHeaders: [],
    remoteAddress: '127.0.0.1',
    secure: true,
    body: (async function* () {
      yield bytes
    })(),
    readBody: async (limit) => (bytes.length > limit ? undefined : bytes),
    signal: new AbortController().signal,
    ...overrides,
  }
}

const review = (serviceAccountName = 'sa', overrides: Record<string, unknown> = {}) => ({
  kind: 'AdmissionReview',
  apiVersion: 'admission.k8s.io/v1',
  request: {
    uid: 'uid-1',
    namespace: 'ns',
    object: { metadata: { generateName: 'app-' }, spec: { serviceAccountName, containers: [{ name: 'app' }] } },
    ...overrides,
  },
})

async function start(config: Partial<WebhookConfig> = {}, before?: (cluster: ReturnType<typeof fakeCluster>) => void) {
  const cluster = fakeCluster()
  const time = manualTime()
  const admissions: Admission[] = []
  before?.(cluster)
  const starting = createWebhook({
    client: cluster.client,
    clock: time,
    scheduler: time,
    config: { ...DEFAULT_WEBHOOK_CONFIG, ...config },
    onAdmission: (admission) => admissions.push(admission),
  })
  if (cluster.api !== 'answers') await time.advance(DEFAULT_WEBHOOK_CONFIG.lookupTimeoutMs)
  const webhook = await starting
  const send = (body: unknown, overrides?: Partial<HttpRequest>) =>
    webhook.handler(request(typeof body === 'string' ? body : JSON.stringify(body), overrides))
  const mutate = async (body: unknown) => JSON.parse((await send(body)).body as string)
  return { cluster, time, admissions, webhook, send, mutate }
}

test('an annotated service account gives its pods a patch', async () => {
  const { cluster, mutate, admissions } = await start({}, (each) => each.put('ns', 'sa', ANNOTATIONS))
  const answer = await mutate(review())
  assert.deepEqual([answer.kind, answer.apiVersion, answer.response.uid], ['AdmissionReview', 'admission.k8s.io/v1', 'uid-1'])
  assert.equal(answer.response.allowed, true)
  assert.equal(answer.response.patchType, 'JSONPatch')
  const patch = JSON.parse(Buffer.from(answer.response.patch, 'base64').toString())
  assert.equal(patch[1].value[0].value, ARN)
  assert.equal(cluster.calls.get, 0)
  assert.deepEqual(admissions[0], {
    outcome: 'patched',
    roleArn: ARN,
    warnings: [],
    uid: 'uid-1',
    namespace: 'ns',
    serviceAccount: 'sa',
  })
})

test('a service account without a role gives none, and says nothing', async () => {
  const { mutate } = await start({}, (each) => each.put('ns', 'sa'))
  assert.deepEqual((await mutate(review())).response, { uid: 'uid-1', allowed: true })
})

test('v1beta1 is answered in kind', async () => {
  const { mutate } = await start({}, (each) => each.put('ns', 'sa', ANNOTATIONS))
  const answer = await mutate({ ...review(), apiVersion: 'admission.k8s.io/v1beta1' })
  assert.equal(answer.apiVersion, 'admission.k8s.io/v1beta1')
})

test('a service account that the watch has not told of yet is read, once for all who ask', async () => {
  const { cluster, mutate } = await start()
  cluster.put('ns', 'sa', ANNOTATIONS, true)
  const answers = await Promise.all([1, 2, 3, 4].map(() => mutate(review())))
  assert.ok(answers.every((answer) => answer.response.patch !== undefined))
  assert.equal(cluster.calls.get, 1)
})

test('who joins a read that began before the account was made asks again', async () => {
  const { cluster, mutate } = await start()
  const first = mutate(review())
  // The first read is under way and has already missed; the account is made now.
  await Promise.resolve()
  await Promise.resolve()
  await Promise.resolve()
  cluster.put('ns', 'sa', ANNOTATIONS, true)
  const second = mutate(review())
  assert.ok((await second).response.patch)
  await first
})

test('annotating, changing and deleting take effect with the event', async () => {
  const { cluster, mutate } = await start()
  cluster.put('ns', 'sa')
  assert.equal((await mutate(review())).response.patch, undefined)
  cluster.put('ns', 'sa', ANNOTATIONS)
  assert.ok((await mutate(review())).response.patch)
  cluster.remove('ns', 'sa')
  const { response } = await mutate(review())
  assert.deepEqual(response, {
    uid: 'uid-1',
    allowed: true,
    warnings: ['serviceaccount ns/sa was not found: the pod gets no AWS role'],
  })
})

test('within the grace period a service account may still come', async () => {
  const { cluster, time, mutate } = await start({ lookupGraceMs: 500 })
  const coming = mutate(review())
  await time.advance(100)
  cluster.put('ns', 'sa', ANNOTATIONS)
  assert.ok((await coming).response.patch)
  const never = mutate(review('never'))
  await time.advance(500)
  assert.equal((await never).response.patch, undefined)
})

test('an API that does not answer holds up no pod', async () => {
  const { cluster, time, mutate, admissions } = await start()
  cluster.api = 'hangs'
  const waiting = mutate(review())
  await time.advance(DEFAULT_WEBHOOK_CONFIG.lookupTimeoutMs)
  assert.deepEqual((await waiting).response.warnings, [
    'serviceaccount ns/sa could not be read in time: the pod gets no AWS role',
  ])
  assert.equal(admissions[0]?.outcome, 'service-account-unreadable')
  cluster.api = 'answers'
  cluster.put('ns', 'sa', ANNOTATIONS, true)
  assert.ok((await mutate(review())).response.patch)
})

test('a failure that passes in time is no failure, a refusal of our rights is final', async () => {
  const { cluster, time, mutate } = await start()
  cluster.put('ns', 'sa', ANNOTATIONS, true)
  cluster.api = 'refuses'
  const waiting = mutate(review())
  await time.advance(100)
  cluster.api = 'answers'
  await time.advance(500)
  assert.ok((await waiting).response.patch)
  cluster.api = 'forbids'
  const { warnings } = (await mutate(review())).response
  assert.match(warnings[0], /could not be read/)
})

test('it is ready when the accounts are listed, and answers rightly before that', async () => {
  const { cluster, time, webhook, send, mutate } = await start({}, (each) => {
    each.put('ns', 'sa', ANNOTATIONS)
    each.api = 'refuses'
  })
  assert.equal(webhook.ready(), false)
  assert.equal((await send('', { target: '/readyz' })).status, 503)
  assert.equal((await send('', { target: '/healthz' })).body, 'ok')
  cluster.api = 'answers'
  assert.ok((await mutate(review())).response.patch)
  await time.advance(60_000)
  assert.equal(webhook.ready(), true)
  assert.equal((await send('', { target: '/readyz' })).status, 200)
})

test('while the watch is broken memory is not trusted, but it is the last resort', async () => {
  const { cluster, time, mutate } = await start({}, (each) => each.put('ns', 'sa'))
  cluster.api = 'refuses'
  cluster.endWatches()
  const remembered = mutate(review())
  await time.advance(DEFAULT_WEBHOOK_CONFIG.lookupTimeoutMs)
  assert.equal((await remembered).response.warnings, undefined)
  cluster.api = 'answers'
  cluster.put('ns', 'sa', ANNOTATIONS)
  assert.ok((await mutate(review())).response.patch)
  const gets = cluster.calls.get
  await time.advance(60_000)
  assert.ok((await mutate(review())).response.patch)
  assert.equal(cluster.calls.get, gets)
})

test('relisting waits longer each time, and a closed webhook lists no more', async () => {
  const { cluster, time, webhook } = await start()
  cluster.api = 'refuses'
  cluster.endWatches()
  await time.advance(100 + 200 + 400 + 50)
  assert.equal(cluster.calls.list, 4)
  webhook.close()
  await time.advance(120_000)
  assert.equal(cluster.calls.list, 4)
})

test('what is not a review is answered as the reference answers it', async () => {
  const { mutate } = await start({}, (each) => each.put('ns', 'sa', ANNOTATIONS))
  const cases: [unknown, string, RegExp][] = [
    ['', '', /^bad content$/],
    ['{', '', /^couldn't get version\/kind; json parse error/],
    ['[]', '', /json parse error/],
    [{ kind: 'Pod', apiVersion: 'v1' }, '', /^bad content$/],
    [{ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1' }, '', /^bad content$/],
    [review('sa', { object: null }), 'uid-1', /^unexpected end of JSON input$/],
    [review('sa', { object: 'x' }), 'uid-1', /not a pod/],
    [review('sa', { object: { spec: { serviceAccountName: 'sa', containers: 7 } } }), 'uid-1', /spec.containers is not a list/],
  ]
  for (const [body, uid, message] of cases) {
    const { response } = await mutate(body)
    assert.equal(response.allowed, false)
    assert.equal(response.uid, uid)
    assert.match(response.status.message, message)
  }
})

test('numbers that JavaScript cannot hold and fields that nobody knows stay out of the answer', async () => {
  const { send } = await start({}, (each) => each.put('ns', 'sa', ANNOTATIONS))
  const body = JSON.stringify(review()).replace('"containers"', '"terminationGracePeriodSeconds":9007199254740993,"containers"')
  const patch = Buffer.from(JSON.parse((await send(body)).body as string).response.patch, 'base64').toString()
  assert.equal(patch.includes('9007199254740'), false)
  assert.equal(patch.includes('terminationGracePeriodSeconds'), false)
})

test('HTTP: content type, query, size and paths', async () => {
  const { send } = await start()
  const cases: [Partial<HttpRequest>, number, RegExp][] = [
    [
      { headers: { 'content-type': 'application/json; charset=utf-8' } },
      415,
      /^Invalid Content-Type, expected `application\/json`\n$/,
    ],
    [{ headers: {} }, 415, /expected/],
    [{ target: '/mutate?a=%zz' }, 400, /^{"error": "error parsing form"}\n$/],
    [{ target: '/mutate?a;b' }, 400, /error parsing form/],
    [{ target: '/mutate/' }, 404, /^404 page not found\n$/],
    [{ target: '/' }, 404, /404/],
    [{ readBody: async () => undefined }, 413, /larger than/],
    [{ target: '/mutate', method: 'PUT' }, 200, /"allowed":true/],
  ]
  for (const [overrides, status, body] of cases) {
    const response = await send(review('default'), overrides)
    assert.equal(response.status, status, JSON.stringify(overrides))
    assert.match(response.body as string, body)
  }
})

test('a role that is no ARN is injected as the user wrote it, with a warning', async () => {
  const { mutate } = await start({}, (each) => each.put('ns', 'sa', { 'eks.amazonaws.com/role-arn': 'greeter' }))
  const { response } = await mutate(review())
  assert.ok(response.patch)
  assert.deepEqual(response.warnings, ['the role-arn annotation of serviceaccount ns/sa is not the ARN of an IAM role'])
})
