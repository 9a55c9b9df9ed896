/** Every command of the README is run, as it stands there, against one rehearsal. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { CHECKOUT, type IrsaProcess, irsa, removeDirectory, startIrsa, temporaryDirectory } from './support/irsa-process.ts'
import { cleanEnvironment, runProgram, skipWithout } from './support/programs.ts'

/** Run by other means: the first by a test below, the others are what runs this test, and what CI runs after it. */
const ELSEWHERE = ['npm start', 'npm test', 'npm run check']

const readme = readFileSync(join(CHECKOUT, 'README.md'), 'utf8')
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  .filter((line) => !ELSEWHERE.includes(line))

const directory = temporaryDirectory()
let running: IrsaProcess

before(async () => {
  // As in a checkout: `npx` finds the command in node_modules, and the data directory is the usual one.
  mkdirSync(join(directory, 'node_modules', '.bin'), { recursive: true })
  symlinkSync(join(CHECKOUT, 'bin', 'irsa.js'), join(directory, 'node_modules', '.bin', 'irsa'))
  running = await startIrsa(join(directory, '.irsa'))
})

after(async () => {
  await running.stop()
  removeDirectory(directory)
})

test('the README has commands to run', () => assert.ok(commands.length >= 8))

for (const command of commands) {
  const skip = (command.includes('aws ') && skipWithout.aws) || (command.includes('kubectl ') && skipWithout.kubectl)
  test(`README: ${command}`, { skip }, async () => {
    const env = { ...cleanEnvironment(directory), PATH: `${dirname(process.execPath)}:${process.env['PATH']}` }
    const script = `set -euo pipefail\neval "$(npx irsa env)"\n${command}`
    const outcome = await runProgram('bash', ['-c', script], { env, cwd: directory, timeoutMs: 60_000 })
    assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`)
    if (!command.startsWith('eval ')) assert.notEqual(outcome.stdout + outcome.stderr, '')
  })
}

test('README: npm start plays W1, stays up, and stops with 0', async () => {
  const data = join(directory, 'start')
  const child = spawn('node', ['scripts/start.mjs', '--data-dir', data, '--port', '0', '--kube-port', '0'], {
    cwd: CHECKOUT,
    env: cleanEnvironment(directory),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  while (!printed.includes('Use it from another terminal')) await Promise.race([once(child.stdout, 'data'), exited])
  assert.match(printed, /^ready in \d+ ms$/m)
  assert.match(printed, /^Greeting: Hola Mundo$/m)
  const status = await irsa(['status', '--data-dir', data])
  assert.equal(status.code, 0, status.stdout)
  child.kill('SIGTERM')
  const [code] = (await exited) as [number]
  assert.equal(code, 0)
})

test('the steps that the README shows are those that the demo tells', async () => {
  const shown = /```text\n(1\. [\s\S]*?)\n\nGreeting/.exec(readme)?.[1]?.split('\n') ?? []
  const { stdout } = await irsa(['demo'], { timeoutMs: 60_000 })
  assert.ok(shown.length > 0)
  assert.deepEqual(stdout.match(/^\d\. .*$/gm), shown)
})
