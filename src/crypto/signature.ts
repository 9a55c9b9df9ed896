/**
 * Signature keys and signatures for JSON Web Algorithms (RFC 7518): RSASSA-PKCS1-v1_5 and ECDSA.
 * The algorithm belongs to the key, never to the message: whoever verifies asks the key what it is.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  sign as signData,
  verify as verifyData,
} from 'node:crypto'
import { promisify } from 'node:util'
import { failure, type Result, success } from '../base/index.ts'

export type SignatureAlgorithm = 'RS256' | 'RS384' | 'RS512' | 'ES256' | 'ES384' | 'ES512'

export interface PublicKey {
  readonly algorithm: SignatureAlgorithm
  readonly handle: KeyObject
}

export interface PrivateKey {
  readonly algorithm: SignatureAlgorithm
  readonly handle: KeyObject
  readonly publicKey: PublicKey
}

/** A public key as JSON (RFC 7517), only the members that name the key itself. */
export interface PublicJwk {
  readonly kty: 'RSA' | 'EC'
  readonly n?: string
  readonly e?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}

const MIN_RSA_BITS = 2048
const HASHES = { RS256: 'sha256', RS384: 'sha384', RS512: 'sha512', ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' } as const
const CURVE_ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
}

/** A fresh key pair: RSA of 2048 bits, or the curve that the algorithm names. */
export async function generatePrivateKey(algorithm: SignatureAlgorithm): Promise<PrivateKey> {
  const generate = promisify(generateKeyPair)
  if (algorithm.startsWith('RS')) {
    const pair = await generate('rsa', { modulusLength: MIN_RSA_BITS })
    return privateKeyOf(pair.privateKey, algorithm)
  }
  const curve = Object.entries(CURVE_ALGORITHMS).find(([, name]) => name === algorithm)?.[0] ?? 'prime256v1'
  const pair = await generate('ec', { namedCurve: curve })
  return privateKeyOf(pair.privateKey, algorithm)
}

/** @param pem PKCS#8, PKCS#1 or SEC1 @param rsaAlgorithm what an RSA key signs with */
export function privateKeyFromPem(pem: string, rsaAlgorithm: SignatureAlgorithm = 'RS256'): Result<PrivateKey, string> {
  try {
    const handle = createPrivateKey(pem)
    const algorithm = algorithmOf(handle, rsaAlgorithm)
    if (algorithm === undefined) return failure('the key is neither RSA (2048 bits or more) nor EC on P-256, P-384 or P-521')
    return success(privateKeyOf(handle, algorithm))
  } catch {
    return failure('not a private key in PEM form')
  }
}

/** PKCS#8 PEM. For a file of mode 0600, never for a message. */
export function privateKeyToPem(key: PrivateKey): string {
  return key.handle.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** @param rsaAlgorithm what an RSA key verifies: the JWK's `alg`, RS256 where it has none */
export function publicKeyFromJwk(jwk: PublicJwk, rsaAlgorithm: SignatureAlgorithm = 'RS256'): Result<PublicKey, string> {
  try {
    return accepted(createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }), rsaAlgorithm)
  } catch {
    return failure('not an RSA or EC public key in JWK form')
  }
}

export function publicKeyToJwk(key: PublicKey): PublicJwk {
  return key.handle.export({ format: 'jwk' }) as PublicJwk
}

/** DER of SubjectPublicKeyInfo: what Kubernetes derives a `kid` from. */
export function publicKeyToDer(key: PublicKey): Uint8Array {
  return key.handle.export({ type: 'spki', format: 'der' })
}

/** The JWS form of a signature: raw r and s for ECDSA (RFC 7518 section 3.4). */
export function sign(key: PrivateKey, data: string | Uint8Array): Uint8Array {
  return signData(HASHES[key.algorithm], bytesOf(data), keyInput(key))
}

export function verify(key: PublicKey, data: string | Uint8Array, signature: Uint8Array): boolean {
  return verifyData(HASHES[key.algorithm], bytesOf(data), keyInput(key), signature)
}

/** RSA keys go in as they are: an options object makes Node unwrap the key each time, which costs as much as the RSA itself. */
function keyInput(key: PublicKey | PrivateKey): KeyObject | { key: KeyObject; dsaEncoding: 'ieee-p1363' } {
  return key.algorithm.startsWith('RS') ? key.handle : { key: key.handle, dsaEncoding: 'ieee-p1363' }
}

function accepted(handle: KeyObject, rsaAlgorithm: SignatureAlgorithm): Result<PublicKey, string> {
  const algorithm = algorithmOf(handle, rsaAlgorithm)
  if (algorithm === undefined) return failure('the key is neither RSA (2048 bits or more) nor EC on P-256, P-384 or P-521')
  return success({ algorithm, handle })
}

function algorithmOf(handle: KeyObject, rsaAlgorithm: SignatureAlgorithm): SignatureAlgorithm | undefined {
  const details = handle.asymmetricKeyDetails
  if (handle.asymmetricKeyType === 'rsa') {
    const bits = details?.modulusLength ?? 0
    return bits >= MIN_RSA_BITS && rsaAlgorithm.startsWith('RS') ? rsaAlgorithm : undefined
  }
  if (handle.asymmetricKeyType === 'ec') return CURVE_ALGORITHMS[details?.namedCurve ?? '']
  return undefined
}

function privateKeyOf(handle: KeyObject, algorithm: SignatureAlgorithm): PrivateKey {
  return { algorithm, handle, publicKey: { algorithm, handle: createPublicKey(handle) } }
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, 'utf8') : data
}
