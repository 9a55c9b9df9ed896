import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Clock } from '../../base/index.ts'
import {
  createMovableTime,
  systemFiles,
  systemLocalSockets,
  systemProcesses,
  systemRandom,
  systemScheduler,
} from '../../io/index.ts'
import { KINDS, type KubeObject } from '../../kube/index.ts'
import { memoryCluster } from './fakes/memory-client.ts'
import { createKubelet, type Kubelet } from './index.ts'
import { chooseDriver, ProcessRecord } from './sandbox/index.ts'

const directory = mkdtempSync(join(tmpdir(), 'irsa-kubelet-'))
const time = createMovableTime()
const clock: Clock = time.clock
const cluster = memoryCluster({ now: () => clock.now() })
const namespace = 'shop'

async function text(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let all = ''
  for await (const chunk of bytes) all += decoder.decode(chunk, { stream: true })
  return all
}

async function isolationFault(): Promise<string | undefined> {
  const settings = {
    processes: systemProcesses,
    files: systemFiles,
    sockets: systemLocalSockets,
    random: systemRandom,
    scheduler: systemScheduler,
    record: new ProcessRecord(systemFiles, systemProcesses, `${directory}/probe.json`),
    runningAsRoot: process.getuid?.() === 0,
    nodeProgram: process.execPath,
    relayProgram: new URL('./sandbox/relay.mjs', import.meta.url).pathname,
    forwards: [],
    everywhere: [],
    masked: [],
    forbidden: [],
  }
  return chooseDriver(settings, 'auto', `${directory}/probe`).then(
    () => undefined,
    (error: Error) => error.message,
  )
}
const skip = (await isolationFault()) ?? false

