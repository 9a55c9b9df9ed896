/**
 * The verification keys of registered providers, kept in memory.
 *
 * STS publishes no cache times; these are ours (`LIMITS.issuerFetch`): keys are fetched again at their age limit and,
 * for an unknown `kid`, once per interval; a failed fetch is not repeated for a while; in an outage known keys are
 * served stale for at most a day. One fetch at a time per provider, and a bounded number in all.
 * A `kid` that is known and fresh is answered without a promise: this is the hot path.
 */
import { type Clock, failure, LIMITS, type Result, success } from '../../base/index.ts'
import type { PublicKey } from '../../crypto/index.ts'
import type { VerificationKey } from '../../token/index.ts'
import type { DirectoryProvider } from '../iam/index.ts'
import { createGate } from './gate.ts'
import type { FetchProviderKeys, KeyProblem } from './provider-documents.ts'

export type KeysFound = Result<readonly PublicKey[], KeyProblem>

export interface ProviderKeys {
  /**
   * The keys that the issuer publishes under this name, never an empty list. A token without `kid` asks for the
   * empty name; a key published without `kid` is never found, as at AWS.
   */
  find(provider: DirectoryProvider, keyId: string): KeysFound | Promise<KeysFound>
}

interface Entry {
  keys: ReadonlyMap<string, readonly PublicKey[]>
  /** Milliseconds since 1970, of the last fetch that succeeded; -Infinity before. */
  fetchedAt: number
  /** Of the last fetch, whatever came of it. */
  triedAt: number
  problem?: KeyProblem
  underWay?: Promise<void>
}

const { maxAgeMs, staleMs, unknownKidIntervalMs, failureBackoffMs, concurrent, cachedProviders } = LIMITS.issuerFetch

export function createProviderKeys(fetchKeys: FetchProviderKeys, clock: Clock): ProviderKeys {
  const entries = new Map<string, Entry>()
  const gate = createGate(concurrent)

  const entryOf = (provider: DirectoryProvider): Entry => {
    // With the thumbprints: keys that one account's pin vouched for must not serve another account's provider.
    const name = `${provider.url} ${provider.thumbprints.join()}`
    const known = entries.get(name)
    if (known !== undefined) return known
    if (entries.size >= cachedProviders) dropOldest(entries)
    const entry: Entry = { keys: new Map(), fetchedAt: Number.NEGATIVE_INFINITY, triedAt: Number.NEGATIVE_INFINITY }
    entries.set(name, entry)
    return entry
  }

  const refresh = (entry: Entry, provider: DirectoryProvider): Promise<void> => {
    entry.underWay ??= gate.run(async () => {
      try {
        record(entry, await fetchKeys(provider), clock.now())
      } finally {
        delete entry.underWay
      }
    })
    return entry.underWay
  }

  return {
    find(provider, keyId) {
      const entry = entryOf(provider)
      const now = clock.now()
      const keys = entry.keys.get(keyId)
      if (keys !== undefined && isWithin(now, entry.fetchedAt, maxAgeMs)) return success(keys)
      if (!mayFetch(entry, now)) return answer(entry, keyId, now)
      const refreshed = refresh(entry, provider).then(() => answer(entry, keyId, clock.now()))
      const stale = entry.problem === undefined ? undefined : answer(entry, keyId, now)
      // In an outage nobody waits for a fetch that will probably fail again.
      return stale?.ok ? stale : refreshed
    },
  }
}

/** The interval counts from the end of a fetch, so that a slow issuer is not asked without a pause. */
function record(entry: Entry, fetched: Result<readonly VerificationKey[], KeyProblem>, now: number): void {
  entry.triedAt = now
  if (!fetched.ok) {
    entry.problem = fetched.problem
    return
  }
  entry.keys = byName(fetched.value)
  entry.fetchedAt = now
  delete entry.problem
}

/** Called only if the key is not there or the keys are too old. */
function mayFetch(entry: Entry, now: number): boolean {
  if (entry.underWay !== undefined) return true
  if (entry.problem !== undefined) return !isWithin(now, entry.triedAt, failureBackoffMs)
  return !isWithin(now, entry.fetchedAt, maxAgeMs) || !isWithin(now, entry.triedAt, unknownKidIntervalMs)
}

/** What is known now, without another fetch. */
function answer(entry: Entry, keyId: string, now: number): KeysFound {
  const { problem } = entry
  // A certificate that does not fit is no outage: somebody may be standing in for the issuer.
  const usable = isWithin(now, entry.fetchedAt, problem === undefined ? maxAgeMs : staleMs) && problem?.kind !== 'certificate'
  const keys = usable ? entry.keys.get(keyId) : undefined
  if (keys !== undefined) return success(keys)
  if (problem !== undefined) return failure(problem)
  return failure({ kind: 'unknown-key', failureId: 'IS03', detail: `the issuer publishes no key with the token's "kid"` })
}

/** Times that lie ahead count as long past: a clock moved back must not freeze anything. */
function isWithin(now: number, since: number, duration: number): boolean {
  const age = now - since
  return age >= 0 && age < duration
}

function byName(keys: readonly VerificationKey[]): ReadonlyMap<string, readonly PublicKey[]> {
  const names = new Map<string, PublicKey[]>()
  for (const { keyId, key } of keys) {
    if (keyId === undefined) continue
    const same = names.get(keyId)
    if (same === undefined) names.set(keyId, [key])
    else same.push(key)
  }
  return names
}

function dropOldest(entries: Map<string, Entry>): void {
  const [oldest] = entries.keys()
  if (oldest !== undefined) entries.delete(oldest)
}
