/**
 * What is known so far of one request: filled in step by step, read by the encoder and by the record.
 * INVARIANT (no secrets): nothing here holds a body, a query string, a token or a secret.
 */
import { type Clock, type HttpRequest, type JsonValue, type Random, uuid } from '../../base/index.ts'
import type { Decision } from '../../policy/index.ts'
import type { Caller, Permission } from '../operation/index.ts'
import type { Dialect } from '../wire/index.ts'
import { guessedDialect } from './route.ts'
import { shortened } from './shortened.ts'

export interface Exchange {
  readonly requestId: string
  /** By the rehearsal's clock, milliseconds since 1970. */
  readonly time: number
  /** By the real clock. */
  readonly startedAt: number
  readonly sourceIp: string
  readonly userAgent: string
  readonly secure: boolean
  /** How errors are written; the best guess until the service is known. */
  dialect: Dialect
  service: string
  operation: string
  region: string
  /** As claimed, until the signature has been verified; then the caller's. */
  accessKeyId: string | undefined
  caller: Caller | undefined
  permissions: readonly Permission[]
  /** On a denial only. */
  trace: Decision | undefined
  notes: Readonly<Record<string, JsonValue>> | undefined
  /** 0 until it has ended. */
  status: number
  /** By the real clock. */
  endedAt: number
  errorCode: string | undefined
  errorMessage: string | undefined
}

export interface ExchangeParts {
  readonly clock: Clock
  readonly realClock: Clock
  readonly random: Random
  readonly region: string
}

const USER_AGENT_CHARACTERS = 256

export function beginExchange(request: HttpRequest, parts: ExchangeParts): Exchange {
  return {
    requestId: uuid(parts.random),
    time: parts.clock.now(),
    startedAt: parts.realClock.now(),
    sourceIp: request.remoteAddress,
    userAgent: userAgentOf(request),
    secure: request.secure,
    dialect: guessedDialect(request),
    service: '',
    operation: '',
    region: parts.region,
    accessKeyId: undefined,
    caller: undefined,
    permissions: [],
    trace: undefined,
    notes: undefined,
    status: 0,
    endedAt: 0,
    errorCode: undefined,
    errorMessage: undefined,
  }
}

function userAgentOf(request: HttpRequest): string {
  const sent = request.headers['user-agent'] ?? ''
  return sent.length <= USER_AGENT_CHARACTERS ? sent : shortened(sent, USER_AGENT_CHARACTERS)
}
