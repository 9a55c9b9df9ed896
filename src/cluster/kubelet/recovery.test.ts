/** A pod whose sandbox is killed gets another; one that will not end keeps nobody waiting; nothing is left of those that went. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { Processes, RunningProcess, Scheduler } from '../../base/index.ts'
import { createMovableTime, systemClock, systemProcesses } from '../../io/index.ts'
import type { KubeObject } from '../../kube/index.ts'
import { containerOf, isolationFault, type KubeletUnderTest, startKubelet, statusOf } from './fakes/kubelet-under-test.ts'

const skip = await isolationFault()

/** The outermost process of the only pod, its init, and its relay. */
function sandboxOf(node: KubeletUnderTest): { holder: number; init: number; relay: number } {
  const recorded = JSON.parse(readFileSync(`${node.directory}/kubelet/processes.json`, 'utf8')) as { pid: number }[]
  const [holder, init, ...more] = recorded.map(({ pid }) => pid)
  assert.ok(holder !== undefined && init !== undefined && more.length === 0, JSON.stringify(recorded))
  const [relay] = readFileSync(`/proc/${init}/task/${init}/children`, 'utf8').split(' ')
  return { holder, init, relay: Number(relay) }
}

/** Resolves when the container has written that. */
async function said(node: KubeletUnderTest, pod: KubeObject, word: string): Promise<void> {
  while (!(await node.log(pod)).includes(word));
}

const isReady = (pod: KubeObject | undefined) => containerOf(pod).ready === true
const sleeper = { name: 'app', image: 'x', command: ['sleep', '1000'] }
const SANDBOX_CHANGED = 'SandboxChanged: Pod sandbox changed, it will be killed and re-created.'

describe('a pod whose sandbox has gone', { skip }, () => {
  for (const victim of ['relay', 'init', 'holder'] as const) {
    test(`gets another when its ${victim} is killed, and runs all of it again`, async () => {
      await using node = await startKubelet()
      const count = (name: string) => ({
        name,
        image: 'x',
        command: ['sh', '-c', `echo ${name} >>/work/log; echo up; test ${name} = first || exec sleep 1000`],
        volumeMounts: [{ name: 'work', mountPath: '/work' }],
      })
      await node.apply('rebuilt', {
        initContainers: [count('first')],
        containers: [count('app')],
        volumes: [{ name: 'work', emptyDir: {} }],
      })
      await said(node, await node.until('rebuilt', isReady), 'up')
      systemProcesses.kill(sandboxOf(node)[victim], 'SIGKILL')
      await node.told('rebuilt', /^SandboxChanged: /)
      const pod = await node.until('rebuilt', (object) => containerOf(object).restartCount === 1 && isReady(object))
      assert.deepEqual([containerOf(pod).lastState.terminated.exitCode, containerOf(pod, 'first').restartCount], [137, 1])
      await said(node, pod, 'up')
      assert.equal((await node.run(pod, 'cat', '/work/log')).out, 'first\napp\nfirst\napp\n')
      assert.equal(node.events('rebuilt').filter((event) => event === SANDBOX_CHANGED).length, 1)
      // And once more, so that it is no property of the first.
      systemProcesses.kill(sandboxOf(node)[victim], 'SIGKILL')
      await node.until('rebuilt', (object) => containerOf(object).restartCount === 2 && isReady(object))
      await node.remove('rebuilt', 0)
    })
  }

  test('fails for good when its containers are never to be started again', async () => {
    await using node = await startKubelet()
    await node.apply('never', { restartPolicy: 'Never', containers: [sleeper] })
    await node.until('never', isReady)
    systemProcesses.kill(sandboxOf(node).relay, 'SIGKILL')
    const pod = await node.until('never', (object) => statusOf(object).phase === 'Failed')
    assert.equal(containerOf(pod).state.terminated.exitCode, 137)
    assert.ok(!node.events('never').includes(SANDBOX_CHANGED))
  })

  test('gets another while it waits for its container’s next try', async () => {
    await using node = await startKubelet()
    await node.apply('waiting', { containers: [{ ...sleeper, command: ['false'] }] })
    await node.until('waiting', (object) => containerOf(object).state.waiting?.reason === 'CrashLoopBackOff')
    systemProcesses.kill(sandboxOf(node).init, 'SIGKILL')
    await node.told('waiting', /^SandboxChanged: /)
    await node.until('waiting', (object) => containerOf(object).restartCount >= 2)
    await node.remove('waiting', 0)
  })
})

/** Scripts of programs that do not want to end. */
const STUBBORN: readonly (readonly [what: string, script: string])[] = [
  ['ignores every signal that it can', 'trap "" TERM INT HUP; echo up; while :; do sleep 1000; done'],
  ['has stopped itself', 'echo up; kill -STOP $$$$; while :; do sleep 1000; done'],
  ['leaves a child in a session of its own', 'setsid sh -c "trap \\"\\" TERM; sleep 1000" & echo up; wait'],
]

