/**
 * The keys of an issuer as the store keeps them: a view fed by watch, so that a key that another replica publishes
 * is here when it is there. One document per key, numbered in order of publication; the number is claimed by
 * compare-and-set, so replicas that rotate at the same time publish one key, not two.
 *
 * INVARIANT (private keys stay in the store): PEM text goes from here to the store and back, and nowhere else.
 */
import { isJsonObject, type JsonValue } from '../base/index.ts'
import { type PrivateKey, privateKeyFromPem, privateKeyToPem, type SignatureAlgorithm } from '../crypto/index.ts'
import type { Change, Store, StoredDocument } from '../storage/index.ts'
import { keyIdOf, type PublishedKey } from '../token/index.ts'

export interface RingKey extends PublishedKey {
  readonly key: PrivateKey
}

export interface KeyRing {
  /** In order of publication. */
  keys(): readonly RingKey[]
  /** The number of the newest key; '0' while there is none. */
  newest(): string
  /** False if another replica has published a key after the one that the caller saw; nothing is changed then. */
  publish(key: PrivateKey, publication: Publication): Promise<boolean>
  close(): void
}

export interface Publication {
  /** The key that was the newest when the caller decided to publish another. */
  readonly after: string
  readonly nowSeconds: number
  /** Ids of keys that go with the same commit. */
  readonly forget: ReadonlySet<string>
}

const COLLECTION = 'issuer-keys'
const NUMBER_DIGITS = 8

/** What one document holds besides its number, which is its key. */
interface KeyDocument {
  readonly algorithm: SignatureAlgorithm
  /** Seconds since 1970. */
  readonly publishedAt: number
  readonly privateKey: string
}

export async function openKeyRing(store: Store): Promise<KeyRing> {
  const byNumber = new Map<string, RingKey>()
  let subscription = await follow()

  async function follow() {
    const { documents, revision } = await store.list(COLLECTION)
    byNumber.clear()
    for (const document of documents) byNumber.set(document.key, ringKeyOf(document))
    return store.watch({
      collection: COLLECTION,
      afterRevision: revision,
      onEvent(event) {
        if (event.type === 'put') byNumber.set(event.document.key, ringKeyOf(event.document))
        else byNumber.delete(event.key)
      },
      onLost() {
        void follow().then((next) => {
          subscription = next
        })
      },
    })
  }

  const numbers = () => [...byNumber.keys()].sort()
  const newest = () => numbers().at(-1) ?? '0'
  const keys = () => numbers().flatMap((number) => byNumber.get(number) ?? [])

  return {
    keys,
    newest,
    async publish(key, { after, nowSeconds, forget }) {
      const last = newest()
      if (last !== after) return false
      // A clock that was moved back must not put the new key before those that are there.
      const publishedAt = Math.max(nowSeconds, byNumber.get(last)?.publishedAt ?? 0)
      const document: KeyDocument = { algorithm: key.algorithm, publishedAt, privateKey: privateKeyToPem(key) }
      const number = String(Number(last) + 1).padStart(NUMBER_DIGITS, '0')
      const changes: Change[] = [{ type: 'put', collection: COLLECTION, key: number, value: { ...document }, expect: 'absent' }]
      for (const [old, { keyId }] of byNumber) {
        if (forget.has(keyId)) changes.push({ type: 'delete', collection: COLLECTION, key: old, expect: 'any' })
      }
      const { ok } = await store.commit(changes)
      return ok
    },
    close: () => subscription.close(),
  }
}

function ringKeyOf({ key: number, value }: StoredDocument): RingKey {
  const { publishedAt, privateKey, algorithm } = isJsonObject(value) ? value : {}
  if (typeof publishedAt !== 'number' || typeof privateKey !== 'string') throw new Error(`issuer key ${number} is incomplete`)
  const key = privateKeyFromPem(privateKey, rsaAlgorithm(algorithm))
  if (!key.ok) throw new Error(`issuer key ${number} is unusable: ${key.problem}`)
  return { keyId: keyIdOf(key.value.publicKey), publishedAt, key: key.value }
}

function rsaAlgorithm(algorithm: JsonValue | undefined): SignatureAlgorithm {
  return algorithm === 'RS384' || algorithm === 'RS512' ? algorithm : 'RS256'
}
