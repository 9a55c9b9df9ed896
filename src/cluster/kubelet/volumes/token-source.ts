/**
 * Service-account tokens for pods, kept until they must be renewed.
 *
 * As the kubelet's token manager does (Kubernetes 1.33): a token is renewed when it is older than 24 hours or has less
 * than 20 % of its life left, each less a jitter of up to ten seconds that is drawn anew at every look. A renewal that
 * fails keeps the old token while it is valid. There is no timer: the look happens when a pod is synchronised.
 */
import type { Clock, Random } from '../../../base/index.ts'
import type { IssuedToken, KubernetesClient, TokenRequest } from '../../../kube/index.ts'

const MAX_AGE_MS = 24 * 3_600_000
const MAX_JITTER_MS = 10_000

export interface TokenWanted {
  readonly namespace: string
  readonly serviceAccount: string
  /** Empty: the API server's own audience. */
  readonly audience: string
  readonly expirationSeconds: number
  readonly pod: { readonly name: string; readonly uid: string }
}

interface Kept {
  readonly token: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly podUid: string
}

export interface TokenSource {
  /** A token that is not due for renewal, or the old one if renewing failed and it is still valid. Throws otherwise. */
  get(wanted: TokenWanted): Promise<string>
  /** Forgets the tokens of a pod that has gone. */
  forget(podUid: string): void
}

export interface TokenSourceOptions {
  readonly client: Pick<KubernetesClient, 'createToken'>
  readonly clock: Clock
  readonly random: Random
  /** A renewal failed and the old token stays. The error never holds a token. */
  readonly onKept?: (wanted: TokenWanted, error: Error) => void
}

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { client, clock, random } = options
  const kept = new Map<string, Kept>()
  return {
    async get(wanted) {
      const key = JSON.stringify([
        wanted.namespace,
        wanted.serviceAccount,
        wanted.audience,
        wanted.expirationSeconds,
        wanted.pod.uid,
      ])
      const known = kept.get(key)
      const now = clock.now()
      if (known !== undefined && !isDue(known, now, jitter(random))) return known.token
      try {
        const issued = await client.createToken({ namespace: wanted.namespace, name: wanted.serviceAccount }, requestFor(wanted))
        const expiresAt = Date.parse(issued.expirationTimestamp)
        const fresh = keep(issued, expiresAt, wanted)
        kept.set(key, fresh)
        return fresh.token
      } catch (error) {
        if (known === undefined || now >= known.expiresAt || !(error instanceof Error)) throw error
        options.onKept?.(wanted, error)
        return known.token
      }
    },
    forget(podUid) {
      for (const [key, { podUid: owner }] of kept) if (owner === podUid) kept.delete(key)
    },
  }
}

/** Whether a token must be renewed at `now`; all in milliseconds. */
export function isDue(token: { issuedAt: number; expiresAt: number }, now: number, jitterMs: number): boolean {
  const lifeSeconds = Math.round((token.expiresAt - token.issuedAt) / 1000)
  const marginMs = Math.floor(lifeSeconds * 0.2) * 1000
  return (
    now > token.issuedAt + MAX_AGE_MS - jitterMs || now > token.expiresAt - marginMs - jitterMs || now < token.issuedAt - 1000
  )
}

/** Times on the wire are whole seconds, so a token may look issued up to a second before or after the request. */
function keep(issued: IssuedToken, expiresAt: number, wanted: TokenWanted): Kept {
  return { token: issued.token, expiresAt, issuedAt: expiresAt - wanted.expirationSeconds * 1000, podUid: wanted.pod.uid }
}

function requestFor(wanted: TokenWanted): TokenRequest {
  return {
    audiences: wanted.audience === '' ? [] : [wanted.audience],
    expirationSeconds: wanted.expirationSeconds,
    boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: wanted.pod.name, uid: wanted.pod.uid },
  }
}

function jitter(random: Random): number {
  const drawn = new DataView(random.bytes(4).slice().buffer).getUint32(0)
  return (drawn / 2 ** 32) * MAX_JITTER_MS
}