describe('a stop', () => {
  for (const isolation of ['auto', 'paths'] as const) {
    for (const [what, script] of STUBBORN) {
      test(`is bounded where a program ${what} (${isolation})`, { skip: isolation === 'auto' && skip }, async () => {
        await using node = await startKubelet({ isolation })
        await node.apply('stubborn', { containers: [{ ...sleeper, command: ['sh', '-c', script] }] })
        const pod = await node.until('stubborn', isReady)
        await said(node, pod, 'up')
        const startedAt = systemClock.now()
        await node.kubelet.stop()
        assert.ok(systemClock.now() - startedAt < 6_000)
      })
    }
  }

  test('is bounded where the kernel holds a program beyond SIGKILL', { skip }, async () => {
    const time = hastyTime()
    await using node = await startKubelet({ processes: withImmortals(), scheduler: time })
    await node.apply('held', { containers: [{ ...sleeper, lifecycle: { preStop: { exec: { command: ['sleep', '1000'] } } } }] })
    await node.until('held', isReady)
    await node.kubelet.stop()
    assert.match(node.events('held').join(), /FailedKillPod: error killing container app: it is still there after SIGKILL/)
  })

  test('a deletion is bounded as well', { skip }, async () => {
    await using node = await startKubelet({ processes: withImmortals(), scheduler: hastyTime() })
    await node.apply('held', { containers: [sleeper] })
    await node.until('held', isReady)
    await node.remove('held')
  })
})

/** Real processes that no signal reaches and whose end is never told, as those that wait for a disk that has gone. */
function withImmortals(): Processes {
  const never = new Promise<never>(() => undefined)
  return {
    ...systemProcesses,
    kill: () => true,
    start: async (spec): Promise<RunningProcess> => {
      const real = await systemProcesses.start(spec)
      const isProbe = spec.command.includes('probe') || spec.command.includes('true')
      return spec.command.includes('nsenter') && !isProbe ? { ...real, exited: never, ended: never } : real
    },
  }
}

/** Seconds pass a hundred times as fast. */
function hastyTime(): Scheduler {
  const { scheduler } = createMovableTime()
  return { after: (delayMs, run) => scheduler.after(delayMs > 1_000 ? delayMs / 100 : delayMs, run) }
}

describe('pods that have gone', { skip }, () => {
  test('leave no address, timer, file or process behind', async () => {
    const { scheduler } = createMovableTime()
    const timers = new Set<object>()
    const counted: Scheduler = {
      after(delayMs, run) {
        const mark = {}
        timers.add(mark)
        const task = scheduler.after(delayMs, () => {
          timers.delete(mark)
          run()
        })
        return {
          cancel: () => {
            timers.delete(mark)
            task.cancel()
          },
        }
      },
    }
    await using node = await startKubelet({ scheduler: counted, node: { name: 'node-1', labels: {}, podCidr: '10.9.0.0/24' } })
    const before = timers.size
    const sockets = () => process.getActiveResourcesInfo().filter((name) => /Pipe|Process|Server|TCP/.test(name)).length
    const openBefore = sockets()
    const addresses = new Set<string>()
    for (let round = 0; round < 10; round++) {
      const names = [0, 1, 2, 3, 4].map((number) => `p${round}-${number}`)
      await Promise.all(
        names.map(async (name, number) => {
          await node.apply(name, {
            // One in five never starts: its way out is another.
            containers: [number === 4 ? { name: 'app', image: 'x' } : sleeper],
            volumes: [{ name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }],
          })
          const pod = await node.until(
            name,
            (object) => isReady(object) || containerOf(object).state.waiting?.reason === 'ErrImagePull',
          )
          addresses.add(statusOf(pod).podIP)
          await node.remove(name, 0)
        }),
      )
    }
    assert.equal(addresses.size, 50)
    while (existsSync(`${node.directory}/kubelet/pods`) && readdirSync(`${node.directory}/kubelet/pods`).length > 0)
      await new Promise((resolve) => setImmediate(resolve))
    assert.equal(timers.size, before)
    assert.equal(readFileSync(`${node.directory}/kubelet/processes.json`, 'utf8'), '[]')
    assert.ok(sockets() <= openBefore, `${process.getActiveResourcesInfo()}`)
    await node.kubelet.stop()
    assert.equal(timers.size, 0)
    assert.deepEqual(
      readdirSync(`${node.directory}/kubelet`),
      ['processes.json', 'probe'].filter((name) => existsSync(`${node.directory}/kubelet/${name}`)).sort(),
    )
  })
})
