/**
 * An OIDC issuer for service-account tokens: its keys, its documents, its rotation.
 * Documents: https://openid.net/specs/openid-connect-discovery-1_0.html . Rotation follows `keySchedule`: a key is
 * published before it signs and stays until its last token has ended, so neither a restart nor a rotation makes
 * a pod fail.
 */
import { type Clock, type HttpHandler, LIMITS, type Scheduler } from '../base/index.ts'
import { generatePrivateKey, type PrivateKey, type PublicKey } from '../crypto/index.ts'
import type { Store } from '../storage/index.ts'
import { jwkSetText, type KeyPolicy, type KeySchedule, keySchedule } from '../token/index.ts'
import { KeySetFullError } from './errors.ts'
import { CACHE_SECONDS, discoveryDocument, documentPaths } from './issuer-documents.ts'
import { issuerHandler } from './issuer-handler.ts'
import { keepRotating } from './keep-rotating.ts'
import { openKeyRing, type RingKey } from './key-ring.ts'

export interface IssuerOptions {
  /** The `iss` of tokens, exactly: `https://host[:port][/path]`. */
  readonly url: string
  readonly store: Store
  readonly clock: Clock
  /** Of new keys; default RS256, as EKS. If the newest key has another one, opening rotates. */
  readonly algorithm?: 'RS256' | 'ES256'
  /** The longest life that a token gets, in seconds; default 365 days, what an extended token has. */
  readonly longestTokenSeconds?: number
  /** With it a new key takes over every so many seconds (EKS: about seven days); without it only `rotate` does. */
  readonly rotation?: { readonly everySeconds: number; readonly scheduler: Scheduler }
}

export interface Issuer {
  readonly url: string
  signingKey(): { readonly key: PrivateKey; readonly keyId: string }
  /** The keys of the key set: published, signing, retired. */
  verificationKeys(): readonly { readonly key: PublicKey; readonly keyId: string }[]
  /** What each key is for now, and when that changes. */
  schedule(): KeySchedule
  discoveryText(): string
  keySetText(): string
  /** Serves the two documents under the path of `url`; 404 for all else. */
  readonly handler: HttpHandler
  /** Publishes a new key; it signs once everybody must have seen it. Throws `KeySetFullError`. */
  rotate(): Promise<void>
  /** Ends scheduled rotation and following the store, which stays open. */
  close(): void
}

const YEAR_SECONDS = 365 * 24 * 3_600

/** Throws `IssuerUrlError`. */
export async function openIssuer(options: IssuerOptions): Promise<Issuer> {
  const { url, store, clock, algorithm = 'RS256', rotation } = options
  const paths = documentPaths(url)
  const ring = await openKeyRing(store)
  const policy: KeyPolicy = {
    cacheSeconds: CACHE_SECONDS,
    longestTokenSeconds: options.longestTokenSeconds ?? YEAR_SECONDS,
    leewaySeconds: LIMITS.token.leewaySeconds,
    rotateEverySeconds: rotation?.everySeconds ?? YEAR_SECONDS,
  }
  const nowSeconds = () => Math.floor(clock.now() / 1_000)
  const schedule = () => keySchedule(ring.keys(), policy, nowSeconds())

  async function rotate(): Promise<void> {
    const { keys } = schedule()
    const removed = new Set(keys.flatMap(({ keyId, state }) => (state === 'removed' ? [keyId] : [])))
    const limit = LIMITS.issuerFetch.keysPerType
    if (keys.length - removed.size >= limit) throw new KeySetFullError(limit)
    // Seen before the key is made, which takes a while: where another replica was quicker meanwhile, its key is the
    // rotation that was asked for.
    const after = ring.newest()
    await ring.publish(await generatePrivateKey(algorithm), { after, nowSeconds: nowSeconds(), forget: removed })
  }

  function verificationKeys(): readonly { key: PublicKey; keyId: string }[] {
    const published = new Set(schedule().keys.flatMap(({ keyId, state }) => (state === 'removed' ? [] : [keyId])))
    return ring.keys().flatMap(({ keyId, key }) => (published.has(keyId) ? [{ key: key.publicKey, keyId }] : []))
  }

  function signingKey(): RingKey {
    const keyId = schedule().signing?.keyId
    const found = ring.keys().find((key) => key.keyId === keyId)
    if (found === undefined) throw new Error('an open issuer has a key to sign with')
    return found
  }

  const texts = {
    discoveryText: () =>
      discoveryDocument(
        url,
        verificationKeys().map(({ key }) => key.algorithm),
      ),
    keySetText: () => jwkSetText(verificationKeys()),
  }

  if (ring.keys().at(-1)?.key.algorithm !== algorithm) await rotate()
  const rotating = rotation && keepRotating({ clock, scheduler: rotation.scheduler, schedule, rotate })
  return {
    url,
    signingKey,
    verificationKeys,
    schedule,
    ...texts,
    handler: issuerHandler(paths, texts),
    rotate,
    close() {
      rotating?.cancel()
      ring.close()
    },
  }
}
