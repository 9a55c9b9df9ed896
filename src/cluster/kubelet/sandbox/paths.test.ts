import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rewritePaths } from './paths.ts'

const mounts = [
  { source: '/state/a', path: '/var/run/secrets', kind: 'directory', readOnly: true },
  { source: '/state/b', path: '/var/run/secrets/deep', kind: 'directory', readOnly: true },
] as const
const cases: [string, string][] = [
  ['/var/run/secrets/token', '/state/a/token'],
  ['/var/run/secrets', '/state/a'],
  ['/var/run/secrets/deep/token', '/state/b/token'],
  ['/var/run/secretsX/token', '/var/run/secretsX/token'],
  ['--file=/var/run/secrets/token', '--file=/var/run/secrets/token'],
]
for (const [text, expected] of cases) {
  test(`${text} is really ${expected}`, () => assert.equal(rewritePaths(text, mounts), expected))
}
