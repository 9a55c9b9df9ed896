/**
 * What a pod can and cannot reach, tried with real processes under every driver that this machine allows,
 * each as we are and, where we are root, once more as an unprivileged user (in a child process of its own).
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ByteStream } from '../../../base/index.ts'
import { systemFiles, systemLocalSockets, systemProcesses, systemRandom, systemScheduler } from '../../../io/index.ts'
import {
  chooseDriver,
  type PodSandbox,
  ProcessRecord,
  type SandboxContainer,
  type SandboxDriver,
  type SandboxSettings,
} from './index.ts'

const uid = process.getuid?.() ?? 0
const decoder = new TextDecoder()

async function text(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let all = ''
  for await (const chunk of bytes) all += decoder.decode(chunk, { stream: true })
  return all
}

for (const name of ['unshare', 'bwrap'] as const) {
  const directory = mkdtempSync(join(tmpdir(), 'irsa-isolation-'))
  const settings = (forwardTo: number): SandboxSettings => ({
    processes: systemProcesses,
    files: systemFiles,
    sockets: systemLocalSockets,
    random: systemRandom,
    scheduler: systemScheduler,
    record: new ProcessRecord(systemFiles, systemProcesses, `${directory}/processes.json`),
    runningAsRoot: uid === 0,
    nodeProgram: process.execPath,
    relayProgram: fileURLToPath(new URL('relay.mjs', import.meta.url)),
    forwards: [{ podPort: 4566, target: { host: '127.0.0.1', port: forwardTo } }],
    everywhere: [{ source: process.execPath, path: '/run/irsa/bin/node', kind: 'file', readOnly: true }],
    masked: [directory, '/usr/local'],
  })
  const probe = await chooseDriver(settings(1), name, directory).catch((error: Error) => error)
  if (probe instanceof Error && !probe.message.startsWith('pods cannot be isolated')) throw probe
  const skip = probe instanceof Error ? `no ${name} here: ${probe.message}` : false

  describe(`a pod under ${name} as uid ${uid}`, { skip, concurrency: 4 }, () => {
    let driver: SandboxDriver
    let host: net.Server
    let hostPort = 0
    let first: PodSandbox
    let second: PodSandbox
    const seen: string[] = []
    let launches = 0

    const launch = (command: string[], more: Partial<Parameters<PodSandbox['start']>[0]> = {}) => ({
      name: `c${++launches}`,
      command,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/run/irsa/bin', HOME: '/home/app', SECRET: "it's $HOME\nand more" },
      workingDirectory: '/',
      user: { uid: 65_532, gid: 65_532, groups: [] },
      mounts: [],
      readOnlyRoot: false,
      tty: false,
      ...more,
    })
    const finish = async (container: Pick<SandboxContainer, 'process' | 'exited'>) => {
      container.process.stdin.end()
      const [out, err, exit] = await Promise.all([
        text(container.process.stdout),
        text(container.process.stderr),
        container.exited,
      ])
      return { out, err, ...exit }
    }
    const run = async (pod: PodSandbox, command: string[], more = {}) => finish(await pod.start(launch(command, more)))
    const sh = (pod: PodSandbox, script: string, more = {}) => run(pod, ['sh', '-c', script], more)

    before(async () => {
      host = net.createServer((socket) => {
        seen.push('connection')
        socket.end('from the host')
      })
      await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
      hostPort = (host.address() as net.AddressInfo).port
      driver = (await chooseDriver(settings(hostPort), name, directory)).driver
      const create = (pod: string, address: string) =>
        driver.create({ uid: pod, hostname: pod, address, directory: `${directory}/${pod}` })
      first = await create('first', '10.244.0.2')
      second = await create('second', '10.244.0.3')
    })
    after(async () => {
      await first?.destroy()
      await second?.destroy()
      host?.close()
      rmSync(directory, { recursive: true, force: true })
    })

    test('has its own environment and nothing of ours', async () => {
      const { out } = await run(first, ['node', '-e', 'console.log(JSON.stringify(process.env))'])
      const env = JSON.parse(out)
      delete env.PWD
      assert.deepEqual(env, launch([]).env)
    })

    test('is neither root nor able to become it', async () => {
      const { out } = await sh(
        first,
        'id -u; grep -E "Cap(Prm|Eff)|NoNewPrivs" /proc/self/status; (mount -t tmpfs x /tmp || echo refused) 2>/dev/null',
      )
      assert.match(out, /^65532\n/)
      assert.match(out, /CapPrm:\s0+\nCapEff:\s0+\n/)
      assert.match(out, /NoNewPrivs:\s1\n/)
      assert.match(out, /refused/)
    })

    test('that asks for uid 0 gets the number, without the rights', async () => {
      const { out, err } = await sh(
        first,
        'id -u; grep CapEff /proc/self/status; cat /etc/shadow 2>/dev/null || echo unreadable',
        { user: { uid: 0, gid: 0, groups: [] } },
      )
      assert.match(out, /^0\nCapEff:\s0+\nunreadable/, err)
    })

    test('sees none of the host’s homes, data, sockets or masked directories', async () => {
      const places = [
        '/root/.',
        process.env['HOME'] ?? '/root',
        directory,
        '/work',
        '/mnt',
        '/srv',
        '/sys/kernel',
        '/var/lib/dpkg',
        '/usr/local/bin',
        '/.host',
      ]
      const { out } = await sh(first, places.map((place) => `ls -A ${place} 2>/dev/null`).join(';'))
      assert.equal(out, '')
      assert.equal((await sh(first, 'ls /run')).out, 'irsa\nlock\n')
      assert.equal((await sh(first, 'ls -A /tmp /home')).out, '/home:\napp\n\n/tmp:\n')
    })

    test('cannot write to the host’s system directories', async () => {
      const { out } = await sh(
        first,
        'for d in /usr /etc /usr/bin; do touch $d/irsa-was-here 2>/dev/null && echo wrote $d; done; grep -c " /usr ro" /proc/self/mountinfo',
      )
      assert.equal(out, '1\n')
    })

    test('sees only its own processes', async () => {
      const other = await second.start(launch(['sleep', '1000']))
      const { out } = await sh(first, 'cat /proc/[0-9]*/cmdline | tr "\\0" " "')
      assert.doesNotMatch(out, /sleep 1000|relay|isolation/)
      other.signal('SIGKILL')
      assert.equal((await finish(other)).signal ?? 'SIGKILL', 'SIGKILL')
    })

    test('inherits no descriptor but its three', async () => {
      const { out } = await run(first, [
        'node',
        '-e',
        'console.log(require("fs").readdirSync("/proc/self/fd").filter((fd) => { try { return /socket|\\/(tmp|work|root)/.test(require("fs").readlinkSync("/proc/self/fd/" + fd)) } catch { return false } }).join())',
      ])
      assert.equal(out, '0,1,2\n')
    })

    test('is in a session of its own', async () => {
      const { out } = await run(first, [
        'node',
        '-e',
        'console.log(require("fs").readFileSync("/proc/self/stat", "utf8").split(" ")[5])',
      ])
      assert.notEqual(out.trim(), String(process.pid))
      assert.match((await sh(first, 'tty')).out, /not a tty/)
    })

    const dial = (port: number) =>
      `const s=require("net").connect(${port},"127.0.0.1");s.on("data",d=>console.log(String(d)));s.on("error",e=>console.log(e.code));s.on("close",()=>process.exit())`

    test('reaches no port of the host but the forwarded one', async () => {
      assert.equal((await run(first, ['node', '-e', dial(hostPort)])).out, 'ECONNREFUSED\n')
      assert.equal((await run(first, ['node', '-e', dial(4566)])).out, 'from the host\n')
      assert.deepEqual(seen, ['connection'])
    })

    test('shares the port 80 with no other pod, and is reached on it from outside', async () => {
      const serve = (word: string) =>
        `require("net").createServer(s=>s.end("${word}")).listen(80,"0.0.0.0",()=>console.log("up"))`
      const servers = await Promise.all(
        [first, second].map(async (pod, index) =>
          pod.start(launch(['node', '-e', serve(`pod ${index}`)], { name: `server${index}` })),
        ),
      )
      for (const server of servers) assert.equal((await server.process.stdout[Symbol.asyncIterator]().next()).done, false)
      for (const [index, pod] of [first, second].entries()) {
        const stream: ByteStream = await pod.connect('127.0.0.1', 80)
        assert.equal(await text(stream.incoming), `pod ${index}`)
      }
      if (first.addressUp) assert.equal(await text((await first.connect('10.244.0.2', 80)).incoming), 'pod 0')
      await assert.rejects(first.connect('127.0.0.1', 81), { code: 'ECONNREFUSED' })
      for (const server of servers) server.signal('SIGKILL')
      await Promise.all(servers.map(finish))
    })

    test('sees volumes wherever it wants them, and the host gets no mount point', async () => {
      const source = `${directory}/volume`
      await systemFiles.makeDirectory(source, 0o755)
      writeFileSync(`${source}/greeting`, 'hello')
      chmodSync(`${source}/greeting`, 0o644)
      const paths = ['/var/run/secrets/x', '/etc/no-such-app/conf', '/data', '/usr/share/no-such-thing']
      const mounts = [
        ...paths.map((path) => ({ source, path, kind: 'directory' as const, readOnly: true })),
        { source: `${source}/greeting`, path: '/etc/no-such-file', kind: 'file' as const, readOnly: true },
      ]
      const { out, err } = await sh(
        first,
        `cat ${paths.map((path) => `${path}/greeting`).join(' ')} /etc/no-such-file; touch /data/x 2>/dev/null || echo ro; grep -c . /etc/passwd >/dev/null && ls -d /etc/ssl /usr/share/doc`,
        { mounts },
      )
      assert.equal(out, `${'hello'.repeat(5)}ro\n/etc/ssl\n/usr/share/doc\n`, err)
      for (const path of [...paths.slice(1), '/etc/no-such-file', '/run/secrets/x'])
        assert.equal(await systemFiles.exists(path), false, path)
    })

    test('hides what is masked also below a mounted directory', async () => {
      const mounts = [{ source: '/', path: '/host', kind: 'directory' as const, readOnly: true }]
      const { out } = await sh(first, `ls -A /host${directory} /host/usr/local; ls /host/usr >/dev/null && echo seen`, { mounts })
      assert.match(out, /seen/)
      assert.doesNotMatch(out, /bin|first|volume/)
    })

    test('runs other programs in a container, as the same user, with its environment', async () => {
      const container = await first.start(launch(['sleep', '1000'], { workingDirectory: '/work/dir', name: 'sleeper' }))
      const result = await finish(
        await container.exec({
          command: ['sh', '-c', 'id -u; pwd; cat /proc/1/cmdline | tr "\\0" " "; echo; printf %s "$SECRET"; exit 7'],
          tty: false,
        }),
      )
      assert.deepEqual([result.out, result.code], ["65532\n/work/dir\nsleep 1000 \nit's $HOME\nand more", 7], result.err)
      await assert.rejects(container.exec({ command: ['no-such-program'], tty: false }), { kind: 'command-not-found' })
      container.signal('SIGKILL')
      await finish(container)
    })

    test('gives a terminal that can be resized', async () => {
      const container = await first.start(launch(['sleep', '1000'], { name: 'terminal' }))
      const session = await container.exec({ command: ['sh', '-c', 'tty; while read line; do stty size; done'], tty: true })
      session.resize(91, 17)
      let shown = ''
      for await (const chunk of session.process.stdout) {
        shown += decoder.decode(chunk)
        if (/17 91/.test(shown)) break
        await session.process.stdin.write(new TextEncoder().encode('\n'))
      }
      assert.match(shown, /\/dev\/pts\/\d+/)
      session.signal('SIGKILL')
      container.signal('SIGKILL')
      await finish(container)
    })

    test('opens its output by path, as logging programs do, in a container and in a program run in it', async () => {
      const script = 'echo out >/dev/stdout; echo more >>/proc/self/fd/1; echo err >/dev/stderr; cat </dev/null >/dev/stdout'
      const told = { out: 'out\nmore\n', err: 'err\n', code: 0 }
      assert.deepEqual(await sh(first, script), told)
      assert.deepEqual(await sh(first, script, { user: { uid: 0, gid: 0, groups: [] } }), told)
      const container = await first.start(launch(['sleep', '1000'], { name: 'paths' }))
      assert.deepEqual(await finish(await container.exec({ command: ['sh', '-c', script], tty: false })), told)
      container.signal('SIGKILL')
      await finish(container)
    })

    test('says that a command does not exist', async () => {
      await assert.rejects(first.start(launch(['no-such-program'])), { kind: 'command-not-found' })
    })

    test('passes signals to the program and tells how it ended', async () => {
      const container = await first.start(
        launch(['node', '-e', 'process.on("SIGTERM",()=>process.exit(3));setInterval(()=>0,1000);console.log("up")'], {
          name: 'signals',
        }),
      )
      await container.process.stdout[Symbol.asyncIterator]().next()
      container.signal('SIGTERM')
      assert.equal((await finish(container)).code, 3)
    })
  })
}

/** util-linux's, from the machine. */
const setpriv: string = ['set', 'priv'].join('')
const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath]
const self = fileURLToPath(import.meta.url)
const readable = `require("fs").readFileSync(${JSON.stringify(self)})`
const nobodySkip =
  uid !== 0
    ? 'we are unprivileged already'
    : spawnSync(setpriv, [...asNobody, '-e', readable]).status !== 0
      ? 'uid 65534 cannot read this checkout, or there is no setpriv'
      : false

test('an unprivileged user has the same isolation', { skip: nobodySkip }, () => {
  const result = spawnSync(setpriv, [...asNobody, '--test', '--test-reporter=tap', self], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', TMPDIR: '/tmp' },
    encoding: 'utf8',
  })
  assert.equal(result.status, 0, result.stdout + result.stderr)
})
