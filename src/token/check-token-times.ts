/**
 * The times of a token: `exp`, `nbf`, `iat` (RFC 7519 sections 4.1.4 to 4.1.6), numbers of seconds since 1970.
 * `exp` must be there: a token without an end is refused. The others are checked where they are there.
 */
import type { JsonValue } from '../base/index.ts'

type TimeClaim = 'exp' | 'nbf' | 'iat'

export type TokenTimeProblem =
  | { readonly code: 'expired'; readonly claim: 'exp'; readonly at: number }
  | { readonly code: 'not-yet-valid'; readonly claim: 'nbf'; readonly at: number }
  | { readonly code: 'issued-in-the-future'; readonly claim: 'iat'; readonly at: number }
  | { readonly code: 'missing'; readonly claim: 'exp' }
  /** Not a number, or none that a date can be. */
  | { readonly code: 'malformed'; readonly claim: TimeClaim }

/** 9999-12-31T23:59:59Z */
const LAST_SECOND = 253_402_300_799

/**
 * The first problem in the order expired, not yet valid, issued in the future; malformed numbers before all.
 * @param leewaySeconds how far the issuer's clock may be from ours, both ways
 */
export function checkTokenTimes(
  claims: Readonly<Record<string, JsonValue>>,
  nowSeconds: number,
  leewaySeconds: number,
): TokenTimeProblem | undefined {
  const { exp, nbf, iat } = claims
  if (exp === undefined) return { code: 'missing', claim: 'exp' }
  if (!isTime(exp)) return { code: 'malformed', claim: 'exp' }
  if (nbf !== undefined && !isTime(nbf)) return { code: 'malformed', claim: 'nbf' }
  if (iat !== undefined && !isTime(iat)) return { code: 'malformed', claim: 'iat' }
  if (nowSeconds - leewaySeconds >= exp) return { code: 'expired', claim: 'exp', at: exp }
  const latest = nowSeconds + leewaySeconds
  if (nbf !== undefined && nbf > latest) return { code: 'not-yet-valid', claim: 'nbf', at: nbf }
  if (iat !== undefined && iat > latest) return { code: 'issued-in-the-future', claim: 'iat', at: iat }
  return undefined
}

function isTime(value: JsonValue): value is number {
  return typeof value === 'number' && value >= 0 && value <= LAST_SECOND
}
