/** Pods without isolation (`paths`): programs that end at once, that leave children behind, and that hide from their end. */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemFiles, systemLocalSockets, systemProcesses, systemRandom, systemScheduler } from '../../../io/index.ts'
import { chooseDriver, type PodSandbox, ProcessRecord, type SandboxProcess } from './index.ts'

const directory = mkdtempSync(join(tmpdir(), 'irsa-plain-'))
let pod: PodSandbox
let launches = 0

before(async () => {
  chmodSync(directory, 0o711)
  const settings = {
    processes: systemProcesses,
    files: systemFiles,
    sockets: systemLocalSockets,
    random: systemRandom,
    scheduler: systemScheduler,
    record: new ProcessRecord(systemFiles, systemProcesses, `${directory}/processes.json`),
    runningAsRoot: process.getuid?.() === 0,
    nodeProgram: process.execPath,
    relayProgram: '',
    forwards: [],
    everywhere: [],
    masked: [],
  }
  await systemFiles.makeDirectory(`${directory}/pod`, 0o711)
  const { driver } = await chooseDriver(settings, 'paths', directory)
  pod = await driver.create({ uid: 'pod', hostname: 'pod', address: '10.244.0.2', directory: `${directory}/pod` })
})
after(async () => {
  await pod.destroy()
  rmSync(directory, { recursive: true, force: true })
})

const start = (script: string) =>
  pod.start({
    name: `c${++launches}`,
    command: ['sh', '-c', script],
    env: { PATH: '/usr/bin:/bin' },
    workingDirectory: '/',
    user: { uid: 65_532, gid: 65_532, groups: [] },
    mounts: [],
    readOnlyRoot: false,
    tty: false,
  })

async function outcome(run: Pick<SandboxProcess, 'process' | 'exited'>) {
  run.process.stdin.end()
  const read = async (bytes: AsyncIterable<Uint8Array>) => {
    let all = ''
    for await (const chunk of bytes) all += new TextDecoder().decode(chunk)
    return all
  }
  const [out, err, exit] = await Promise.all([read(run.process.stdout), read(run.process.stderr), run.exited])
  return { out, err, exit }
}

test('a program that ends at once is heard, started as a container or in one', async () => {
  const container = await start('sleep 1000')
  for (let times = 0; times < 5; times++) {
    assert.deepEqual(await outcome(await container.exec({ command: ['echo', 'short'], tty: false })), {
      out: 'short\n',
      err: '',
      exit: { code: 0 },
    })
    assert.equal((await outcome(await start('echo short'))).out, 'short\n')
  }
  container.signal('SIGKILL')
  await outcome(container)
})

test('a program that ends takes along the children that hold its output', async () => {
  const container = await start('echo up; sleep 1000')
  const ended = outcome(container)
  container.signal('SIGTERM')
  assert.equal((await ended).exit.signal, 'SIGTERM')
})

test('a child that has left the group keeps nobody waiting, and goes with the pod', { timeout: 20_000 }, async () => {
  const container = await start('setsid sh -c "echo \\$\\$; exec sleep 1000" & sleep 0.2')
  const { out, exit } = await outcome(container)
  assert.equal(exit.code, 0)
  const stray = Number(out.trim())
  assert.notEqual(systemProcesses.startTime(stray), undefined)
  await pod.destroy()
  const state = async () => new TextDecoder().decode((await systemFiles.read(`/proc/${stray}/stat`)) ?? new Uint8Array())
  // Killed, it still needs a turn of a processor to go; the test's own time limit ends a wait in vain.
  while (!/^$|\) [ZX] /.test(await state()));
})
