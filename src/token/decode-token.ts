/**
 * Takes a JSON Web Token apart: JWS compact serialization (https://www.rfc-editor.org/rfc/rfc7515#section-7.1)
 * of a claims set (https://www.rfc-editor.org/rfc/rfc7519).
 *
 * The text is untrusted, and NOTHING of the result is trusted until `verifyTokenSignature` said yes.
 * Stricter than the RFCs where they leave a choice, because two readers of one token must never see two tokens:
 * one encoding per part (canonical, unpadded), no member twice at any depth, no header that brings its own key.
 * This is the hot path of STS: one native JSON.parse per part, and one scan to compare counts.
 */
import { failure, type JsonObject, type JsonValue, LIMITS, type Result, success } from '../base/index.ts'
import type { SignatureAlgorithm } from '../crypto/index.ts'
import { memberCount } from './member-count.ts'
import type { TokenPart, TokenProblem, TokenProblemCode } from './token-problem.ts'

export interface TokenHeader {
  readonly alg: SignatureAlgorithm
  readonly kid?: string
}

/** The parts of a token that is well-formed; its signature has not been looked at. */
export interface DecodedToken {
  readonly header: TokenHeader
  readonly claims: Readonly<Record<string, JsonValue>>
  /** What the signature covers: the first two parts with their dot, as received. */
  readonly signingInput: string
  readonly signature: Uint8Array
  /** The header's `kid`; may be the empty text, which is a name like any other. */
  readonly keyId?: string
}

const ALGORITHMS: ReadonlySet<string> = new Set<SignatureAlgorithm>(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'])

/** Members that bring a key, point to one, or change what is signed. */
const REFUSED_HEADER_MEMBERS = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64'] as const

const HEADER_CHARACTERS = Math.ceil((LIMITS.token.headerBytes * 4) / 3)
const REPLACEMENT = '\ufffd'

export function decodeToken(text: string): Result<DecodedToken, TokenProblem> {
  if (text.length > LIMITS.token.characters) {
    return refuse('too-long', 'token', `at most ${LIMITS.token.characters} characters`)
  }
  const firstDot = text.indexOf('.')
  const secondDot = text.indexOf('.', firstDot + 1)
  if (firstDot < 0 || secondDot < 0 || text.includes('.', secondDot + 1)) {
    return refuse('not-three-parts', 'token', 'three parts with a dot between them')
  }
  if (firstDot > HEADER_CHARACTERS) return refuse('too-long', 'header', `at most ${LIMITS.token.headerBytes} bytes`)
  const header = decodeHeader(text.slice(0, firstDot))
  if (!header.ok) return header
  const claims = decodeObject(text.slice(firstDot + 1, secondDot), 'claims')
  if (!claims.ok) return claims
  if (secondDot + 1 === text.length) return refuse('signature-missing', 'signature', 'a signature')
  const signature = decodeBase64url(text.slice(secondDot + 1))
  if (signature === undefined) return refuse('not-base64url', 'signature', BASE64URL)
  const { kid } = header.value
  const decoded = { header: header.value, claims: claims.value, signingInput: text.slice(0, secondDot), signature }
  return success(kid === undefined ? decoded : { ...decoded, keyId: kid })
}

/** The header last accepted: all tokens of one key have the same, and reading it is a pure function of its text. */
let lastHeader: { readonly part: string; readonly header: Result<TokenHeader, TokenProblem> } | undefined

function decodeHeader(part: string): Result<TokenHeader, TokenProblem> {
  if (lastHeader?.part === part) return lastHeader.header
  const header = readHeader(part)
  if (header.ok) lastHeader = { part, header }
  return header
}

function readHeader(part: string): Result<TokenHeader, TokenProblem> {
  const decoded = decodeObject(part, 'header')
  if (!decoded.ok) return decoded
  const members = decoded.value
  for (const name of REFUSED_HEADER_MEMBERS) {
    if (Object.hasOwn(members, name)) return refuse('header-member-refused', 'header', `a header without "${name}"`)
  }
  const { alg, kid } = members
  if (!isAlgorithm(alg)) return refuse('algorithm-refused', 'header', 'an "alg" of RS256, RS384, RS512, ES256, ES384 or ES512')
  if (kid === undefined) return success({ alg })
  if (typeof kid !== 'string') return refuse('key-id-malformed', 'header', 'a "kid" that is a string')
  return success({ alg, kid })
}

function isAlgorithm(value: JsonValue | undefined): value is SignatureAlgorithm {
  return typeof value === 'string' && ALGORITHMS.has(value)
}

const BASE64URL = 'canonical base64url without padding'

function decodeObject(part: string, name: TokenPart): Result<JsonObject, TokenProblem> {
  const bytes = decodeBase64url(part)
  if (bytes === undefined) return refuse('not-base64url', name, BASE64URL)
  const text = bytes.toString('utf8')
  // Decoding puts U+FFFD for what is no UTF-8; a token may also hold that character honestly.
  if (text.includes(REPLACEMENT) && !Buffer.from(text, 'utf8').equals(bytes)) {
    return refuse('not-a-json-object', name, 'UTF-8')
  }
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('not-a-json-object', name, 'one JSON object')
  }
  const count = memberCount(text, value, LIMITS.token.depth)
  if (count === 'too-deep') return refuse('too-deep', name, `at most ${LIMITS.token.depth} levels`)
  if (count === 'duplicate-member') return refuse('duplicate-member', name, 'every member once')
  const audiences = value['aud']
  if (count > LIMITS.token.claims || (Array.isArray(audiences) && audiences.length > LIMITS.token.audiences)) {
    return refuse('too-many-members', name, `at most ${LIMITS.token.claims} members and ${LIMITS.token.audiences} audiences`)
  }
  return success(value)
}

/** `undefined` unless the text is the one way to write its bytes. */
function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refuse(code: TokenProblemCode, part: TokenPart, expected: string): Result<never, TokenProblem> {
  return failure({ code, part, expected })
}
