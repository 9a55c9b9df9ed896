/**
 * JSON Web Key sets (https://www.rfc-editor.org/rfc/rfc7517#section-5): written as kube-apiserver writes them,
 * read as lenient as the RFC asks. A key of another type or use is skipped ("implementations SHOULD ignore"),
 * one bad key never hides the good ones; only a set that is no set at all is a failure.
 */
import { failure, isJsonObject, type JsonObject, type JsonValue, LIMITS, type Result, success } from '../base/index.ts'
import {
  type PublicJwk,
  type PublicKey,
  publicKeyFromJwk,
  publicKeyToDer,
  publicKeyToJwk,
  type SignatureAlgorithm,
  sha256,
} from '../crypto/index.ts'

/** A key of an issuer, under the name it was published with. */
export interface VerificationKey {
  /** `undefined` if the JWK has no `kid`; the empty text is a name. */
  readonly keyId?: string
  readonly key: PublicKey
}

/** The `kid` that kube-apiserver gives a key: base64url of the SHA-256 of its SubjectPublicKeyInfo (DER). */
export function keyIdOf(key: PublicKey): string {
  return Buffer.from(sha256(publicKeyToDer(key))).toString('base64url')
}

/** The document behind `jwks_uri`, keys in the order given. */
export function jwkSetText(keys: readonly { readonly key: PublicKey; readonly keyId: string }[]): string {
  return JSON.stringify({ keys: keys.map(({ key, keyId }) => jwkOf(key, keyId)) })
}

function jwkOf(key: PublicKey, kid: string): JsonObject {
  const { kty, n = '', e = '', crv = '', x = '', y = '' } = publicKeyToJwk(key)
  return kty === 'RSA'
    ? { use: 'sig', kty, kid, alg: key.algorithm, n, e }
    : { use: 'sig', kty, kid, crv, alg: key.algorithm, x, y }
}

/** The usable keys of a set from outside; the problem says what was expected. */
export function parseJwkSet(text: string): Result<readonly VerificationKey[], string> {
  if (Buffer.byteLength(text) > LIMITS.issuerFetch.keySetBytes) {
    return failure(`a key set of at most ${LIMITS.issuerFetch.keySetBytes} bytes`)
  }
  const set = parseJson(text)
  const members = isJsonObject(set) ? set['keys'] : undefined
  if (!Array.isArray(members)) return failure('a JSON object with a list "keys"')
  const counts = { RSA: 0, EC: 0 }
  const keys: VerificationKey[] = []
  for (const jwk of members) {
    if (!isJsonObject(jwk) || (jwk['kty'] !== 'RSA' && jwk['kty'] !== 'EC')) continue
    counts[jwk['kty']] += 1
    if (counts[jwk['kty']] > LIMITS.issuerFetch.keysPerType) {
      return failure(`at most ${LIMITS.issuerFetch.keysPerType} keys of one type`)
    }
    const key = verificationKey(jwk)
    if (key !== undefined) keys.push(key)
  }
  return success(keys)
}

function verificationKey(jwk: JsonObject): VerificationKey | undefined {
  const { kid, alg } = jwk
  if (!isForSignatures(jwk) || !isOptionalText(kid) || !isOptionalText(alg)) return undefined
  const publicPart = publicPartOf(jwk)
  if (publicPart === undefined) return undefined
  const key = publicKeyFromJwk(publicPart, alg !== undefined && isRsaAlgorithm(alg) ? alg : undefined)
  // An "alg" that is not the key's own (such as PS256 on an RSA key) names a use that we do not have.
  if (!key.ok || (alg !== undefined && alg !== key.value.algorithm)) return undefined
  return kid === undefined ? { key: key.value } : { keyId: kid, key: key.value }
}

function isForSignatures({ use, key_ops: operations }: JsonObject): boolean {
  const allowed = operations === undefined || (Array.isArray(operations) && operations.includes('verify'))
  return allowed && (use === undefined || use === 'sig')
}

function isOptionalText(value: JsonValue | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function isRsaAlgorithm(alg: string): alg is SignatureAlgorithm {
  return alg === 'RS256' || alg === 'RS384' || alg === 'RS512'
}

/** Only the public members, and only of sizes that cannot make one verification cost as much as thousands. */
function publicPartOf(jwk: JsonObject): PublicJwk | undefined {
  const { kty, n, e, crv, x, y } = jwk
  const { modulusCharacters, exponentCharacters } = LIMITS.issuerFetch
  if (kty === 'RSA') {
    return isShortText(n, modulusCharacters) && isShortText(e, exponentCharacters) ? { kty, n, e } : undefined
  }
  const isPoint = isShortText(crv, modulusCharacters) && isShortText(x, modulusCharacters) && isShortText(y, modulusCharacters)
  return isPoint ? { kty: 'EC', crv, x, y } : undefined
}

function isShortText(value: JsonValue | undefined, characters: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= characters
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
