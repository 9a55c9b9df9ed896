/** The command line: help, formats, exit codes, and what is said when something is wrong. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parse } from 'yaml'
import { type IrsaProcess, irsa, removeDirectory, startIrsa, temporaryDirectory } from './support/irsa-process.ts'

const directory = temporaryDirectory()
const dataDir = join(directory, 'data')
let running: IrsaProcess

before(async () => {
  running = await startIrsa(dataDir, ['--root-credentials', 'test:test', '--account', '111122223333:secret'])
})

after(async () => {
  await running.stop()
  removeDirectory(directory)
})

const COMMANDS = ['up', 'demo', 'env', 'status', 'down', 'reset', 'token decode']

for (const command of COMMANDS) {
  test(`irsa ${command} --help has examples`, async () => {
    const { code, stdout } = await irsa([...command.split(' '), '--help'])
    assert.equal(code, 0)
    assert.match(stdout, /Examples:\n {2}\S/)
  })
}

test('irsa --help lists every command, and no other', async () => {
  const { stdout } = await irsa(['--help'])
  const listed = [...stdout.matchAll(/^ {2}(\w+) .*$/gm)].map(([, name]) => name).filter((name) => name !== 'help')
  for (const command of COMMANDS) assert.ok(listed.includes(command.split(' ')[0]), command)
})

/** Arguments, exit code, what is said. */
const WRONG: readonly (readonly [args: string[], code: number, words: RegExp])[] = [
  [['fly'], 2, /unknown command 'fly'/],
  [['up', '--port', 'x'], 2, /--port: expected a port from 0 \(any free one\) to 65535, got 'x'/],
  [['up', '--account-id', '123'], 2, /--account-id: expected an account id of twelve digits, got '123'/],
  [['up', '--pod-isolation', 'docker'], 2, /--pod-isolation: expected one of auto, bwrap, unshare, paths/],
  [['up', '--issuer-url', 'http://x'], 2, /--issuer-url: expected an https URL/],
  [['up', '--resolve', 'x'], 2, /--resolve: expected HOST\[:PORT\]=ADDRESS:PORT/],
  [['up', '--root-credentials', 'x'], 2, /--root-credentials: expected ID:SECRET/],
  [['env', '--data-dir', '/nonexistent'], 3, /no rehearsal runs in \/nonexistent[\s\S]*irsa up/],
  [['env', '--shell', 'cmd'], 2, /--shell: expected one of posix, fish, powershell, json/],
  [['token', 'decode', '/nonexistent'], 1, /there is no file/],
]

for (const [args, code, words] of WRONG) {
  test(`irsa ${args.join(' ')} exits with ${code} and says why`, async () => {
    const outcome = await irsa(args)
    assert.equal(outcome.code, code, outcome.stderr)
    assert.match(outcome.stderr, words)
  })
}

test('env prints the same names for every shell, and given root credentials replace the random ones', async () => {
  const json = JSON.parse((await irsa(['env', '--data-dir', dataDir, '--shell', 'json'])).stdout) as Record<string, string>
  assert.equal(json['AWS_ACCESS_KEY_ID'], 'test')
  assert.equal(json['AWS_SECRET_ACCESS_KEY'], 'test')
  for (const [shell, form] of [
    ['posix', 'export NAME='],
    ['fish', 'set -gx NAME '],
    ['powershell', '$env:NAME = '],
  ] as const) {
    const { stdout } = await irsa(['env', '--data-dir', dataDir, '--shell', shell])
    for (const name of Object.keys(json)) assert.ok(stdout.includes(form.replace('NAME', name)), `${shell} ${name}`)
  }
})

test('status says which parts are ready, in three formats', async () => {
  const table = await irsa(['status', '--data-dir', dataDir])
  assert.equal(table.code, 0)
  assert.match(table.stdout, /^PART\s+STATE\s+DETAIL\n/)
  const json = JSON.parse((await irsa(['status', '--data-dir', dataDir, '-o', 'json'])).stdout)
  assert.equal(json.ready, true)
  assert.deepEqual(parse((await irsa(['status', '--data-dir', dataDir, '-o', 'yaml'])).stdout), json)
})

test('secrets are in files that only their owner can read', () => {
  for (const name of ['irsa.db', 'kubeconfig', 'environment.json'])
    assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, name)
  assert.equal(statSync(dataDir).mode & 0o777, 0o700)
})

test('reset answers, and the rehearsal goes on', async () => {
  const { code, stdout } = await irsa(['reset', '--data-dir', dataDir])
  assert.equal(code, 0)
  assert.match(stdout, /everything is as after a first start/)
  assert.equal((await irsa(['status', '--data-dir', dataDir])).code, 0)
})

test('a token is taken apart with readable dates; what is no token is refused without a trace of it', async () => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'RS256', kid: 'k' })}.${part({ iss: 'https://x', sub: 's', aud: ['a'], exp: 4_000_000_000 })}.${'A'.repeat(342)}`
  const good = await irsa(['token', 'decode', '-'], { input: token })
  assert.equal(good.code, 0, good.stderr)
  assert.match(good.stdout, /^exp\s+4000000000\s+2096-10-02T07:06:40\.000Z$/m)
  const bad = await irsa(['token', 'decode', '-'], { input: 'not.a-secret.token' })
  assert.equal(bad.code, 1)
  assert.doesNotMatch(bad.stderr, /a-secret/)
})

test('the line that says ready says how long it took', () => {
  assert.match(running.output(), /^ready in \d+ ms$/m)
})
