/**
 * When a key is published, signs, is retired, is removed: a pure function of time and policy, so that keys rotate
 * without a failing pod. The rules are those of any cached key set
 * (https://openid.net/specs/openid-connect-core-1_0.html#RotateSigningKeys):
 *
 * INVARIANT (known before used): a key signs only after everybody who caches the key set has had to fetch it again.
 * INVARIANT (kept while needed): a key stays in the set until the last token it may have signed has ended.
 * INVARIANT (always one): at every time exactly one key of a non-empty set signs, also if the clock is moved.
 *
 * All times are whole seconds since 1970, all durations seconds.
 */

export type KeyState = 'published' | 'signing' | 'retired' | 'removed'

export interface KeyPolicy {
  /** How long readers may keep the key set: its `max-age`. */
  readonly cacheSeconds: number
  /** The longest life of a token. */
  readonly longestTokenSeconds: number
  /** How far the clocks of readers may be from ours. */
  readonly leewaySeconds: number
  /** How long a key signs before the next one takes over. */
  readonly rotateEverySeconds: number
}

export interface PublishedKey {
  readonly keyId: string
  readonly publishedAt: number
}

export interface ScheduledKey {
  readonly keyId: string
  readonly state: KeyState
  readonly signsFrom: number
  /** When the next key takes over; unknown while there is none. */
  readonly retiresAt?: number
  readonly removedAt?: number
}

export interface KeySchedule {
  /** In order of publication. */
  readonly keys: readonly ScheduledKey[]
  /** The key to sign with now; `undefined` only for an empty set. */
  readonly signing?: ScheduledKey
  /** When the next key must be published so that it signs in time; 0 (at once) for an empty set. */
  readonly nextPublicationAt: number
}

/** @param published every key ever published that has not been removed yet; of the same second, the later one last */
export function keySchedule(published: readonly PublishedKey[], policy: KeyPolicy, nowSeconds: number): KeySchedule {
  const ordered = [...published].sort((left, right) => left.publishedAt - right.publishedAt)
  const lead = policy.cacheSeconds + policy.leewaySeconds
  // Nobody can have cached a set without the first key, so that one need not wait.
  const starts = ordered.map((key, index) => (index === 0 ? key.publishedAt : key.publishedAt + lead))
  const signingIndex = Math.max(
    0,
    starts.findLastIndex((start) => start <= nowSeconds),
  )
  const keys = ordered.map((key, index) => scheduled(key.keyId, index, signingIndex, starts, policy, nowSeconds))
  const signing = keys[signingIndex]
  const lastStart = starts.at(-1)
  const nextPublicationAt = lastStart === undefined ? 0 : lastStart + policy.rotateEverySeconds - lead
  return signing === undefined ? { keys, nextPublicationAt } : { keys, signing, nextPublicationAt }
}

function scheduled(
  keyId: string,
  index: number,
  signingIndex: number,
  starts: readonly number[],
  policy: KeyPolicy,
  nowSeconds: number,
): ScheduledKey {
  const signsFrom = starts[index] ?? 0
  const retiresAt = starts[index + 1]
  if (retiresAt === undefined) return { keyId, signsFrom, state: index === signingIndex ? 'signing' : 'published' }
  const removedAt = retiresAt + policy.longestTokenSeconds + policy.leewaySeconds
  return { keyId, signsFrom, retiresAt, removedAt, state: stateOf(index, signingIndex, removedAt, nowSeconds) }
}

function stateOf(index: number, signingIndex: number, removedAt: number, nowSeconds: number): KeyState {
  if (index === signingIndex) return 'signing'
  if (index > signingIndex) return 'published'
  return nowSeconds < removedAt ? 'retired' : 'removed'
}
