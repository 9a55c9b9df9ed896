/** Holds the layout against what the documents say of it: what no linter can check. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { architectureTable } from '../scripts/architecture-table.mjs'
import { FAILURE_COUNTS, isFailureId } from '../src/base/index.ts'

const sources = globSync('src/**/*.ts')
const read = (file: string): string => readFileSync(file, 'utf8')

test('ARCHITECTURE.md has the table that the import rules are made of', () => {
  const page = read('ARCHITECTURE.md')
  const table = /<!-- layers -->\n([\s\S]*?)\n?<!-- \/layers -->/.exec(page)?.[1]
  assert.equal(table, architectureTable(), 'run: node scripts/architecture-table.mjs')
})

test('every source file opens by saying what it is', () => {
  const silent = sources.filter(
    (file) => !file.endsWith('.test.ts') && !file.endsWith('.fuzz.ts') && !/^(\/\*\*|\/\/ )/.test(read(file)),
  )
  assert.deepEqual(silent, [])
})

test('every module has its face, and it opens with one sentence', () => {
  const faces = architectureTable()
    .split('\n')
    .slice(2)
    .map((row) => row.split('`')[1] ?? '')
    .filter((name) => name !== 'app' && name !== 'cli')
  for (const name of faces) {
    assert.ok(existsSync(`src/${name}/index.ts`), `src/${name}/index.ts`)
    assert.match(read(`src/${name}/index.ts`), /^\/\*\* ?\S/, name)
  }
})

test('the clock is read only at the edge', () => {
  const readers = sources.filter((file) => {
    if (/^src\/(io|cli)\/|\/fakes\/|\.(test|fuzz)\.ts$/.test(file)) return false
    return /\bDate\.now\(\)|new Date\(\)|performance\.now\(\)|Math\.random\(\)/.test(
      read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
    )
  })
  assert.deepEqual(readers, [])
})

test('nothing is left to be done later in a comment', () => {
  const marks = sources.filter((file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(read(file)))
  assert.deepEqual(marks, [])
})

test('no file is called after nothing', () => {
  const names = sources.filter((file) => /\/(utils?|helpers?|common|managers?|misc)(\.ts|\/)/.test(file))
  assert.deepEqual(names, [])
})

test('every failure id in the sources is one of the catalogue', () => {
  const families = Object.keys(FAILURE_COUNTS).join('|')
  for (const file of sources.filter((name) => !name.includes('.test.'))) {
    for (const [, id = ''] of read(file).matchAll(new RegExp(`'((?:${families})\\d\\d)'`, 'g')))
      assert.ok(isFailureId(id), `${file}: ${id}`)
  }
})
