/**
 * Session tokens: a session's description, sealed, so that STS writes nothing when a role is assumed and any
 * number of replicas can serve the session.
 *
 * Text: base64url of `magic (3) | key id (1) | salt (16) | AES-256-GCM ciphertext and tag`. The magic bytes make
 * every token begin with `IRSA`, so that a leaked one can be recognised. The sealing key is HKDF-SHA256 (RFC 5869)
 * of a master key and the token's own salt: extracted once per master key, expanded per token with the salt in the
 * `info`, which costs one HMAC. The access key id is associated data. The secret access key is an HMAC over the whole
 * token under a key of its own, so a key, a secret and a token of two sessions never fit.
 *
 * INVARIANT (one key, one seal): the derived key seals exactly once, which is why the nonce may be constant.
 */
import { LIMITS, type Random, uniqueId } from '../../base/index.ts'
import {
  deriveKey,
  type HmacKey,
  hmacKey,
  hmacSha256,
  hmacSha256Base64,
  NONCE_BYTES,
  open,
  type SealingKey,
  seal,
  sealingKey,
} from '../../crypto/index.ts'
import { decodeSession, encodeSession, type SealedSession } from './sealed-session.ts'

/** Raw 32-byte keys. Earlier ones still open tokens: keep each for the longest session (12 hours). */
export interface MasterKeys {
  readonly current: Uint8Array
  readonly earlier: readonly Uint8Array[]
}

export interface IssuedCredentials {
  readonly accessKeyId: string
  /** 40 characters. */
  readonly secretAccessKey: string
  readonly sessionToken: string
}

export interface OpenedSession {
  readonly session: SealedSession
  readonly secretAccessKey: string
}

export interface SessionTokens {
  /**
   * Fresh credentials for a session; `undefined` if its token would exceed `LIMITS.session.tokenBytes`.
   * @param minimumBytes the token is made at least this long, whatever it holds
   */
  issue(session: SealedSession, minimumBytes?: number): IssuedCredentials | undefined
  /** What was sealed, or `undefined` if the token is not ours, not of this access key, or changed in any bit. */
  open(accessKeyId: string, token: string): OpenedSession | undefined
}

interface Master {
  /** First byte of a fingerprint: finds the key without trying them all. */
  readonly id: number
  /** What every token of this key begins with: the magic bytes and the id. */
  readonly head: Uint8Array
  /** HKDF's pseudorandom key, which sealing keys are expanded from. */
  readonly sealing: HmacKey
  readonly secrets: HmacKey
}

const MAGIC = Uint8Array.of(0x21, 0x14, 0x80)
const MAGIC_TEXT = 'IRSA'
const SALT_BYTES = 16
const TAG_BYTES = 16
const HEAD_BYTES = MAGIC.length + 1 + SALT_BYTES
/** Of base64, which are 30 bytes of the HMAC: the length of AWS's own secret keys. */
const SECRET_CHARACTERS = 40
const MASTER_KEY_BYTES = 32
const CONSTANT_NONCE = new Uint8Array(NONCE_BYTES)
const NO_SALT = new Uint8Array(0)
/** Of HKDF-Extract: its own, so that these keys are none of the other ones. */
const EXTRACT_SALT = Buffer.from('irsa session token')

/** The bytes of plaintext that a token of the largest size has room for. */
export const SESSION_PLAINTEXT_BYTES = Math.floor((LIMITS.session.tokenBytes * 3) / 4) - HEAD_BYTES - TAG_BYTES

export function createSessionTokens(keys: MasterKeys, random: Random): SessionTokens {
  const current = master(keys.current)
  const masters = [current, ...keys.earlier.map(master)]
  return {
    issue(session, minimumBytes = 0) {
      const text = encodeSession(session)
      const bytes = Buffer.byteLength(text)
      if (bytes > SESSION_PLAINTEXT_BYTES) return undefined
      const accessKeyId = uniqueId('ASIA', random)
      const salt = random.bytes(SALT_BYTES)
      const plaintext = text + padding(bytes, minimumBytes)
      const sealed = seal(sessionKey(current, salt), CONSTANT_NONCE, plaintext, accessKeyId, current.head, salt)
      const sessionToken = sealed.toString('base64url')
      return { accessKeyId, secretAccessKey: secretOf(current, sessionToken), sessionToken }
    },
    open(accessKeyId, token) {
      if (token.length > LIMITS.session.tokenBytes || !token.startsWith(MAGIC_TEXT)) return undefined
      const bytes = Buffer.from(token, 'base64url')
      // Decoding is lenient (white space, `+`, stray bits): only the one canonical spelling is a token.
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return undefined
      for (const candidate of masters) {
        if (candidate.id !== bytes[MAGIC.length]) continue
        const key = sessionKey(candidate, bytes.subarray(MAGIC.length + 1, HEAD_BYTES))
        const plaintext = open(key, CONSTANT_NONCE, bytes.subarray(HEAD_BYTES), accessKeyId)
        if (plaintext !== undefined) return { session: decodeSession(plaintext), secretAccessKey: secretOf(candidate, token) }
      }
      return undefined
    },
  }
}

function master(bytes: Uint8Array): Master {
  if (bytes.length !== MASTER_KEY_BYTES) throw new RangeError(`a master key has ${MASTER_KEY_BYTES} bytes`)
  const key = hmacKey(bytes)
  const [id = 0] = deriveKey(key, NO_SALT, 'irsa session key id', 1)
  const extracted = hmacSha256(hmacKey(EXTRACT_SALT), bytes)
  const secrets = deriveKey(key, NO_SALT, 'irsa session secrets', MASTER_KEY_BYTES)
  return { id, head: Uint8Array.of(...MAGIC, id), sealing: hmacKey(extracted), secrets: hmacKey(secrets) }
}

/** HKDF-Expand to one block: HMAC(extracted, info | 1), with the salt as the info. */
function sessionKey(from: Master, salt: Uint8Array): SealingKey {
  const info = new Uint8Array(SALT_BYTES + 1)
  info.set(salt)
  info[SALT_BYTES] = 1
  return sealingKey(hmacSha256(from.sealing, info))
}

function secretOf(from: Master, token: string): string {
  return hmacSha256Base64(from.secrets, token).slice(0, SECRET_CHARACTERS)
}

/** Spaces after the JSON, which mean nothing when it is read again. */
function padding(plaintextBytes: number, minimumTokenBytes: number): string {
  const wanted = Math.min(Math.ceil((minimumTokenBytes * 3) / 4) - HEAD_BYTES - TAG_BYTES, SESSION_PLAINTEXT_BYTES)
  return plaintextBytes >= wanted ? '' : ' '.repeat(wanted - plaintextBytes)
}
