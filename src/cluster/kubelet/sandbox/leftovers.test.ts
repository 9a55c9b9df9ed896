import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { systemFiles, systemProcesses } from '../../../io/index.ts'
import { ProcessRecord } from './index.ts'

const program = fileURLToPath(new URL('../fakes/doomed-rehearsal.ts', import.meta.url))

async function gone(pids: readonly number[]): Promise<boolean> {
  const alive = (pid: number) => {
    // One that has ended stays as a zombie until whoever inherited it asks.
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'latin1') : ') Z'
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  }
  for (let tries = 0; tries < 500; tries++) {
    if (!pids.some(alive)) return true
    await wait(10)
  }
  return false
}

async function doomed(name: string, directory: string): Promise<{ child: ChildProcess; pids: number[] } | string> {
  const child = spawn(process.execPath, [program, name, directory], { stdio: ['pipe', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  for await (const chunk of child.stdout) {
    out += chunk
    if (out.includes('\n')) return { child, pids: JSON.parse(out) }
  }
  return err
}

for (const name of ['unshare', 'bwrap', 'paths']) {
  test(`a rehearsal that is killed leaves no process of a pod behind (${name})`, async (context) => {
    const directory = mkdtempSync(join(tmpdir(), 'irsa-doomed-'))
    // Under `paths` the programs go through it as another user.
    chmodSync(directory, 0o711)
    try {
      const started = await doomed(name, directory)
      if (typeof started === 'string') {
        assert.match(started, /pods cannot be isolated/)
        context.skip(`no ${name} here`)
        return
      }
      const { child, pids } = started
      assert.ok(pids.length >= 2, JSON.stringify(pids))
      child.kill('SIGKILL')
      await once(child, 'exit')
      // Without a pid namespace only the container's own program dies with us: what it put in a session of its own stays.
      const atOnce = name === 'paths' ? pids.slice(0, 1) : pids
      assert.equal(await gone(atOnce), true, `${pids} of ${name} are still there`)
      await new ProcessRecord(systemFiles, systemProcesses, join(directory, 'processes.json')).endLeftovers()
      if (name === 'paths') for (const pid of pids.slice(1)) systemProcesses.kill(pid, 'SIGKILL')
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
}

test('ends at the next start what an earlier run recorded, and nothing else', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'irsa-leftovers-'))
  const path = join(directory, 'processes.json')
  const mine = await systemProcesses.start({ command: ['sleep', '1000'], env: { PATH: '/usr/bin:/bin' } })
  const other = await systemProcesses.start({ command: ['sleep', '1000'], env: { PATH: '/usr/bin:/bin' } })
  try {
    await new ProcessRecord(systemFiles, systemProcesses, path).add(mine.pid)
    const [recorded] = JSON.parse(new TextDecoder().decode(await systemFiles.read(path)))
    // The pid of the other one stands there too, but with the start time of a process that has long gone.
    await systemFiles.write(path, JSON.stringify([recorded, { pid: other.pid, startTime: '1' }, { pid: 'x' }, null]), 0o600)
    assert.equal(await new ProcessRecord(systemFiles, systemProcesses, path).endLeftovers(), 1)
    assert.equal((await mine.exited).signal, 'SIGKILL')
    assert.notEqual(systemProcesses.startTime(other.pid), undefined)
    assert.equal(await systemFiles.exists(path), false)
  } finally {
    other.signal('SIGKILL')
    rmSync(directory, { recursive: true, force: true })
  }
})

test('a record that was cut short names nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'irsa-leftovers-'))
  const path = join(directory, 'processes.json')
  await systemFiles.write(path, '[{"pid":1', 0o600)
  assert.equal(await new ProcessRecord(systemFiles, systemProcesses, path).endLeftovers(), 0)
  rmSync(directory, { recursive: true, force: true })
})
