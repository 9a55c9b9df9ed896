import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HostView, type MountOperation, planMounts } from './mount-plan.ts'

/** A host as paths: a directory, a file, or a link (`-> target`). */
const tree: Record<string, string> = {
  '/usr': 'directory',
  '/usr/bin': 'directory',
  '/bin': '-> usr/bin',
  '/etc': 'directory',
  '/etc/ssl': 'directory',
  '/etc/hosts': 'file',
  '/etc/mtab': '-> /proc/mounts',
  '/data/secret': 'directory',
}
const host: HostView = {
  kind: async (path) => {
    const entry = tree[path]
    return entry?.startsWith('-> ') ? 'link' : (entry as 'directory' | 'file' | undefined)
  },
  readLink: async (path) => tree[path]?.slice(3),
  list: async (path) =>
    Object.keys(tree)
      .filter((entry) => entry.startsWith(`${path}/`) && !entry.slice(path.length + 1).includes('/'))
      .map((entry) => entry.slice(path.length + 1)),
}
const plan = (path: string, more: { source?: string; kind?: 'file' | 'directory'; masked?: string[] } = {}) =>
  planMounts(host, {
    mounts: [{ source: more.source ?? '/state/v', path, kind: more.kind ?? 'directory', readOnly: true }],
    masked: more.masked ?? [],
    workingDirectory: '/',
  })
const at = (operations: MountOperation[], path: string) =>
  operations.filter((operation) => 'path' in operation && operation.path === path)

test('mounts a volume below /run when its path goes through the link /var/run', async () => {
  const operations = await plan('/var/run/secrets/token')
  assert.deepEqual(
    at(operations, '/run/secrets/token').map((operation) => operation.op),
    ['directory', 'bind'],
  )
})

test('uses a directory that the host has, without making one', async () => {
  assert.deepEqual(
    at(await plan('/etc/ssl'), '/etc/ssl').map((operation) => operation.op),
    ['bind'],
  )
})

test('mirrors a host directory in memory when a new place is wanted in it', async () => {
  const operations = await plan('/etc/app')
  assert.deepEqual(
    at(operations, '/etc').map((operation) => operation.op),
    ['directory', 'bind', 'memory'],
  )
  assert.deepEqual(at(operations, '/etc/ssl'), [
    { op: 'directory', path: '/etc/ssl', mode: 0o755 },
    { op: 'bind', path: '/etc/ssl', source: '/etc/ssl', readOnly: true },
  ])
  assert.deepEqual(at(operations, '/etc/mtab'), [{ op: 'symlink', path: '/etc/mtab', target: '/proc/mounts' }])
  assert.deepEqual(
    at(operations, '/etc/app').map((operation) => operation.op),
    ['directory', 'bind'],
  )
})

test('covers a masked directory inside a mounted one, before anything below it', async () => {
  const operations = await plan('/host', { source: '/', masked: ['/data/secret', '/not-there'] })
  assert.deepEqual(at(operations, '/host/data/secret'), [{ op: 'hide', path: '/host/data/secret' }])
  assert.deepEqual(at(operations, '/host/not-there'), [])
})
