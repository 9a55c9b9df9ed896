/**
 * Verifies service-account tokens as the API server does: signature, issuer, times, audience, and that the service
 * account and the bound object still are who they were.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens
 * Nothing is cached: a token ends with the pod it is bound to.
 */
import {
  type Clock,
  failure,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  LIMITS,
  type Result,
  success,
} from '../../base/index.ts'
import { type AdmissionUser, KINDS, type Kind, type KubeObject } from '../../kube/index.ts'
import { checkTokenTimes, type DecodedToken, decodeToken, verifyTokenSignature } from '../../token/index.ts'
import { objectIn, stringIn } from './object-members.ts'
import type { ObjectStore } from './objects.ts'
import type { ServiceAccountIssuer } from './service-account-issuer.ts'

export interface VerifiedToken {
  readonly user: AdmissionUser
  /** Those that were asked for and that the token has. */
  readonly audiences: readonly string[]
}

/** The problem is safe to show: it names no part of the token. */
export type VerifyToken = (token: string, audiences: readonly string[]) => Promise<Result<VerifiedToken, string>>

/** How long after its deletion began an object still counts. */
const DELETION_LEEWAY_MS = 60_000
const TIME_PROBLEMS = {
  expired: 'service account token has expired',
  'not-yet-valid': 'service account token is not valid yet',
  'issued-in-the-future': 'service account token is issued in the future',
  missing: 'service account token has no expiry',
  malformed: 'service account token has a malformed time',
} as const

export function createVerifyToken(objects: ObjectStore, clock: Clock, issuer: ServiceAccountIssuer): VerifyToken {
  return async (text, wanted) => {
    const decoded = decodeToken(text)
    if (!decoded.ok || decoded.value.claims['iss'] !== issuer.url) return failure('')
    const token = decoded.value
    if (!isSigned(token, issuer)) return failure('invalid signature, no keys found')
    const times = checkTokenTimes(token.claims, Math.floor(clock.now() / 1000), LIMITS.token.leewaySeconds)
    if (times !== undefined) return failure(TIME_PROBLEMS[times.code])
    const own = audiencesOf(token.claims['aud'])
    const audiences = wanted.filter((audience) => own.includes(audience))
    if (audiences.length === 0) {
      return failure(`token audiences ${JSON.stringify(own)} is invalid for the target audiences ${JSON.stringify(wanted)}`)
    }
    const private_ = objectIn(token.claims, 'kubernetes.io')
    const problem = await boundProblem(objects, clock, private_)
    if (problem !== undefined) return failure(problem)
    return success({ user: userOf(token.claims, private_), audiences })
  }
}

function isSigned(token: DecodedToken, issuer: ServiceAccountIssuer): boolean {
  const keys = issuer.verificationKeys()
  const candidates = token.keyId === undefined ? keys : keys.filter(({ keyId }) => keyId === token.keyId)
  return candidates.some(({ key }) => verifyTokenSignature(token, key))
}

function audiencesOf(claim: JsonValue | undefined): readonly string[] {
  const list = Array.isArray(claim) ? claim : [claim]
  return list.filter((audience) => typeof audience === 'string')
}

/** What the token is bound to must still be there, with the same uid. */
async function boundProblem(objects: ObjectStore, clock: Clock, claims: JsonObject): Promise<string | undefined> {
  const namespace = stringIn(claims, 'namespace')
  const account = objectIn(claims, 'serviceaccount')
  const bound: readonly (readonly [Kind, string, string])[] = [
    [KINDS.serviceAccount, 'serviceaccount', 'service account UID (%1) does not match claim (%2)'],
    [KINDS.secret, 'secret', 'secret UID (%1) does not match service account secret ref claim (%2)'],
    [KINDS.pod, 'pod', 'pod UID (%1) does not match service account pod ref claim (%2)'],
  ]
  if (stringIn(account, 'name') === '') return 'service account token has no service account'
  for (const [kind, claim, mismatch] of bound) {
    const reference = claims[claim]
    if (!isJsonObject(reference)) continue
    const object = await objects.get(kind, namespace, stringIn(reference, 'name'))
    if (object === undefined || isLongGone(object, clock)) return 'service account token has been invalidated'
    const [own, claimed] = [object.metadata.uid ?? '', stringIn(reference, 'uid')]
    if (own !== claimed) return mismatch.replace('%1', own).replace('%2', claimed)
  }
  return nodeProblem(objects, claims)
}

/** A token bound to a node alone ends with it; the node of a pod-bound token is not looked at again. */
async function nodeProblem(objects: ObjectStore, claims: JsonObject): Promise<string | undefined> {
  const reference = claims['node']
  if (!isJsonObject(reference) || isJsonObject(claims['pod'])) return undefined
  const node = await objects.get(KINDS.node, undefined, stringIn(reference, 'name'))
  return node !== undefined && node.metadata.uid === reference['uid'] ? undefined : 'service account token has been invalidated'
}

function isLongGone(object: KubeObject, clock: Clock): boolean {
  const { deletionTimestamp } = object.metadata
  return deletionTimestamp !== undefined && clock.now() > Date.parse(deletionTimestamp) + DELETION_LEEWAY_MS
}

function userOf(claims: Readonly<Record<string, JsonValue>>, own: JsonObject): AdmissionUser {
  const namespace = stringIn(own, 'namespace')
  const account = objectIn(own, 'serviceaccount')
  const extra: Record<string, readonly string[]> = {}
  const note = (name: string, value: string) => {
    if (value !== '') extra[`authentication.kubernetes.io/${name}`] = [value]
  }
  const tokenId = stringIn(claims, 'jti')
  note('credential-id', tokenId === '' ? '' : `JTI=${tokenId}`)
  for (const what of ['node', 'pod']) {
    note(`${what}-name`, stringIn(own[what], 'name'))
    note(`${what}-uid`, stringIn(own[what], 'uid'))
  }
  return {
    username: `system:serviceaccount:${namespace}:${stringIn(account, 'name')}`,
    uid: stringIn(account, 'uid'),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    extra,
  }
}
