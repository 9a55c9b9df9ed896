/**
 * Registry passwords: who asked for one, sealed, good for twelve hours whatever becomes of the session that asked.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
 * INVARIANT (no secrets): a password is in no message and no log.
 */
import { failure, type JsonValue, type Random, type Result, success } from '../../base/index.ts'
import { NONCE_BYTES, open, type SealingKey, seal } from '../../crypto/index.ts'
import type { Caller } from '../operation/index.ts'

export const TOKEN_LIFE_MS = 12 * 3_600_000
const PURPOSE = 'irsa ecr authorization token 1'
/** A longer text was not made here. */
const MAX_PASSWORD_CHARACTERS = 16_384

export interface RegistryLogin {
  readonly caller: Caller
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** What `docker login --username AWS` wants as its password. */
export function sealPassword(key: SealingKey, random: Random, login: RegistryLogin): string {
  const nonce = random.bytes(NONCE_BYTES)
  return Buffer.concat([nonce, seal(key, nonce, JSON.stringify(login), PURPOSE)]).toString('base64url')
}

/** For the registry: who logged in. @param now milliseconds since 1970 */
export function openPassword(key: SealingKey, password: string, now: number): Result<RegistryLogin, 'invalid' | 'expired'> {
  if (password.length > MAX_PASSWORD_CHARACTERS) return failure('invalid')
  const bytes = Buffer.from(password, 'base64url')
  const text = open(key, bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES), PURPOSE)
  if (text === undefined) return failure('invalid')
  const login = JSON.parse(Buffer.from(text).toString('utf8')) as JsonValue & RegistryLogin
  return login.expiresAt > now ? success(login) : failure('expired')
}
