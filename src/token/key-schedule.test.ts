import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type KeyPolicy, keySchedule, type PublishedKey } from './index.ts'

const policy: KeyPolicy = { cacheSeconds: 3_600, longestTokenSeconds: 86_400, leewaySeconds: 60, rotateEverySeconds: 604_800 }
const start = 1_000_000
const lead = 3_660
const states = (published: readonly PublishedKey[], now: number) =>
  Object.fromEntries(keySchedule(published, policy, now).keys.map(({ keyId, state }) => [keyId, state]))

test('the first key signs at once, because nobody can have cached a set without it', () => {
  const schedule = keySchedule([{ keyId: 'a', publishedAt: start }], policy, start)
  assert.equal(schedule.signing?.keyId, 'a')
  assert.equal(schedule.nextPublicationAt, start + 604_800 - lead)
})

test('an empty set wants a key at once and has none to sign with', () => {
  assert.deepEqual(keySchedule([], policy, start), { keys: [], nextPublicationAt: 0 })
})

const two: PublishedKey[] = [
  { keyId: 'b', publishedAt: start + 1_000 },
  { keyId: 'a', publishedAt: start },
]
const takeover = start + 1_000 + lead
const timeline: [string, number, Record<string, string>][] = [
  ['before the second key', start + 999, { a: 'signing', b: 'published' }],
  ['while readers may have cached the old set', takeover - 1, { a: 'signing', b: 'published' }],
  ['once they must have fetched again', takeover, { a: 'retired', b: 'signing' }],
  ['while a token of the first key may live', takeover + 86_459, { a: 'retired', b: 'signing' }],
  ['once the last one has ended', takeover + 86_460, { a: 'removed', b: 'signing' }],
  ['when the clock was moved to before everything', 0, { a: 'signing', b: 'published' }],
]
for (const [name, now, expected] of timeline) {
  test(`states ${name}`, () => assert.deepEqual(states(two, now), expected))
}

test('rotating twice in a row never leaves a time without a known signer', () => {
  const published = [0, 10, 11].map((offset, index) => ({ keyId: String(index), publishedAt: start + offset }))
  for (let now = start - 10; now < start + 100_000; now += 97) {
    const { keys, signing } = keySchedule(published, policy, now)
    assert.equal(keys.filter(({ state }) => state === 'signing').length, 1)
    assert.equal(keys.find(({ state }) => state === 'signing')?.keyId, signing?.keyId)
  }
})

test('over a year of weekly rotation every reader verifies every token', () => {
  const published: PublishedKey[] = []
  const existing = (now: number) => published.filter(({ publishedAt }) => publishedAt <= now)
  const setAt = (now: number) =>
    new Set(keySchedule(existing(now), policy, now).keys.flatMap(({ keyId, state }) => (state === 'removed' ? [] : [keyId])))
  // Publishing is done in time: at every hour that the schedule asks for it.
  for (let now = start; now < start + 365 * 86_400; now += 3_600) {
    if (now >= keySchedule(published, policy, now).nextPublicationAt)
      published.push({ keyId: String(published.length), publishedAt: now })
  }
  assert.equal(published.length, 53)
  for (let now = start; now < start + 364 * 86_400; now += 1_801) {
    const signer = keySchedule(existing(now), policy, now).signing?.keyId ?? ''
    assert.ok(setAt(Math.max(start, now - 3_600)).has(signer), 'a set cached for its whole life has the signer')
    assert.ok(setAt(now + 86_400).has(signer), 'a set fetched at the end of the token has the signer')
    assert.ok(setAt(now).size <= 3)
  }
})
