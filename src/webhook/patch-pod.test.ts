import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { patchPod } from './patch-pod.ts'
import { type Annotations, settingsOf } from './service-account-settings.ts'
import { DEFAULT_WEBHOOK_CONFIG, type WebhookConfig } from './webhook-config.ts'

const ARN = 'arn:aws:iam::123456789012:role/greeter'
const MOUNT_PATH = '/var/run/secrets/eks.amazonaws.com/serviceaccount'
const IDENTITY = [
  { name: 'AWS_ROLE_ARN', value: ARN },
  { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: `${MOUNT_PATH}/token` },
]
const MOUNT = { name: 'aws-iam-token', readOnly: true, mountPath: MOUNT_PATH }
const volume = (overrides: JsonObject = {}) => ({
  name: 'aws-iam-token',
  projected: {
    sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 86_400, path: 'token', ...overrides } }],
  },
})

interface Case {
  pod: JsonObject
  account?: Annotations
  config?: Partial<WebhookConfig>
}

function patch({ pod, account = {}, config = {} }: Case) {
  const full = { ...DEFAULT_WEBHOOK_CONFIG, ...config }
  const settings = settingsOf({ 'eks.amazonaws.com/role-arn': ARN, ...account }, full)
  assert.ok(settings)
  const patched = patchPod(pod, settings, full)
  assert.ok(patched.ok)
  return { ...patched.value, byPath: Object.fromEntries(patched.value.operations.map(({ path, value }) => [path, value])) }
}

