import assert from 'node:assert/strict'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemFiles, systemRandom } from '../../../io/index.ts'
import { pathFault, writeAtomically } from './atomic-writer.ts'

const base = mkdtempSync(join(tmpdir(), 'irsa-atomic-'))
after(() => rmSync(base, { recursive: true, force: true }))
const now = Date.parse('2026-01-02T03:04:05Z')

async function volume(name: string) {
  const directory = join(base, name)
  await systemFiles.makeDirectory(directory, 0o755)
  const write = (files: Record<string, string>, mode = 0o644) => {
    const payload = new Map(Object.entries(files).map(([path, content]) => [path, { content, mode }]))
    return writeAtomically({ files: systemFiles, random: systemRandom, now, directory, payload })
  }
  return { directory, write }
}

test('lays files out as the kubelet does', async () => {
  const { directory, write } = await volume('layout')
  assert.equal(await write({ token: 'a', 'deep/er/file': 'b' }, 0o640), true)
  assert.deepEqual(readdirSync(directory).sort().slice(1), ['..data', 'deep', 'token'])
  assert.match(readlinkSync(join(directory, '..data')), /^\.\.2026_01_02_03_04_05\.\d+$/)
  assert.equal(readlinkSync(join(directory, 'token')), '..data/token')
  assert.equal(readlinkSync(join(directory, 'deep')), '..data/deep')
  assert.equal(readFileSync(join(directory, 'deep/er/file'), 'utf8'), 'b')
  assert.equal(statSync(join(directory, 'token')).mode & 0o777, 0o640)
  assert.equal(statSync(join(directory, '..data')).mode & 0o777, 0o755)
})

test('writes nothing when nothing has changed', async () => {
  const { directory, write } = await volume('same')
  await write({ a: '1', 'b/c': '2' })
  const before = readlinkSync(join(directory, '..data'))
  assert.equal(await write({ a: '1', 'b/c': '2' }), false)
  assert.equal(readlinkSync(join(directory, '..data')), before)
})

test('replaces all at once, drops what is gone, and leaves one version', async () => {
  const { directory, write } = await volume('replace')
  await write({ a: '1', old: 'x' })
  assert.equal(await write({ a: '2', new: 'y' }), true)
  assert.deepEqual(
    readdirSync(directory)
      .filter((name) => !name.startsWith('..20'))
      .sort(),
    ['..data', 'a', 'new'],
  )
  assert.equal(readdirSync(directory).length, 4)
  assert.equal(readFileSync(join(directory, 'a'), 'utf8'), '2')
  assert.equal(lstatSync(join(directory, '..data')).isSymbolicLink(), true)
})

const faults: [string, RegExp | undefined][] = [
  ['a/b', undefined],
  ['a..b/..c', undefined],
  ['/a', /relative/],
  ['../a', /'\.\.'/],
  ['a/../../b', /'\.\.'/],
  ['..a', /start with/],
  ['', /empty/],
  ['x'.repeat(256), /255/],
  [Array(1500).fill('ab').join('/'), /4096/],
]
for (const [path, expected] of faults) {
  test(`${expected === undefined ? 'takes' : 'refuses'} the path ${JSON.stringify(path.slice(0, 20))}`, () => {
    if (expected === undefined) assert.equal(pathFault(path), undefined)
    else assert.match(pathFault(path) ?? '', expected)
  })
}
