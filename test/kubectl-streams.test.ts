/** exec, logs and port-forward with real kubectl of every version that is here, over SPDY and over WebSocket. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { waitFor } from '../src/app/demo/wait-for.ts'
import { startRehearsal, type TestRehearsal } from '../src/testing/index.ts'
import { cleanEnvironment, type Outcome, runProgram, skipWithout } from './support/programs.ts'

const PLACES = ['/usr/lib/google-cloud-sdk/bin', '/usr/local/bin', '/usr/bin']
const versions = ['1.27', '1.28', '1.29', '1.30', '1.31', '1.32', '1.33'].flatMap((version) => {
  const found = PLACES.map((place) => join(place, `kubectl.${version}`)).find((path) => existsSync(path))
  return found === undefined ? [] : [{ name: `kubectl ${version}`, program: found }]
})
const clients = versions.length > 0 ? versions : [{ name: 'kubectl', program: 'kubectl' }]
const skip = skipWithout.kubectl

const SERVER =
  "require('http').createServer((q, s) => { console.log('asked for ' + q.url); s.end('you asked for ' + q.url) }).listen(8080)"
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'server' },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'none',
        command: ['node', '-e', SERVER],
        readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
      },
    ],
  },
}

let rehearsal: TestRehearsal

function kubectl(program: string, args: readonly string[], input?: string): Promise<Outcome> {
  const env = { ...cleanEnvironment(), ...rehearsal.environment }
  return runProgram(program, args, { env, timeoutMs: 30_000, ...(input === undefined ? {} : { input }) })
}

before(async () => {
  if (skip !== false) return
  rehearsal = await startRehearsal()
  const { program = 'kubectl' } = clients.at(-1) ?? {}
  assert.equal((await kubectl(program, ['apply', '-f', '-'], JSON.stringify(POD))).code, 0)
  assert.equal((await kubectl(program, ['wait', '--for=condition=Ready', 'pod/server', '--timeout=30s'])).code, 0)
})

after(async () => {
  if (skip === false) await rehearsal.stop()
})

for (const { name, program } of clients) {
  test(`${name} exec: output, error output and the exit code come through`, { skip }, async () => {
    const { code, stdout, stderr } = await kubectl(program, [
      'exec',
      'server',
      '--',
      'sh',
      '-c',
      'echo out; echo err >&2; exit 3',
    ])
    assert.equal(stdout, 'out\n')
    assert.match(stderr, /^err\n/)
    assert.equal(code, 3)
  })

  test(`${name} exec -i: what is typed arrives, and its end`, { skip }, async () => {
    const { code, stdout } = await kubectl(program, ['exec', '-i', 'server', '--', 'sh', '-c', 'cat; echo end'], 'one\ntwo\n')
    assert.equal(code, 0)
    assert.equal(stdout, 'one\ntwo\nend\n')
  })

  test(`${name} exec: a megabyte comes through whole`, { skip }, async () => {
    const { code, stdout } = await kubectl(program, [
      'exec',
      'server',
      '--',
      'sh',
      '-c',
      'head -c 1000000 /dev/zero | tr "\\0" x',
    ])
    assert.equal(code, 0)
    assert.equal(stdout.length, 1_000_000)
  })

  test(`${name} port-forward: two requests through one tunnel`, { skip }, async () => {
    const forward = spawn(program, ['port-forward', 'pod/server', ':8080'], {
      env: { ...cleanEnvironment(), ...rehearsal.environment },
    })
    try {
      const port = await forwardedPort(forward)
      for (const path of ['/first', '/second']) {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`)
        assert.equal(await answer.text(), `you asked for ${path}`)
      }
    } finally {
      forward.kill()
      await once(forward, 'exit')
    }
  })

  test(`${name} logs: what the container wrote`, { skip }, async () => {
    const log = await waitFor(5_000, async () => {
      const { stdout } = await kubectl(program, ['logs', 'server', '--tail', '5'])
      return stdout.includes('asked for /second') ? stdout : undefined
    })
    assert.ok(log)
  })
}

async function forwardedPort(forward: ChildProcess): Promise<string> {
  assert.ok(forward.stdout)
  const [line] = (await once(forward.stdout, 'data')) as [Buffer]
  const port = /127\.0\.0\.1:(\d+) -> 8080/.exec(line.toString())?.[1]
  assert.ok(port, line.toString())
  return port
}
