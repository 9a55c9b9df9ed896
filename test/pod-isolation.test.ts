/**
 * What a pod of the rehearsal cannot see, what it is given, and that the demo works under every way of running pods:
 * real pods, made and asked from outside, through the Kubernetes API.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { homedir, networkInterfaces } from 'node:os'
import { dirname } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { KubernetesObject, V1Pod } from '@kubernetes/client-node'
import { type DemoCluster, openDemoCluster } from '../src/app/demo/demo-cluster.ts'
import { waitFor } from '../src/app/demo/wait-for.ts'
import { isolationFault } from '../src/cluster/kubelet/fakes/kubelet-under-test.ts'
import { startRehearsal, type TestRehearsal } from '../src/testing/index.ts'
import { irsa } from './support/irsa-process.ts'

const NAMESPACE = 'default'
const skip = await isolationFault()
/** In the command line of a pod's program, to be found from the host and looked for from another pod. */
const MARK = '98765.4321'

describe('a pod of the rehearsal', { skip }, () => {
  let rehearsal: TestRehearsal
  let cluster: DemoCluster
  let host: net.Server
  let hostPort = 0

  before(async () => {
    process.env['IRSA_TEST_SECRET'] = 'of the tester'
    rehearsal = await startRehearsal()
    cluster = openDemoCluster(rehearsal.environment.KUBECONFIG)
    host = net.createServer((socket) => socket.end('from the host'))
    await new Promise<void>((resolve) => host.listen(0, '0.0.0.0', resolve))
    hostPort = (host.address() as net.AddressInfo).port
    await Promise.all([
      run('seer', { command: waiting() }),
      run('other', { command: waiting(`echo of the other >/tmp/irsa-other; node -e '${listening(9090)}' & sleep ${MARK} & `) }),
    ])
  })
  after(async () => {
    host?.close()
    await rehearsal?.stop()
  })

  const waiting = (first = '') => ['sh', '-c', `trap "exit 0" TERM; ${first}sleep 1000 & wait`]
  const listening = (port: number) => `require("net").createServer((s) => s.end("other")).listen(${port}, "0.0.0.0")`
  const apply = (name: string, container: object, spec: object = {}) =>
    cluster.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: NAMESPACE, labels: { name } },
      spec: { terminationGracePeriodSeconds: 1, ...spec, containers: [{ name: 'app', image: 'x', ...container }] },
    } as KubernetesObject)
  const run = async (name: string, container: object, spec: object = {}): Promise<V1Pod> => {
    await apply(name, container, spec)
    const pod = await waitFor(20_000, () => cluster.readyPod(NAMESPACE, `name=${name}`))
    assert.ok(pod !== undefined, (await cluster.events(NAMESPACE)).join('\n'))
    return pod
  }
  const ask = async (pod: string, ...command: string[]) => (await cluster.exec(NAMESPACE, pod, 'app', command)).stdout
  const sh = (pod: string, script: string) => ask(pod, 'sh', '-c', script)
  const dial = (address: string, port: number | string) =>
    ask(
      'seer',
      'node',
      '-e',
      `const s = require("net").connect(${port}, "${address}"); const say = (w) => { console.log(w); process.exit() }; s.setTimeout(3000, () => say("nothing")); s.on("connect", () => say("connected")); s.on("error", (e) => say(e.code))`,
    )

  test('sees nothing of the home of whoever runs the rehearsal', async () => {
    for (const place of new Set([homedir(), '/root', `${homedir()}/.aws`, `${homedir()}/.ssh`, `${homedir()}/.kube`]))
      assert.equal(await sh('seer', `ls -A ${place} 2>/dev/null`), '', place)
    assert.equal(await sh('seer', 'echo $HOME; ls -A /home'), '/home/app\napp\n')
  })

  test('sees nothing of the data directory, not even of its own part of it', async () => {
    const directory = dirname(rehearsal.environment.KUBECONFIG)
    assert.equal(await sh('seer', `ls -A ${directory} 2>/dev/null; cat ${rehearsal.environment.KUBECONFIG} 2>/dev/null`), '')
    assert.equal(await sh('seer', 'ls -A /tmp'), '')
  })

  test('reaches no port of the machine but those of the AWS endpoint and the cluster', async () => {
    assert.equal(await dial('127.0.0.1', hostPort), 'ECONNREFUSED\n')
    const outward = Object.values(networkInterfaces()).flatMap((all) => all?.filter((one) => one.family === 'IPv4') ?? [])
    for (const { address } of outward) assert.doesNotMatch(await dial(address, hostPort), /connected/, address)
    assert.equal(await dial('127.0.0.1', new URL(rehearsal.environment.AWS_ENDPOINT_URL).port), 'connected\n')
    assert.equal(await dial('127.0.0.1', new URL(rehearsal.environment.IRSA_ISSUER_URL).port), 'connected\n')
  })

  test('sees neither files nor processes nor ports of another pod', async () => {
    const [other] = await cluster.pods(NAMESPACE, 'name=other')
    assert.equal(await sh('other', 'cat /tmp/irsa-other'), 'of the other\n')
    assert.equal(await sh('seer', 'cat /tmp/irsa-other 2>/dev/null'), '')
    assert.match(await sh('other', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "'), new RegExp(MARK))
    assert.doesNotMatch(await sh('seer', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "'), new RegExp(MARK))
    assert.equal(await dial('127.0.0.1', 9090), 'ECONNREFUSED\n')
    assert.doesNotMatch(await dial(other?.status?.podIP ?? '', 9090), /connected/)
    const answer = await waitFor(5_000, async () => cluster.get(NAMESPACE, 'other', 9090, '/').catch(() => undefined))
    assert.equal(answer, 'other')
  })

  test('has an environment of its own and of its node, and nothing else', async () => {
    const env = JSON.parse(await ask('seer', 'node', '-p', 'JSON.stringify(process.env)')) as Record<string, string>
    delete env['PWD']
    assert.deepEqual(Object.keys(env).sort(), [
      'AWS_CA_BUNDLE',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_ENDPOINT_URL',
      'HOME',
      'HOSTNAME',
      'KUBERNETES_SERVICE_HOST',
      'KUBERNETES_SERVICE_PORT',
      'PATH',
    ])
  })

  test('is never the real root, also where it asks for user 0', async () => {
    assert.equal(await sh('seer', 'id -u'), '65532\n')
    await run('zero', { command: waiting('sleep 98765.1111 & '), securityContext: { runAsUser: 0 } })
    assert.equal(await sh('zero', 'id -u; grep CapEff /proc/self/status | tr -d "\\t 0"'), '0\nCapEff:\n')
    const [pid] = pidsWith('98765.1111')
    const uid = Number(/^Uid:\s(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    assert.equal(uid, process.getuid?.() === 0 ? 65_532 : process.getuid?.())
  })

  test('does not run without a command, and its event says what to do', async () => {
    await apply('image-only', { image: 'nginx:1' })
    const event = await waitFor(20_000, async () => (await cluster.events(NAMESPACE)).find((text) => text.includes('"nginx:1"')))
    assert.match(event ?? '', /^Failed: Failed to pull image "nginx:1": .*give container "app" a command/)
    const [pod] = await cluster.pods(NAMESPACE, 'name=image-only')
    assert.equal(pod?.status?.phase, 'Pending')
    assert.match(pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason ?? '', /^ErrImagePull$/)
  })

  test('gets its environment from values, fields, config maps and secrets', async () => {
    const named = (kind: string, name: string, more: object) =>
      cluster.apply({ apiVersion: 'v1', kind, metadata: { name, namespace: NAMESPACE }, ...more } as KubernetesObject)
    await named('ConfigMap', 'settings', { data: { COLOR: 'red', SHAPE: 'round' } })
    await named('Secret', 'keys', { stringData: { password: 'geheim', FROM_SECRET: 'all' } })
    const pod = await run('given', {
      command: waiting(),
      envFrom: [{ configMapRef: { name: 'settings' } }, { prefix: 'S_', secretRef: { name: 'keys' } }],
      env: [
        { name: 'PLAIN', value: 'it is $(COLOR)' },
        { name: 'COLOR', value: 'blue' },
        { name: 'WHO', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'WHERE', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'SHAPE_KEY', valueFrom: { configMapKeyRef: { name: 'settings', key: 'SHAPE' } } },
        { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'keys', key: 'password' } } },
        { name: 'NONE', valueFrom: { secretKeyRef: { name: 'keys', key: 'gone', optional: true } } },
      ],
    })
    assert.equal(
      await sh(
        'given',
        'echo "$PLAIN|$COLOR|$SHAPE|$WHO|$WHERE|$SHAPE_KEY|$PASSWORD|$S_FROM_SECRET|$(printenv NONE || echo unset)"',
      ),
      `it is red|blue|round|given|${pod.status?.podIP}|round|geheim|all|unset\n`,
    )
  })

  test('finds its token renewed in place while its program runs on', async () => {
    const source = { serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 3600, path: 'token' } }
    await run(
      'renewed',
      { command: waiting(), volumeMounts: [{ name: 'token', mountPath: '/var/run/secrets/t', readOnly: true }] },
      { volumes: [{ name: 'token', projected: { sources: [source] } }] },
    )
    const look = async () => {
      const [token = '', started] = (
        await sh('renewed', 'cat /var/run/secrets/t/token; echo; cut -d" " -f22 /proc/1/stat')
      ).split('\n')
      return { token, started }
    }
    const first = await look()
    assert.match(first.token, /^eyJ/)
    rehearsal.clock.advance(0.85 * 3_600_000)
    const second = await waitFor(20_000, async () => {
      const seen = await look()
      return seen.token === first.token ? undefined : seen
    })
    assert.match(second?.token ?? '', /^eyJ/)
    assert.equal(second?.started, first.started)
    const [pod] = await cluster.pods(NAMESPACE, 'name=renewed')
    assert.equal(pod?.status?.containerStatuses?.[0]?.restartCount, 0)
  })
})

/** Processes of the machine with that word in their command line. */
function pidsWith(word: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').startsWith(`sleep\0${word}`)
    } catch {
      return false
    }
  })
}

for (const isolation of ['bwrap', 'unshare', 'paths'] as const) {
  test(`the demo ends with its greeting under ${isolation}`, { skip: await isolationFault(isolation) }, async () => {
    const { code, stdout, stderr } = await irsa(['demo', '--pod-isolation', isolation], { timeoutMs: 60_000 })
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, /^Greeting: Hola Mundo$/m)
  })
}
