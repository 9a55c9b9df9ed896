/** Liveness, startup and tcpSocket probes, lifecycle hooks and sidecars, with real programs. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { containerOf, isolationFault, type KubeletUnderTest, startKubelet, statusOf } from './fakes/kubelet-under-test.ts'

const skip = await isolationFault()

describe('containers watched over', { skip, concurrency: 4 }, () => {
  let node: KubeletUnderTest
  before(async () => {
    node = await startKubelet()
  })
  after(() => node?.[Symbol.asyncDispose]())

  /** Writes to /work what happened, and ends politely. */
  const polite = (more = '') => ['sh', '-c', `trap 'echo term >>/work/log; exit 0' TERM; ${more} while :; do sleep 0.05; done`]
  const app = (more: object) => ({
    name: 'app',
    image: 'x',
    command: polite(),
    volumeMounts: [{ name: 'work', mountPath: '/work' }],
    ...more,
  })
  const pod = (container: object, more: object = {}) => ({
    containers: [app(container)],
    volumes: [{ name: 'work', emptyDir: {} }],
    terminationGracePeriodSeconds: 5,
    ...more,
  })
  const ready = (object: Parameters<typeof containerOf>[0], name = 'app') => containerOf(object, name).ready === true

  test('a container whose liveness probe fails is ended within its grace and started again', async () => {
    const probe = { exec: { command: ['sh', '-c', 'test ! -e /work/sick || { echo sick; false; }'] } }
    await node.apply('alive', pod({ livenessProbe: { ...probe, periodSeconds: 1, failureThreshold: 2, timeoutSeconds: 5 } }))
    const running = await node.until('alive', ready)
    await node.run(running, 'touch', '/work/sick')
    const again = await node.until('alive', (object) => containerOf(object).restartCount === 1)
    await node.run(await node.until('alive', ready), 'rm', '-f', '/work/sick')
    assert.equal(containerOf(again).lastState.terminated.exitCode, 0)
    const events = node.events('alive')
    assert.ok(events.includes('Unhealthy: Liveness probe failed: sick'), events.join('\n'))
    assert.ok(events.includes('Killing: Container app failed liveness probe, will be restarted'))
    await node.remove('alive')
  })

  test('the other probes wait for the startup probe, which is not asked again after it succeeded', async () => {
    const started = {
      exec: { command: ['sh', '-c', 'echo asked >>/work/startup; test -e /work/up'] },
      periodSeconds: 1,
      timeoutSeconds: 5,
    }
    const lives = { exec: { command: ['sh', '-c', 'echo asked >>/work/liveness'] }, periodSeconds: 1, timeoutSeconds: 5 }
    await node.apply('starting', pod({ startupProbe: { ...started, failureThreshold: 100 }, livenessProbe: lives }))
    await node.told('starting', /^Unhealthy: Startup probe failed: command exited with 1$/)
    const waiting = await node.until('starting', (object) => containerOf(object).state.running !== undefined)
    assert.equal(containerOf(waiting).started, false)
    assert.equal((await node.run(waiting, 'cat', '/work/liveness')).code, 1)
    await node.run(waiting, 'touch', '/work/up')
    await node.until('starting', ready)
    const asked = (await node.run(waiting, 'cat', '/work/startup')).out
    await node.run(waiting, 'rm', '/work/up')
    while ((await node.run(waiting, 'cat', '/work/liveness')).out.length < 'asked\n'.length * 3);
    assert.equal((await node.run(waiting, 'cat', '/work/startup')).out, asked)
    await node.remove('starting')
  })

  test('a container that never starts up is ended and started again', async () => {
    const probe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1, timeoutSeconds: 5 }
    await node.apply('never-up', pod({ startupProbe: probe }))
    await node.until('never-up', (object) => containerOf(object).restartCount === 1)
    assert.ok(node.events('never-up').includes('Killing: Container app failed startup probe, will be restarted'))
    await node.remove('never-up')
  })

  test('a tcpSocket probe asks the pod’s own port, by number or by name', async () => {
    const serve =
      'setTimeout(() => require("net").createServer((s) => s.end()).listen(81), 300); process.on("SIGTERM", () => process.exit())'
    const ports = [{ name: 'late', containerPort: 81 }]
    const probe = { tcpSocket: { port: 'late' }, periodSeconds: 1, timeoutSeconds: 5 }
    await node.apply(
      'tcp',
      pod({ command: ['node', '-e', serve], ports, readinessProbe: probe, livenessProbe: { ...probe, tcpSocket: { port: 81 } } }),
    )
    await node.until('tcp', ready)
    await node.apply('no-tcp', pod({ readinessProbe: probe }))
    await node.told('no-tcp', /^Unhealthy: Readiness probe failed: couldn't find port: late$/)
    await Promise.all([node.remove('tcp'), node.remove('no-tcp')])
  })

  test('a probe that does not answer in time has failed', async () => {
    await node.apply('slow', pod({ readinessProbe: { exec: { command: ['sleep', '1000'] }, periodSeconds: 1 } }))
    await node.told('slow', /^Unhealthy: Readiness probe failed: timed out after 1s$/)
    await node.remove('slow')
  })

  test('a container is ready only after its postStart hook; preStop runs before the signal', async () => {
    const lifecycle = {
      postStart: { exec: { command: ['sh', '-c', 'sleep 0.3; echo started >>/work/log'] } },
      preStop: { exec: { command: ['sh', '-c', 'echo stopping >>/work/log'] } },
    }
    // The sidecar is asked to go last, and tells what it finds then.
    const witness = ['sh', '-c', "trap 'cat /work/log; exit 0' TERM; while :; do sleep 0.05; done"]
    const sidecar = { ...app({ command: witness, restartPolicy: 'Always' }), name: 'witness' }
    await node.apply('hooks', { ...pod({ lifecycle }), initContainers: [sidecar] })
    const running = await node.until('hooks', ready)
    assert.equal((await node.run(running, 'cat', '/work/log')).out, 'started\n')
    const seen = node.log(running, 'witness', true)
    await node.remove('hooks')
    assert.equal(await seen, 'started\nstopping\nterm\n')
  })

  test('a postStart hook that fails ends the container', async () => {
    await node.apply('bad-hook', pod({ lifecycle: { postStart: { exec: { command: ['sh', '-c', 'echo no; exit 1'] } } } }))
    await node.told('bad-hook', /^FailedPostStartHook: PostStartHook: no$/)
    await node.until('bad-hook', (object) => containerOf(object).restartCount === 1)
    assert.equal(ready(await node.until('bad-hook', () => true)), false)
    await node.remove('bad-hook')
  })

  test('a preStop hook may take no longer than the grace', async () => {
    const lifecycle = { preStop: { exec: { command: ['sleep', '1000'] } } }
    await node.apply('long-hook', { ...pod({ lifecycle }), terminationGracePeriodSeconds: 1 })
    await node.until('long-hook', ready)
    await node.remove('long-hook', 1)
  })

  test('a sidecar starts before the containers, is started again, and ends after them', async () => {
    const sidecar = {
      name: 'side',
      image: 'x',
      restartPolicy: 'Always',
      command: [
        'sh',
        '-c',
        'trap "exit 0" TERM; echo side >>/work/log; while test ! -e /work/die; do sleep 0.05; done; rm /work/die; exit 4',
      ],
      volumeMounts: [{ name: 'work', mountPath: '/work' }],
      startupProbe: { exec: { command: ['test', '-e', '/work/log'] }, periodSeconds: 1, timeoutSeconds: 5 },
    }
    const main = ['sh', '-c', 'cat /work/log; touch /work/die; while test "$(wc -l </work/log)" -lt 2; do sleep 0.05; done']
    await node.apply('job', { ...pod({ command: main }), restartPolicy: 'Never', initContainers: [sidecar] })
    const done = await node.until('job', (object) => statusOf(object).phase === 'Succeeded')
    assert.equal(await node.log(done), 'side\n')
    const side = containerOf(
      await node.until('job', (object) => containerOf(object, 'side').state.terminated !== undefined),
      'side',
    )
    assert.deepEqual([side.restartCount, side.lastState.terminated.exitCode], [1, 4])
    await node.remove('job')
  })
})
