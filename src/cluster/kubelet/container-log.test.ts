import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemFiles } from '../../io/index.ts'
import { ContainerLog } from './container-log.ts'

const directory = mkdtempSync(join(tmpdir(), 'irsa-log-'))
after(() => rmSync(directory, { recursive: true, force: true }))
let now = Date.parse('2026-01-02T03:04:05.678Z')
const clock = { now: () => now }
const plain = { follow: false, timestamps: false }
let logs = 0

async function* bytes(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text)
}
async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let all = ''
  for await (const chunk of stream) all += new TextDecoder().decode(chunk)
  return all
}
async function logOf(...texts: string[]): Promise<ContainerLog & { path: string }> {
  const path = join(directory, `${logs++}.log`)
  const log = new ContainerLog(systemFiles, clock, path)
  await log.take('stdout', bytes(...texts), () => undefined)
  return Object.assign(log, { path })
}

test('keeps lines in the format of container runtimes, an unfinished one as a part', async () => {
  const log = await logOf('one\ntw', 'o\nrest')
  assert.deepEqual(readFileSync(log.path, 'utf8').split('\n'), [
    '2026-01-02T03:04:05.678000000Z stdout F one',
    '2026-01-02T03:04:05.678000001Z stdout F two',
    '2026-01-02T03:04:05.678000002Z stdout P rest',
    '',
  ])
  assert.equal(await text(log.read(plain)), 'one\ntwo\nrest')
})

const asked: [string, object, string][] = [
  ['the last line', { tailLines: 1 }, 'c\n'],
  ['no line', { tailLines: 0 }, ''],
  ['more lines than there are', { tailLines: 9 }, 'a\nb\nc\n'],
  ['the first bytes', { limitBytes: 3 }, 'a\nb'],
  ['nothing that old', { sinceTime: '2027-01-01T00:00:00Z' }, ''],
  ['the last hour', { sinceSeconds: 3600 }, 'a\nb\nc\n'],
]
for (const [what, options, expected] of asked) {
  test(`shows ${what}`, async () => assert.equal(await text((await logOf('a\nb\nc\n')).read({ ...plain, ...options })), expected))
}

test('is followed from what is there to the end, each line once', async () => {
  const log = await logOf('before\n')
  const followed = text(log.read({ ...plain, follow: true }))
  await log.take('stdout', bytes('after\n', 'last\n'), () => undefined)
  log.close()
  assert.equal(await followed, 'before\nafter\nlast\n')
})

test('is bounded: the newer half stays', async () => {
  const line = `${'x'.repeat(1023)}\n`
  const log = await logOf(...Array.from({ length: 11 }, (_, chunk) => `${line.repeat(1000)}end ${chunk}\n`))
  assert.ok(readFileSync(log.path).length < 10 * 1024 * 1024)
  assert.equal(await text(log.read({ ...plain, tailLines: 1 })), 'end 10\n')
  now += 1
})
