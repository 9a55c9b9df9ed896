/** kill -9 in the middle of committing: what was acknowledged is there, nothing is there by half, the lock is gone. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openSqliteStore, StoreLockedError } from './index.ts'

const WRITER = fileURLToPath(new URL('./fixtures/crash-writer.ts', import.meta.url))
const ENOUGH = 400

test('a killed process has lost no acknowledged commit, and its lock', { timeout: 20_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'irsa-crash-'))
  const path = join(directory, 'store.db')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WRITER, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    let output = ''
    let wasRefused = false
    for await (const chunk of child.stdout) {
      output += chunk
      if (!wasRefused && output.startsWith('open\n')) {
        await assert.rejects(openSqliteStore({ path }), StoreLockedError)
        wasRefused = true
      }
      if (output.split('\n').length > ENOUGH) child.kill('SIGKILL')
    }
    if (child.signalCode === null) await once(child, 'exit')
    assert.equal(child.signalCode, 'SIGKILL')
    const acknowledged = output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1)
    const store = await openSqliteStore({ path })
    const left = await store.list('left')
    const right = await store.list('right')
    assert.deepEqual(left.documents, right.documents, 'no commit is there by half')
    const revisions = new Map(left.documents.map(({ key, revision }) => [key, revision]))
    for (const line of acknowledged) {
      const [key = '', revision] = line.split(' ')
      assert.equal(revisions.get(key), Number(revision), `commit ${key}`)
    }
    assert.ok(acknowledged.length >= ENOUGH - 1)
    assert.equal(left.revision, Math.max(...revisions.values()), 'the revision goes on from the last commit')
    await store.close()
  } finally {
    child.kill('SIGKILL')
    rmSync(directory, { recursive: true })
  }
})