const pod = (spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject => ({
  metadata: { annotations },
  spec: { serviceAccountName: 'sa', containers: [{ name: 'app' }], ...spec },
})

/** The environment that is added to the first container. */
const envOf = (input: Case) => {
  const operations = patch(input).operations.filter(({ path }) => path.startsWith('/spec/containers/0/env'))
  return operations.flatMap(({ path, value }) => (path.endsWith('/env') ? (value as JsonObject[]) : [value as JsonObject]))
}

const tokenOf = (input: Case) => {
  const [first] = patch(input).operations
  const value = [first!.value].flat()[0] as ReturnType<typeof volume>
  return value.projected.sources[0]!.serviceAccountToken
}

test('a bare pod gets the volume, the environment and the mount', () => {
  assert.deepEqual(patch({ pod: pod() }).operations, [
    { op: 'add', path: '/spec/volumes', value: [volume()] },
    { op: 'add', path: '/spec/containers/0/env', value: IDENTITY },
    { op: 'add', path: '/spec/containers/0/volumeMounts', value: [MOUNT] },
  ])
})

test('what a pod has stays: the volume comes first, environment and mounts come last', () => {
  const container = { name: 'app', env: [{ name: 'MODE', value: 'x' }], volumeMounts: [{ name: 'data', mountPath: '/data' }] }
  assert.deepEqual(patch({ pod: pod({ volumes: [{ name: 'data' }], containers: [container] }) }).operations, [
    { op: 'add', path: '/spec/volumes/0', value: volume() },
    { op: 'add', path: '/spec/containers/0/env/-', value: IDENTITY[0] },
    { op: 'add', path: '/spec/containers/0/env/-', value: IDENTITY[1] },
    { op: 'add', path: '/spec/containers/0/volumeMounts/-', value: MOUNT },
  ])
})

test('empty lists are lists, null is none', () => {
  const { byPath } = patch({ pod: pod({ volumes: [], containers: [{ name: 'app', env: [], volumeMounts: null }] }) })
  assert.deepEqual(Object.keys(byPath), ['/spec/volumes/0', '/spec/containers/0/env/-', '/spec/containers/0/volumeMounts'])
})

test('init containers and sidecars are patched, ephemeral containers are not', () => {
  const spec = { initContainers: [{ name: 'i', restartPolicy: 'Always' }], ephemeralContainers: [{ name: 'e' }] }
  const { byPath } = patch({ pod: pod(spec) })
  assert.deepEqual(byPath['/spec/initContainers/0/env'], IDENTITY)
  assert.equal(JSON.stringify(byPath).includes('ephemeral'), false)
})

test('the environment comes in the order of the reference', () => {
  const names = envOf({ pod: pod(), config: { defaultRegion: 'eu-west-1', regionalSts: true } }).map((variable) => variable.name)
  assert.deepEqual(names, [
    'AWS_STS_REGIONAL_ENDPOINTS',
    'AWS_DEFAULT_REGION',
    'AWS_REGION',
    'AWS_ROLE_ARN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
  ])
})

test('what the user defines is not defined again', () => {
  const config = { defaultRegion: 'eu-west-1', regionalSts: true }
  const ROLE = 'AWS_ROLE_ARN'
  const FILE = 'AWS_WEB_IDENTITY_TOKEN_FILE'
  const STS = 'AWS_STS_REGIONAL_ENDPOINTS'
  const cases: [defined: string[], injected: string[], mounted: boolean][] = [
    [['AWS_REGION'], [STS, ROLE, FILE], true],
    [['AWS_DEFAULT_REGION'], [STS, ROLE, FILE], true],
    [[STS], ['AWS_DEFAULT_REGION', 'AWS_REGION', ROLE, FILE], true],
    [[ROLE], [STS, 'AWS_DEFAULT_REGION', 'AWS_REGION'], true],
    [[FILE], [STS, 'AWS_DEFAULT_REGION', 'AWS_REGION'], true],
    [[ROLE, FILE], [STS, 'AWS_DEFAULT_REGION', 'AWS_REGION'], true],
    [[ROLE, 'AWS_REGION'], [STS], true],
    [[ROLE, 'AWS_REGION', STS], [], false],
  ]
  for (const [defined, injected, mounted] of cases) {
    const input = { pod: pod({ containers: [{ name: 'app', env: defined.map((name) => ({ name })) }] }), config }
    const names = envOf(input).map((variable) => variable.name)
    assert.deepEqual(names, injected, defined.join())
    assert.equal('/spec/containers/0/volumeMounts' in patch(input).byPath, mounted, defined.join())
  }
})

test('a container that defines half an identity is left so, and the user is told', () => {
  const { warnings } = patch({ pod: pod({ containers: [{ name: 'app', env: [{ name: 'AWS_ROLE_ARN', value: 'x' }] }] }) })
  assert.deepEqual(warnings, [
    'container app sets AWS_ROLE_ARN itself, so AWS_WEB_IDENTITY_TOKEN_FILE is not injected: it will get no AWS role',
  ])
})

test('a volume or mount of our name is the user’s own choice', () => {
  const own = { volumes: [{ name: 'aws-iam-token' }], containers: [{ name: 'app', volumeMounts: [{ name: 'aws-iam-token' }] }] }
  assert.deepEqual(Object.keys(patch({ pod: pod(own) }).byPath), ['/spec/containers/0/env'])
})

test('no second mount is made at a path that is taken', () => {
  for (const mountPath of [MOUNT_PATH, `${MOUNT_PATH}/`]) {
    const { byPath } = patch({ pod: pod({ containers: [{ name: 'app', volumeMounts: [{ name: 'other', mountPath }] }] }) })
    assert.equal('/spec/containers/0/volumeMounts/-' in byPath, false)
  }
})

test('skipped containers are left alone; names are CSV and keep their blanks', () => {
  const cases: [annotation: string, patched: string[]][] = [
    ['a', ['b', ' b', 'x,y']],
    ['a,b', [' b', 'x,y']],
    ['a, b', ['b', 'x,y']],
    ['"x,y"', ['a', 'b', ' b']],
    ['\n\na\nb', ['b', ' b', 'x,y']],
    ['"a"b', ['a', 'b', ' b', 'x,y']],
    ['"a', ['a', 'b', ' b', 'x,y']],
    ['a"', ['a', 'b', ' b', 'x,y']],
    ['', ['a', 'b', ' b', 'x,y']],
  ]
  const names = ['a', 'b', ' b', 'x,y']
  for (const [annotation, patched] of cases) {
    const input = pod({ containers: names.map((name) => ({ name })) }, { 'eks.amazonaws.com/skip-containers': annotation })
    const { byPath } = patch({ pod: input })
    assert.deepEqual(
      names.filter((_, index) => `/spec/containers/${index}/env` in byPath),
      patched,
      annotation,
    )
    assert.ok('/spec/volumes' in byPath)
  }
})

test('the life of a token: pod before service account before flag, never below ten minutes', () => {
  const life = 'eks.amazonaws.com/token-expiration'
  const cases: [pod: string | undefined, account: string | undefined, flag: number, seconds: number][] = [
    [undefined, undefined, 86_400, 86_400],
    [undefined, undefined, 60, 600],
    [undefined, '3600', 86_400, 3600],
    ['7200', '3600', 86_400, 7200],
    ['+7200', '3600', 86_400, 7200],
    ['1', '3600', 86_400, 600],
    ['-5', '3600', 86_400, 600],
    [' 7200', '3600', 86_400, 3600],
    ['7200.0', '1_000', 86_400, 86_400],
    ['0x10', '', 1000, 1000],
    ['172800', undefined, 86_400, 172_800],
    ['9223372036854775807', undefined, 86_400, 4_294_967_296],
    ['9223372036854775808', undefined, 86_400, 86_400],
  ]
  for (const [podLife, accountLife, flag, seconds] of cases) {
    const token = tokenOf({
      pod: pod({}, podLife === undefined ? {} : { [life]: podLife }),
      account: accountLife === undefined ? {} : { [life]: accountLife },
      config: { expirationSeconds: flag },
    })
    assert.equal(token.expirationSeconds, seconds, `${podLife} ${accountLife} ${flag}`)
  }
})

test('the audience is the service account’s, even an empty one', () => {
  const audience = 'eks.amazonaws.com/audience'
  assert.equal(tokenOf({ pod: pod(), account: { [audience]: 'vault' } }).audience, 'vault')
  assert.equal('audience' in tokenOf({ pod: pod(), account: { [audience]: '' } }), false)
  assert.equal(tokenOf({ pod: pod({}, { [audience]: 'ignored' }), config: { audience: 'flag' } }).audience, 'flag')
})

test('regional STS: the service account wins where it can be read', () => {
  const cases: [annotation: string, flag: boolean, injected: boolean][] = [
    ['true', false, true],
    ['T', false, true],
    ['1', false, true],
    ['false', true, false],
    ['0', true, false],
    ['yes', true, true],
    ['yes', false, false],
    [' true', false, false],
    ['', true, true],
  ]
  for (const [value, regionalSts, injected] of cases) {
    const env = envOf({ pod: pod(), account: { 'eks.amazonaws.com/sts-regional-endpoints': value }, config: { regionalSts } })
    assert.equal(env[0]?.name === 'AWS_STS_REGIONAL_ENDPOINTS', injected, `${value} ${regionalSts}`)
  }
})

test('paths: the token file is cleaned, the mount is not, and Windows has its own', () => {
  const file = (input: Case) => envOf(input).find((variable) => variable.name === 'AWS_WEB_IDENTITY_TOKEN_FILE')?.value
  const config = { mountPath: '/custom//path/' }
  assert.equal(file({ pod: pod(), config }), '/custom/path/token')
  const mounts = patch({ pod: pod(), config }).byPath['/spec/containers/0/volumeMounts'] as JsonObject[]
  assert.equal(mounts[0]?.mountPath, '/custom//path/')
  const windows = 'C:\\var\\run\\secrets\\eks.amazonaws.com\\serviceaccount\\token'
  for (const spec of [
    { nodeSelector: { 'kubernetes.io/os': 'windows' } },
    { nodeSelector: { 'beta.kubernetes.io/os': 'windows' } },
    { os: { name: 'windows' } },
  ]) {
    assert.equal(file({ pod: pod(spec) }), windows, JSON.stringify(spec))
  }
  assert.equal(file({ pod: pod({ nodeSelector: { 'kubernetes.io/os': 'Windows' } }) }), `${MOUNT_PATH}/token`)
})

test('another prefix reads other annotations', () => {
  const config = { ...DEFAULT_WEBHOOK_CONFIG, annotationPrefix: 'example.org' }
  assert.equal(settingsOf({ 'eks.amazonaws.com/role-arn': ARN }, config), undefined)
  assert.equal(settingsOf({ 'example.org/role-arn': ` ${ARN}` }, config)?.roleArn, ` ${ARN}`)
  assert.equal(settingsOf({ 'example.org/role-arn': '' }, config), undefined)
})

test('a pod of the wrong shape is a problem with a name', () => {
  const settings = settingsOf({ 'eks.amazonaws.com/role-arn': ARN }, DEFAULT_WEBHOOK_CONFIG)!
  const cases: [unknown, string][] = [
    [7, 'the pod is not an object'],
    [{ spec: [] }, 'spec is not an object'],
    [{ spec: { containers: {} } }, 'spec.containers is not a list'],
    [{ spec: { containers: ['x'] } }, 'spec.containers[0] is not an object'],
    [{ spec: { containers: [{ env: 'x' }] } }, '/spec/containers/0/env is not a list'],
  ]
  for (const [input, problem] of cases) {
    assert.deepEqual(patchPod(input as JsonObject, settings, DEFAULT_WEBHOOK_CONFIG), { ok: false, problem })
  }
})
