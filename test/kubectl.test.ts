/**
 * Real kubectl binaries against the API server over TLS: every version from 1.27 on that this machine has.
 * Where there is none the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ADMIN_TOKEN, type TestCluster, testCluster } from '../src/cluster/api/fixtures/cluster.ts'
import { createCertificateAuthority, issueServerCertificate } from '../src/io/certificate-authority.ts'
import { createHttpListener } from '../src/io/index.ts'
import { KINDS, type NodeAgent } from '../src/kube/index.ts'

const FOLDERS = ['/usr/lib/google-cloud-sdk/bin', ...(process.env['PATH'] ?? '').split(':')]
const OLDEST_MINOR = 27
/** The oldest and the newest that there are, and those between whose wire differs (protobuf since 1.32, v5 since 1.30). */
const WANTED_MINORS = [27, 30, 31, 32, 33]

const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: { name: my-namespace }
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: my-service-account
  namespace: my-namespace
  annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/eks-test-role" }
---
apiVersion: v1
kind: Service
metadata: { name: sserver, namespace: my-namespace }
spec:
  type: NodePort
  selector: { app: sserver }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sserver, namespace: my-namespace }
spec:
  replicas: 1
  selector: { matchLabels: { app: sserver } }
  template:
    metadata: { labels: { app: sserver } }
    spec:
      serviceAccountName: my-service-account
      containers:
      - name: sserver
        image: registry.example/test-ecr:latest
        ports: [{ containerPort: 8080 }]
`

const agent: NodeAgent = {
  async *logs({ container }, { tailLines }) {
    yield Buffer.from(`log of ${container}, tail ${tailLines ?? 'all'}\n`)
  },
  exec: async (_, { command }) => session(`ran ${command.join(' ')}\n`, command[0] === 'fail' ? 3 : 0),
  attach: async () => session('', 0),
  connect: () => Promise.reject(new Error('nothing listens there')),
}

function session(text: string, code: number) {
  return {
    stdin: { write: async () => {}, end: () => {} },
    stdout: (async function* () {
      yield Buffer.from(text)
    })(),
    stderr: (async function* () {})(),
    exitCode: Promise.resolve(code),
    resize: () => {},
    kill: () => {},
  }
}

async function findKubectls(): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for (const folder of FOLDERS) {
    for (const name of await readdir(folder).catch(() => [] as string[])) {
      if (!/^kubectl(\.1\.\d+)?$/.test(name)) continue
      const path = join(folder, name)
      const { out } = await execute(path, ['version', '--client', '-o', 'json'], {})
      const minor = Number.parseInt(/"minor": *"(\d+)/.exec(out)?.[1] ?? '', 10)
      if (minor >= OLDEST_MINOR && !found.has(minor)) found.set(minor, path)
    }
  }
  return found
}

interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

function execute(file: string, args: readonly string[], env: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(file, args, { env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 60_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, out, err })
    })
  })
}

const kubectls = await findKubectls()
const chosen = [...kubectls].filter(([minor]) => WANTED_MINORS.includes(minor) || kubectls.size === 1)
const skip = chosen.length === 0 ? `no kubectl of 1.${OLDEST_MINOR} or newer on this machine` : false

let folder = ''
let certificates: { ca: string; server: { certificate: string; privateKey: string } }

before(async () => {
  if (skip !== false) return
  folder = await mkdtemp(join(tmpdir(), 'irsa-kubectl-'))
  const authority = await createCertificateAuthority('test', Date.now())
  const server = await issueServerCertificate(authority, ['localhost'], Date.now())
  certificates = { ca: authority.certificate, server }
  await writeFile(join(folder, 'app.yaml'), MANIFESTS)
  await writeFile(
    join(folder, 'app2.yaml'),
    MANIFESTS.replace('replicas: 1', 'replicas: 3').replace('containerPort: 8080', 'containerPort: 9090'),
  )
  await writeFile(join(folder, 'typo.yaml'), MANIFESTS.replace('replicas: 1', 'replicaz: 1'))
})

after(async () => {
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

interface Running extends AsyncDisposable {
  readonly cluster: TestCluster
  /** Runs kubectl; its output. Fails the test if kubectl fails. */
  run(...args: string[]): Promise<string>
  attempt(...args: string[]): Promise<Outcome>
}

async function running(minor: number, kubectl: string): Promise<Running> {
  const cluster = await testCluster({ nodeAgent: agent })
  await cluster.client.create(KINDS.serviceAccount, { metadata: { name: 'default', namespace: 'default' } })
  const bugs: unknown[] = []
  const listener = createHttpListener({ onBug: (error) => bugs.push(error) })
  const listening = await listener.listen({
    host: '127.0.0.1',
    port: 0,
    tls: certificates.server,
    handler: cluster.api.handler,
    upgrade: cluster.api.upgrade,
  })
  const kubeconfig = join(folder, `kubeconfig-${minor}-${listening.port}`)
  const data = Buffer.from(certificates.ca).toString('base64')
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      clusters: [
        { name: 'test', cluster: { server: `https://localhost:${listening.port}`, 'certificate-authority-data': data } },
      ],
      users: [{ name: 'test', user: { token: ADMIN_TOKEN } }],
    }),
  )
  const env = { KUBECONFIG: kubeconfig, HOME: folder, KUBECACHEDIR: join(folder, `cache-${minor}-${listening.port}`) }
  const attempt = (...args: string[]) => execute(kubectl, args, env)
  return {
    cluster,
    attempt,
    async run(...args) {
      const { code, out, err } = await attempt(...args)
      assert.equal(code, 0, `kubectl ${args.join(' ')}: ${err}`)
      return out
    },
    async [Symbol.asyncDispose]() {
      await cluster[Symbol.asyncDispose]()
      await listening.close(100)
      assert.deepEqual(bugs, [])
    },
  }
}

