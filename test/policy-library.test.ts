/** `irsa/policy` as a library of its own: what it imports, what it needs of its host, and the example of its README. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as face from '../src/policy/index.ts'

const SOURCE = new URL('../src/', import.meta.url)
const FACE = new URL('policy/index.ts', SOURCE).href
const README = fs.readFileSync(new URL('policy/README.md', SOURCE), 'utf8')

interface Module {
  readonly code: string
  readonly imports: Readonly<Record<string, string>>
}

/** Everything that is loaded with an entry: types are stripped, so that imports of types are gone. */
function moduleGraph(entry: string, entrySource: string): Readonly<Record<string, Module>> {
  const modules: Record<string, Module> = {}
  const open = [{ name: entry, source: entrySource }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name } = next
    const code = stripTypeScriptTypes(next.source)
    const specifiers = [...code.matchAll(/^(?:import|export)\b[^'"]*?\bfrom\s*['"]([^'"]+)['"]/gm)].map((found) => found[1] ?? '')
    assert.doesNotMatch(code, /\bimport\s*\(|\brequire\s*\(|^import\s*['"]/m, `${name} loads what this test does not see`)
    const imports = Object.fromEntries(specifiers.map((specifier) => [specifier, resolved(specifier, name)]))
    modules[name] = { code, imports }
    for (const file of Object.values(imports)) {
      if (Object.hasOwn(modules, file) || open.some((each) => each.name === file)) continue
      open.push({ name: file, source: fs.readFileSync(new URL(file), 'utf8') })
    }
  }
  return modules
}

function resolved(specifier: string, from: string): string {
  if (specifier === 'irsa/policy') return FACE
  assert.ok(specifier.startsWith('.'), `${from} imports ${specifier}`)
  return new URL(specifier, from).href
}

/** What a module graph logs, in a realm of ECMAScript alone. */
function runBare(entry: string, modules: Readonly<Record<string, Module>>): { globals: string[]; logged: string[] } {
  const child = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('./support/bare-realm.ts', import.meta.url)),
    ],
    { input: JSON.stringify({ entry, modules }), encoding: 'utf8' },
  )
  assert.equal(child.status, 0, child.stderr)
  return JSON.parse(child.stdout)
}

describe('irsa/policy', () => {
  it('imports nothing but itself and the words of base: no package, nothing of Node', () => {
    const files = Object.keys(moduleGraph(FACE, fs.readFileSync(new URL(FACE), 'utf8')))
    assert.ok(files.length > 30, `${files.length} modules`)
    for (const file of files) assert.match(file.slice(SOURCE.href.length), /^(?:policy|base)\//)
  })

  it('decides and explains where there is nothing but ECMAScript, as its README shows', () => {
    const example = /```ts\n([\s\S]+?)```/.exec(README)?.[1] ?? ''
    const promised = [...example.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)].map((found) => found[1])
    const entry = new URL('policy/README.example.ts', SOURCE).href
    const { globals, logged } = runBare(entry, moduleGraph(entry, example))
    for (const absent of ['process', 'Buffer', 'require', 'setTimeout', 'fetch', 'URL', 'TextEncoder', 'window']) {
      assert.ok(!globals.includes(absent), absent)
    }
    assert.ok(promised.length >= 6)
    assert.deepEqual(logged, promised)
  })

  it('documents everything that it exports', () => {
    const documented = [...README.matchAll(/^\| `(\w+)\(/gm)].map((found) => found[1])
    assert.deepEqual(documented.sort(), Object.keys(face).sort())
  })
})
