/** TokenReview, SelfSubjectReview, SelfSubjectAccessReview: computed from the request, never stored. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/index.ts'
import { type AdmissionUser, badRequest } from '../../../kube/index.ts'
import { mayUsePath, mayUseResource } from '../authorize.ts'
import { objectIn, stringIn } from '../object-members.ts'
import type { RequestContext } from '../request-context.ts'
import { decodeTyped } from '../rest/decode-body.ts'
import type { VerifyToken } from '../verify-token.ts'
import type { Review } from './reviews.ts'

export interface ReviewParts {
  readonly verifyToken: VerifyToken
  /** The audience of the API itself. */
  readonly apiAudience: string
}

export async function answerReview(
  parts: ReviewParts,
  context: RequestContext,
  review: Review,
  body: JsonValue,
): Promise<JsonObject> {
  const request = decodeTyped(review.typeName, body, review, context)
  const head = { kind: review.kind, apiVersion: `${review.group}/${review.version}`, metadata: { creationTimestamp: null } }
  switch (review.kind) {
    case 'SelfSubjectReview':
      return { ...head, status: { userInfo: userInfo(context.user) } }
    case 'SelfSubjectAccessReview':
      return { ...head, spec: objectIn(request, 'spec'), status: accessStatus(context.user, objectIn(request, 'spec')) }
    default:
      return { ...head, spec: objectIn(request, 'spec'), status: await tokenStatus(parts, objectIn(request, 'spec')) }
  }
}

async function tokenStatus({ verifyToken, apiAudience }: ReviewParts, spec: JsonObject): Promise<JsonObject> {
  const token = stringIn(spec, 'token')
  if (token === '') throw badRequest('token is required for TokenReview in authentication')
  const given = Array.isArray(spec['audiences']) ? spec['audiences'].filter((audience) => typeof audience === 'string') : []
  const verified = await verifyToken(token, given.length === 0 ? [apiAudience] : given)
  if (verified.ok) return { authenticated: true, user: userInfo(verified.value.user), audiences: [...verified.value.audiences] }
  const why = verified.problem === '' ? 'invalid bearer token' : `[invalid bearer token, ${verified.problem}]`
  return { user: {}, error: why }
}

function accessStatus(user: AdmissionUser, spec: JsonObject): JsonObject {
  const resource = spec['resourceAttributes']
  const path = spec['nonResourceAttributes']
  if (isJsonObject(resource) === isJsonObject(path)) {
    throw badRequest('exactly one of spec.resourceAttributes and spec.nonResourceAttributes must be specified')
  }
  if (isJsonObject(path)) return { allowed: mayUsePath(user, { verb: stringIn(path, 'verb'), path: stringIn(path, 'path') }) }
  const attributes = {
    verb: stringIn(resource, 'verb'),
    group: stringIn(resource, 'group'),
    resource: stringIn(resource, 'resource'),
    subresource: stringIn(resource, 'subresource'),
    namespace: stringIn(resource, 'namespace'),
    name: stringIn(resource, 'name'),
  }
  return { allowed: mayUseResource(user, attributes) }
}

function userInfo(user: AdmissionUser): JsonObject {
  const extra = Object.fromEntries(Object.entries(user.extra ?? {}).map(([name, values]) => [name, [...values]]))
  return {
    username: user.username,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: [...user.groups],
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  }
}
