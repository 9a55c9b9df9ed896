#!/usr/bin/env node
// The command `irsa`. In a checkout it runs the sources as they are (Node strips their types), in the published
// package the built files. Plain JavaScript that any Node can read, so that an old Node is told what is wanted.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isSupported = major > 22 || (major === 22 && minor >= 18)

if (isSupported) {
  module.enableCompileCache?.()
  const sources = new URL('../src/cli/main.ts', import.meta.url)
  const built = new URL('../dist/cli/main.js', import.meta.url)
  // Type stripping is still called experimental by some supported versions; the warning helps nobody here.
  process.removeAllListeners('warning')
  const { main } = await import(existsSync(fileURLToPath(sources)) ? sources.href : built.href)
  process.exitCode = await main(process.argv.slice(2))
} else {
  const pinned = fileURLToPath(new URL(`../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url))
  if (!existsSync(pinned)) {
    process.stderr.write(`irsa needs Node 22.18 or newer; this is ${process.versions.node}.\n`)
    process.exit(2)
  }
  const { status } = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exit(status ?? 1)
}
