import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryCluster } from '../fakes/memory-client.ts'
import { createTokenSource, isDue } from './token-source.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const seconds = 1000

// The examples of spec/kubernetes-tokens.md, section 6: life, age at which it is certainly kept, certainly renewed.
const schedule: [number, number, number][] = [
  [600, 470, 480],
  [3607, 2876, 2886],
  [86_400, 69_110, 69_120],
  [200_000, 86_390, 86_400],
]
for (const [life, kept, renewed] of schedule) {
  test(`a token of ${life} s is renewed between ${kept} s and ${renewed} s`, () => {
    const token = { issuedAt: start, expiresAt: start + life * seconds }
    assert.equal(isDue(token, start + kept * seconds - 1, 10_000), false)
    assert.equal(isDue(token, start + (kept + 1) * seconds, 10_000), true)
    assert.equal(isDue(token, start + renewed * seconds, 0), false)
    assert.equal(isDue(token, start + (renewed + 1) * seconds, 0), true)
  })
}

function setting() {
  let now = start
  let broken = false
  const kept: string[] = []
  const cluster = memoryCluster({
    now: () => now,
    issueToken: () => {
      if (broken) throw new Error('the API server is away')
      return `token-${cluster.tokenRequests.length}`
    },
  })
  const tokens = createTokenSource({
    client: cluster.client,
    clock: { now: () => now },
    random: { bytes: (count) => new Uint8Array(count) },
    onKept: (wanted) => kept.push(wanted.pod.name),
  })
  const wanted = { namespace: 'n', serviceAccount: 's', audience: '', expirationSeconds: 3600, pod: { name: 'p', uid: 'u' } }
  return { cluster, tokens, wanted, kept, move: (by: number) => (now += by * seconds), breakServer: () => (broken = true) }
}

test('asks once while the token is fresh, with the bound pod, and again when it is due', async () => {
  const { tokens, wanted, cluster, move } = setting()
  assert.equal(await tokens.get(wanted), 'token-1')
  move(2800)
  assert.equal(await tokens.get(wanted), 'token-1')
  move(200)
  assert.equal(await tokens.get(wanted), 'token-2')
  assert.deepEqual(cluster.tokenRequests[0]?.audiences, [])
  assert.equal(await tokens.get({ ...wanted, audience: 'sts.amazonaws.com' }), 'token-3')
})

test('keeps the old token while it is valid when renewing fails, and refuses once it is not', async () => {
  const { tokens, wanted, kept, move, breakServer } = setting()
  await tokens.get(wanted)
  breakServer()
  move(3000)
  assert.equal(await tokens.get(wanted), 'token-1')
  assert.deepEqual(kept, ['p'])
  move(600)
  await assert.rejects(tokens.get(wanted), /the API server is away/)
})

test('forgets the tokens of a pod that has gone', async () => {
  const { tokens, wanted } = setting()
  await tokens.get(wanted)
  tokens.forget('u')
  assert.equal(await tokens.get(wanted), 'token-2')
})