describe('a kubelet', { skip }, () => {
  let kubelet: Kubelet

  // biome-ignore lint/suspicious/noExplicitAny: a status is read here member by member, as JSON
  const status = (pod: KubeObject | undefined) => (pod?.['status'] ?? {}) as any
  const state = (pod: KubeObject | undefined, index = 0) => status(pod).containerStatuses?.[index]?.state ?? {}
  const apply = (name: string, spec: object) => cluster.client.create(KINDS.pod, { metadata: { name, namespace }, spec })
  const until = (name: string, wanted: (pod: KubeObject | undefined) => boolean) =>
    cluster.until(KINDS.pod, { name, namespace }, wanted)
  const running = (name: string) => until(name, (pod) => status(pod).phase === 'Running' && state(pod).running !== undefined)
  const container = (pod: KubeObject, name = 'app') => ({
    namespace,
    pod: pod.metadata.name,
    podUid: pod.metadata.uid ?? '',
    container: name,
  })
  const events = (pod: string) =>
    cluster
      .all(KINDS.event)
      .filter((event) => (event['involvedObject'] as { name: string }).name === pod)
      .map((event) => `${event['reason']}: ${event['message']}`)
  const run = async (pod: KubeObject, command: string[]) => {
    const session = await kubelet.exec(container(pod), { command, tty: false, stdin: false })
    const [out, err, code] = await Promise.all([text(session.stdout), text(session.stderr), session.exitCode])
    return { out, err, code }
  }
  const plain = { follow: false, previous: false, timestamps: false }
  const sleep = { name: 'app', image: 'x', command: ['sleep', '1000'] }

  before(async () => {
    kubelet = await createKubelet({
      client: cluster.client,
      processes: systemProcesses,
      files: systemFiles,
      sockets: systemLocalSockets,
      clock,
      scheduler: time.scheduler,
      random: systemRandom,
      node: { name: 'node-1', labels: {} },
      stateDirectory: join(directory, 'kubelet'),
      isolation: 'auto',
      runningAsRoot: process.getuid?.() === 0,
      nodeProgram: process.execPath,
      forwards: [],
      nodeEnvironment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
      masked: [],
      forbidden: [directory],
    })
    await kubelet.start()
  })
  after(async () => {
    await kubelet?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  test('registers its node', async () => {
    const node = await cluster.client.get(KINDS.node, { name: 'node-1' })
    assert.equal(status(node).conditions.find((one: { type: string }) => one.type === 'Ready').status, 'True')
    assert.match(node?.metadata.labels?.['irsa.dev/pod-isolation'] ?? '', /^(bwrap|unshare)$/)
  })

  test('binds a pod, runs it with its environment and token, renews the token in place, and ends it', async () => {
    await cluster.client.create(KINDS.configMap, {
      metadata: { name: 'settings', namespace },
      data: { COLOR: 'red', 'app.ini': 'x=1' },
    })
    await cluster.client.create(KINDS.secret, { metadata: { name: 'key', namespace }, data: { password: btoa('geheim') } })
    await apply('road', {
      serviceAccountName: 'greeter',
      terminationGracePeriodSeconds: 5,
      containers: [
        {
          ...sleep,
          command: ['sh', '-c', 'trap "exit 0" TERM; echo out; echo err >&2; while :; do sleep 0.05; done'],
          env: [
            { name: 'GREETING', value: 'hello $(COLOR) $(NOPE)' },
            { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'key', key: 'password' } } },
            { name: 'MISSING', valueFrom: { configMapKeyRef: { name: 'nope', key: 'x', optional: true } } },
          ],
          envFrom: [{ configMapRef: { name: 'settings' } }],
          volumeMounts: [
            { name: 'token', mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount', readOnly: true },
            { name: 'conf', mountPath: '/etc/app/app.ini', subPath: 'app.ini' },
            { name: 'scratch', mountPath: '/scratch' },
          ],
        },
      ],
      volumes: [
        {
          name: 'token',
          projected: {
            sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 3600, path: 'token' } }],
          },
        },
        { name: 'conf', configMap: { name: 'settings' } },
        { name: 'scratch', emptyDir: {} },
      ],
    })
    const pod = (await running('road')) as KubeObject
    assert.deepEqual(cluster.tokenRequests[0], {
      audiences: ['sts.amazonaws.com'],
      expirationSeconds: 3600,
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'road', uid: pod.metadata.uid },
    })
    const file = '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'
    const shown = await run(pod, [
      'sh',
      '-c',
      `echo $GREETING $POD $PASSWORD $MISSING $AWS_ENDPOINT_URL; cat /etc/app/app.ini; echo; touch /scratch/x && cat ${file}`,
    ])
    assert.equal(shown.out, 'hello red $(NOPE) road geheim http://127.0.0.1:4566\nx=1\ntoken-1', shown.err)

    time.advance(3600_000 * 0.85)
    const renewed = cluster.tokenRequests.length
    assert.ok(renewed >= 1)
    let now = ''
    while (now !== 'token-2') now = (await run(pod, ['cat', file])).out
    assert.equal(status(await cluster.client.get(KINDS.pod, { name: 'road', namespace })).containerStatuses[0].restartCount, 0)

    assert.deepEqual((await text(kubelet.logs(container(pod), plain))).split('\n').sort(), ['', 'err', 'out'])
    assert.equal(await text(kubelet.logs(container(pod), { ...plain, tailLines: 0 })), '')
    assert.match(
      await text(kubelet.logs(container(pod), { ...plain, timestamps: true, tailLines: 1 })),
      /^\d{4}-\d\d-\d\dT[\d:.]+Z (out|err)\n$/,
    )

    await cluster.client.delete(KINDS.pod, { name: 'road', namespace })
    await until('road', (gone) => gone === undefined)
    assert.equal(await systemFiles.exists(join(directory, 'kubelet/pods', pod.metadata.uid ?? '')), false)
    assert.ok(events('road').includes('Killing: Stopping container app'))
  })

  test('runs init containers in order, then the containers, to success', async () => {
    const step = (name: string) => ({
      name,
      image: 'x',
      command: ['sh', '-c', `echo ${name} >>/work/log; cat /work/log`],
      volumeMounts: [{ name: 'work', mountPath: '/work' }],
    })
    await apply('steps', {
      restartPolicy: 'Never',
      initContainers: [step('one'), step('two')],
      containers: [step('three')],
      volumes: [{ name: 'work', emptyDir: {} }],
    })
    const pod = (await until('steps', (pod) => status(pod).phase === 'Succeeded')) as KubeObject
    assert.equal(state(pod).terminated.reason, 'Completed')
    assert.equal(await text(kubelet.logs(container(pod, 'three'), plain)), 'one\ntwo\nthree\n')
  })

  test('restarts what fails, with back-off, and keeps the log of the run before', async () => {
    await apply('crash', { containers: [{ ...sleep, command: ['sh', '-c', 'echo boom; exit 3'] }] })
    const pod = (await until('crash', (pod) => state(pod).waiting?.reason === 'CrashLoopBackOff')) as KubeObject
    const { restartCount, lastState } = status(pod).containerStatuses[0]
    assert.deepEqual([restartCount, lastState.terminated.exitCode, lastState.terminated.reason], [1, 3, 'Error'])
    assert.match(state(pod).waiting.message, /^back-off 10s restarting failed container=app pod=crash_shop\(/)
    assert.equal(await text(kubelet.logs(container(pod), { ...plain, previous: true })), 'boom\n')
    await cluster.client.delete(KINDS.pod, { name: 'crash', namespace })
    await until('crash', (gone) => gone === undefined)
  })

  test('never shows a container without a command as running', async () => {
    await apply('image', { containers: [{ name: 'app', image: 'nginx' }] })
    const pod = await until('image', (pod) => state(pod).waiting?.reason === 'ErrImagePull')
    assert.match(state(pod).waiting.message, /images are not pulled by the rehearsal.*give container "app" a command/)
    assert.equal(status(pod).phase, 'Pending')
    await cluster.client.delete(KINDS.pod, { name: 'image', namespace })
    await until('image', (gone) => gone === undefined)
  })

  const refused: [string, object, RegExp][] = [
    [
      'missing-secret',
      { containers: [{ ...sleep, env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'gone', key: 'k' } } }] }] },
      /Failed: Error: secret "gone" not found/,
    ],
    [
      'missing-map',
      { containers: [sleep], volumes: [{ name: 'v', configMap: { name: 'gone' } }] },
      /FailedMount: MountVolume.SetUp failed for volume "v" : configmap "gone" not found/,
    ],
    [
      'claim',
      { containers: [sleep], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
      /FailedMount: .*persistentVolumeClaim is not supported/,
    ],
    [
      'hidden',
      { containers: [sleep], volumes: [{ name: 'v', hostPath: { path: directory } }] },
      /FailedMount: .*is hidden from pods/,
    ],
    [
      'not-found',
      { containers: [{ ...sleep, command: ['no-such-program'] }] },
      /Failed: Error: failed to start container "app": exec: "no-such-program": executable file not found in \$PATH/,
    ],
    [
      'root',
      { securityContext: { runAsNonRoot: true, runAsUser: 0 }, containers: [sleep] },
      /Failed: Error: container's runAsUser breaks non-root policy/,
    ],
  ]
  for (const [name, spec, expected] of refused) {
    test(`says why a pod cannot run: ${name}`, async () => {
      await apply(name, spec)
      await cluster.until(KINDS.event, { name: 'none' }, () => events(name).some((event) => expected.test(event)))
      await cluster.client.delete(KINDS.pod, { name, namespace }, { gracePeriodSeconds: 0 })
    })
  }

  test('is ready when its readiness probe says so, through the pod’s own network', async () => {
    const server =
      'setTimeout(()=>require("http").createServer((q,r)=>{r.statusCode=q.url==="/ok"?200:500;r.end("hi")}).listen(80,()=>console.log("up")),0);process.on("SIGTERM",()=>process.exit())'
    await apply('probed', {
      containers: [
        {
          ...sleep,
          command: ['node', '-e', server],
          ports: [{ name: 'http', containerPort: 80 }],
          readinessProbe: { httpGet: { path: '/ok', port: 'http' }, periodSeconds: 1 },
        },
      ],
    })
    const pod = (await until('probed', (pod) => status(pod).containerStatuses?.[0]?.ready === true)) as KubeObject
    const stream = await kubelet.connect(container(pod), 80)
    await stream.write(new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n'))
    assert.match(await text(stream.incoming), /^HTTP\/1.1 500 .*hi$/s)
    await assert.rejects(kubelet.connect(container(pod), 81), { code: 'ECONNREFUSED' })
    await cluster.client.delete(KINDS.pod, { name: 'probed', namespace })
    await until('probed', (gone) => gone === undefined)
  })

  test('attaches to the running program, and follows its log until it ends', async () => {
    await apply('talk', {
      restartPolicy: 'Never',
      containers: [{ ...sleep, stdin: true, command: ['sh', '-c', 'read line; echo "got $line"'] }],
    })
    const pod = (await running('talk')) as KubeObject
    const followed = text(kubelet.logs(container(pod), { ...plain, follow: true }))
    const session = await kubelet.attach(container(pod), { tty: false, stdin: true })
    await session.stdin?.write(new TextEncoder().encode('word\n'))
    assert.deepEqual([await text(session.stdout), await session.exitCode, await followed], ['got word\n', 0, 'got word\n'])
  })

  test('gives secrets to the group that the pod names, as Kubernetes does', {
    skip: process.getuid?.() === 0 ? false : 'needs root to give files away',
  }, async () => {
    await apply('group', {
      securityContext: { fsGroup: 2000, runAsUser: 1000 },
      containers: [{ ...sleep, volumeMounts: [{ name: 'token', mountPath: '/t' }] }],
      volumes: [{ name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }],
    })
    const pod = (await running('group')) as KubeObject
    assert.equal((await run(pod, ['stat', '-Lc', '%a %u:%g', '/t/token'])).out, '640 1000:2000\n')
    assert.equal((await run(pod, ['id', '-G'])).out, '65532 2000\n')
    await cluster.client.delete(KINDS.pod, { name: 'group', namespace }, { gracePeriodSeconds: 0 })
    await until('group', (gone) => gone === undefined)
  })
})
