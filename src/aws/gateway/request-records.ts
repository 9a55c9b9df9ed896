/**
 * The record of every request: who, what, on which resource, with which outcome. The basis of `irsa explain
 * --request-id`, of the console and of `/_irsa/decisions`; the names follow CloudTrail where it has them.
 * INVARIANT (no secrets): no bodies, no query strings, no tokens, no secret values.
 * INVARIANT (bounded): at most `LIMITS.record.requests` records, none older than `LIMITS.record.ageMs`.
 */
import { type JsonValue, LIMITS } from '../../base/index.ts'
import type { Decision } from '../../policy/index.ts'
import type { Caller } from '../operation/index.ts'
import type { Exchange } from './exchange.ts'

export interface RequestRecord {
  readonly requestId: string
  /** ISO 8601, by the rehearsal's clock. */
  readonly eventTime: string
  /** The name in credential scopes; '' where it never became known. */
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly sourceIp: string
  readonly userAgent: string
  readonly durationMs: number
  readonly status: number
  /** ARN; '' for anonymous. */
  readonly caller: string
  readonly accountId: string
  readonly accessKeyId?: string
  /** `jti` of the web identity token behind the session, or in the request. */
  readonly tokenId?: string
  readonly permissions: readonly { readonly action: string; readonly resource: string }[]
  readonly outcome: 'allowed' | 'denied' | 'failed'
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly failureId?: string
  /** The proof, on denials. */
  readonly decision?: Decision
  readonly notes: Readonly<Record<string, JsonValue>>
}

export interface RequestRecords {
  /** The newest first. @param limit default: all that are kept */
  list(limit?: number): readonly RequestRecord[]
  find(requestId: string): RequestRecord | undefined
  clear(): void
}

export interface RecordKeeper extends RequestRecords {
  /** The exchange itself is kept: it must not change afterwards. */
  keep(exchange: Exchange): void
}

/** Keeping one costs an assignment: what readers want to see is made when they ask. @param now ms since 1970, ours */
export function createRequestRecords(now: () => number, capacity: number = LIMITS.record.requests): RecordKeeper {
  let ring: (Exchange | undefined)[] = []
  let next = 0
  const recent = (limit: number, wanted: (exchange: Exchange) => boolean): RequestRecord[] => {
    const found: RequestRecord[] = []
    const oldest = now() - LIMITS.record.ageMs
    for (let back = 1; back <= ring.length && found.length < limit; back++) {
      const kept = ring[(next - back + capacity) % capacity]
      if (kept !== undefined && kept.time >= oldest && wanted(kept)) found.push(recordOf(kept))
    }
    return found
  }
  return {
    keep(exchange) {
      ring[next] = exchange
      next = (next + 1) % capacity
    },
    list: (limit = capacity) => recent(limit, () => true),
    find: (requestId) => recent(1, (exchange) => exchange.requestId === requestId)[0],
    clear() {
      ring = []
      next = 0
    },
  }
}

const DENIALS = new Set(['AccessDenied', 'AccessDeniedException'])

function recordOf(exchange: Exchange): RequestRecord {
  const { caller, accessKeyId, trace, errorCode, errorMessage } = exchange
  const { failureId = trace?.failed, tokenId = caller?.session?.tokenId, decision, ...notes } = exchange.notes ?? {}
  const proof = trace ?? (decision as Decision | undefined)
  return {
    requestId: exchange.requestId,
    eventTime: new Date(exchange.time).toISOString(),
    service: exchange.service,
    operation: exchange.operation,
    region: exchange.region,
    sourceIp: exchange.sourceIp,
    userAgent: exchange.userAgent,
    durationMs: exchange.endedAt - exchange.startedAt,
    status: exchange.status,
    ...callerFacts(caller),
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(typeof tokenId === 'string' && { tokenId }),
    permissions: exchange.permissions.map(({ action, resource }) => ({ action, resource })),
    outcome: errorCode === undefined ? 'allowed' : DENIALS.has(errorCode) ? 'denied' : 'failed',
    ...(errorCode !== undefined && { errorCode }),
    ...(errorMessage !== undefined && { errorMessage }),
    ...(typeof failureId === 'string' && { failureId }),
    ...(proof !== undefined && { decision: proof }),
    notes,
  }
}

function callerFacts(caller: Caller | undefined): { readonly caller: string; readonly accountId: string } {
  return { caller: caller?.arn ?? '', accountId: caller?.accountId ?? '' }
}