if (skip !== false) test('kubectl works against the API server', { skip })

for (const [minor, kubectl] of chosen) {
  test(`kubectl 1.${minor} applies the manifests of a walkthrough, twice, and changes them`, async () => {
    await using kube = await running(minor, kubectl)
    const file = join(folder, 'app.yaml')
    assert.equal((await kube.run('apply', '-f', file)).match(/ created$/gm)?.length, 4)
    assert.equal((await kube.run('apply', '-f', file)).match(/ unchanged$/gm)?.length, 4)
    assert.match(await kube.run('apply', '-f', join(folder, 'app2.yaml')), /deployment.apps\/sserver configured/)
    const path = 'jsonpath={.spec.replicas} {.spec.template.spec.containers[0].ports[*].containerPort}'
    assert.equal(await kube.run('get', 'deployment', 'sserver', '-n', 'my-namespace', '-o', path), '3 9090')
    assert.match(
      await kube.run('get', 'svc', '-n', 'my-namespace', '--no-headers'),
      /^sserver +NodePort +10\.96\.\d+\.\d+ +<none> +80:3\d{4}\/TCP/,
    )
    const typo = await kube.attempt('apply', '-f', join(folder, 'typo.yaml'))
    assert.match(typo.err, /strict decoding error: unknown field "spec.replicaz"/)
    assert.match(await kube.run('apply', '--server-side', '-f', join(folder, 'app2.yaml')), /serverside-applied/)
    assert.match((await kube.attempt('diff', '-f', file)).out, /-\s+replicas: 3\n\+\s+replicas: 1/)
    assert.equal(await kube.run('get', 'deployment', 'sserver', '-n', 'my-namespace', '-o', path), '3 9090')
    assert.match(await kube.run('explain', 'deployment.spec.replicas'), /replicas <integer>/)
  })

  test(`kubectl 1.${minor} makes typed objects, tokens, and asks who it is`, async () => {
    await using kube = await running(minor, kubectl)
    await kube.run('create', 'serviceaccount', 'app')
    await kube.run('create', 'secret', 'generic', 's', '--from-literal=a=b')
    await kube.run('create', 'configmap', 'c', '--from-literal=x=y')
    await kube.run('create', 'service', 'clusterip', 'web', '--tcp=80:8080')
    await kube.run('create', 'deployment', 'd', '--image=nginx', '--replicas=0', '--port=80', '--', 'sleep', '5')
    assert.equal(await kube.run('get', 'secret', 's', '-o', 'jsonpath={.data.a}'), 'Yg==')
    assert.equal(await kube.run('get', 'svc', 'web', '-o', 'jsonpath={.spec.ports[0].targetPort}'), '8080')
    const path = 'jsonpath={.spec.replicas} {.spec.template.spec.containers[0].command[*]}'
    assert.equal(await kube.run('get', 'deployment', 'd', '-o', path), '0 sleep 5')
    assert.match(await kube.run('create', 'token', 'app', '--audience', 'sts.amazonaws.com'), /^ey[\w-]+\.[\w-]+\.[\w-]+\s*$/)
    assert.match(await kube.run('auth', 'can-i', 'delete', 'pods'), /^yes/)
    if (minor > 27) assert.match(await kube.run('auth', 'whoami'), /kubernetes-admin/)
    await kube.run('annotate', 'serviceaccount', 'app', 'eks.amazonaws.com/role-arn=arn')
    assert.match(await kube.run('describe', 'serviceaccount', 'app'), /Annotations: +eks.amazonaws.com\/role-arn: arn/)
    await kube.run('scale', 'deployment', 'd', '--replicas=5')
    await kube.run('rollout', 'restart', 'deployment', 'd')
    await kube.run('set', 'image', 'deployment/d', 'nginx=nginx:2')
    assert.match(await kube.run('get', 'deployments', '-o', 'wide', '--no-headers'), /^d +0\/5 +0 +0 +\S+ +nginx +nginx:2 +app=d/)
    await kube.run('delete', 'deployment', 'd')
  })

  test(`kubectl 1.${minor} runs, watches, reads, enters and deletes a pod`, async () => {
    await using kube = await running(minor, kubectl)
    const { client } = kube.cluster
    const name = { name: 'p', namespace: 'default' }
    await kube.run('run', 'p', '--image=nginx')
    await client.create(KINDS.pod, { metadata: name, target: { kind: 'Node', name: 'n' } }, { subresource: 'binding' })
    const waiting = kube.run('wait', '--for=condition=Ready', 'pod/p', '--timeout=20s')
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
    await client.patch(KINDS.pod, name, { type: 'merge', body: { status } }, { subresource: 'status' })
    assert.match(await waiting, /condition met/)
    assert.equal(await kube.run('logs', 'p', '--tail=2'), 'log of p, tail 2\n')
    assert.equal(await kube.run('exec', 'p', '--', 'echo', 'hi'), 'ran echo hi\n')
    assert.equal((await kube.attempt('exec', 'p', '--', 'fail')).code, 3)
    assert.match((await kube.attempt('get', 'pods', '--field-selector', 'foo=bar')).err, /field label not supported: foo/)
    const deleting = kube.run('delete', 'pod', 'p')
    for (;;) {
      const pod = await client.get(KINDS.pod, name)
      if (pod?.metadata.deletionTimestamp !== undefined) break
      await new Promise(setImmediate)
    }
    await client.delete(KINDS.pod, name, { gracePeriodSeconds: 0 })
    assert.match(await deleting, /pod "p" deleted/)
  })
}
