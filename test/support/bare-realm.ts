/**
 * Runs an ES module graph in a realm that has what ECMAScript has and nothing else: no `process`, no `Buffer`, no timers,
 * no `eval`. Child of `policy-library.test.ts`, which needs `--experimental-vm-modules`.
 * In: `{ "entry", "modules": { "<name>": "<JavaScript>" } }` on stdin; specifiers are resolved against names by the parent.
 * Out: `{ "globals", "logged" }` on stdout.
 */
import { text } from 'node:stream/consumers'
import * as vm from 'node:vm'

interface Graph {
  readonly entry: string
  readonly modules: Readonly<Record<string, { readonly code: string; readonly imports: Readonly<Record<string, string>> }>>
}

const { entry, modules } = JSON.parse(await text(process.stdin)) as Graph
const logged: string[] = []
const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } })
// V8 itself puts these two into every realm.
vm.runInContext('delete globalThis.console; delete globalThis.WebAssembly', context)
const globals = vm.runInContext('Object.getOwnPropertyNames(globalThis)', context) as string[]
const log = (...values: unknown[]): void => void logged.push(values.join(' '))
vm.runInContext('(log) => { globalThis.console = { log } }', context)(log)

const made = new Map<string, vm.SourceTextModule>()

function moduleNamed(name: string): vm.SourceTextModule {
  const known = made.get(name)
  if (known !== undefined) return known
  const source = modules[name]
  if (source === undefined) throw new Error(`${name} is not among the modules`)
  const module = new vm.SourceTextModule(source.code, { context, identifier: name })
  made.set(name, module)
  return module
}

const main = moduleNamed(entry)
await main.link((specifier, from) => moduleNamed(modules[from.identifier]?.imports[specifier] ?? specifier))
await main.evaluate()
process.stdout.write(JSON.stringify({ globals, logged }))
