/**
 * What a session token says, and its compact spelling inside the seal.
 * The spelling is ours alone: it is read only after the seal has been verified, so nothing here meets hostile bytes.
 */
import type { RoleSession, Tag } from '../operation/index.ts'

/** The facts of the web identity token that stay usable as `<provider>:aud`, `:sub`, `:amr` in later requests. */
export interface WebIdentity {
  /** The provider's ARN; the keys' prefix is what follows `oidc-provider/`. */
  readonly providerArn: string
  readonly audience: string
  readonly subject: string
  readonly methods?: readonly string[]
}

export interface SealedRoleSession extends RoleSession {
  readonly kind: 'role'
  /** Which reset the session was made after: a later one ends it. */
  readonly epoch: number
  readonly webIdentity?: WebIdentity
}

/** A session of a user (or root) for its own rights: GetSessionToken. It ends with the access key that made it. */
export interface SealedKeySession {
  readonly kind: 'access-key'
  readonly epoch: number
  readonly accessKeyId: string
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
}

export type SealedSession = SealedRoleSession | SealedKeySession

interface Spelling {
  readonly e: number
  readonly i: number
  readonly x: number
  /** Access-key sessions have `k`, role sessions the rest. */
  readonly k?: string
  readonly r?: string
  readonly a?: string
  readonly n?: string
  readonly p?: string | undefined
  readonly pa?: readonly string[] | undefined
  readonly t?: readonly string[] | undefined
  readonly tt?: readonly string[] | undefined
  readonly s?: string | undefined
  readonly j?: string | undefined
  readonly w?: readonly [string, string, string, ...string[]] | undefined
}

export function encodeSession(session: SealedSession): string {
  return JSON.stringify(spell(session))
}

export function decodeSession(plaintext: Uint8Array): SealedSession {
  const spelling = JSON.parse(Buffer.from(plaintext).toString('utf8')) as Spelling
  const times = { epoch: spelling.e, issuedAt: spelling.i, expiresAt: spelling.x }
  if (spelling.k !== undefined) return { kind: 'access-key', ...times, accessKeyId: spelling.k }
  return {
    kind: 'role',
    ...times,
    roleId: spelling.r ?? '',
    roleArn: spelling.a ?? '',
    sessionName: spelling.n ?? '',
    ...(spelling.p !== undefined && { policy: spelling.p }),
    ...(spelling.pa !== undefined && { policyArns: spelling.pa }),
    ...(spelling.t !== undefined && { tags: tagsOf(spelling.t) }),
    ...(spelling.tt !== undefined && { transitiveTagKeys: spelling.tt }),
    ...(spelling.s !== undefined && { sourceIdentity: spelling.s }),
    ...(spelling.j !== undefined && { tokenId: spelling.j }),
    ...(spelling.w !== undefined && { webIdentity: webIdentityOf(spelling.w) }),
  }
}

/** The bytes that a session's policies and tags take: what `PackedPolicySize` is about. */
export function packedBytes(session: SealedRoleSession): number {
  if (session.policy === undefined && session.policyArns === undefined && session.tags === undefined) return 0
  const { p, pa, t, tt } = spellRole(session)
  return Buffer.byteLength(JSON.stringify({ p, pa, t, tt }), 'utf8')
}

function spell(session: SealedSession): Spelling {
  if (session.kind === 'role') return spellRole(session)
  return { e: session.epoch, i: session.issuedAt, x: session.expiresAt, k: session.accessKeyId }
}

function spellRole(session: SealedRoleSession): Spelling {
  const web = session.webIdentity
  return {
    e: session.epoch,
    i: session.issuedAt,
    x: session.expiresAt,
    r: session.roleId,
    a: session.roleArn,
    n: session.sessionName,
    p: session.policy,
    pa: session.policyArns,
    t: session.tags?.flatMap((tag) => [tag.Key, tag.Value]),
    tt: session.transitiveTagKeys,
    s: session.sourceIdentity,
    j: session.tokenId,
    w: web && [web.providerArn, web.audience, web.subject, ...(web.methods ?? [])],
  }
}

function tagsOf(flat: readonly string[]): Tag[] {
  const tags: Tag[] = []
  for (let index = 0; index + 1 < flat.length; index += 2) tags.push({ Key: flat[index] ?? '', Value: flat[index + 1] ?? '' })
  return tags
}

function webIdentityOf([providerArn, audience, subject, ...methods]: readonly [
  string,
  string,
  string,
  ...string[],
]): WebIdentity {
  return { providerArn, audience, subject, ...(methods.length > 0 && { methods }) }
}
