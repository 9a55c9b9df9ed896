/**
 * Why a permission is missing: the failure modes of the catalogue's family RP, and the statement that would grant it.
 */
import type { FailureId, JsonObject } from '../../base/index.ts'
import type { Fix, PolicyLayer } from '../decision.ts'
import { policiesOf } from '../engine/verdict.ts'
import type { PolicyLayers } from '../layers.ts'
import type { AccessRequest, PrincipalIdentity } from '../request.ts'
import { addedStatement } from './added-statement.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { StatementTrace } from './statement-trace.ts'

/** `traces`: the Allow statements that were asked in the layer that refuses. */
export function diagnosePermission(
  request: AccessRequest,
  layers: PolicyLayers,
  refusedBy: PolicyLayer,
  traces: readonly StatementTrace[],
): Diagnosis {
  const conditional = traces.find((trace) => trace.action && trace.resource && trace.unmet.length > 0)
  const failed = conditionFailure(conditional) ?? layerFailure(request, refusedBy)
  if (conditional !== undefined) return { failed }
  const bucket = traces.find((trace) => namesOnlyTheBucket(trace, request))
  if (bucket !== undefined) return { failed: 'RP02', fix: bucketFix(bucket, request) }
  const fix = grantFix(request, layers, refusedBy)
  return fix === undefined ? { failed } : { failed, fix }
}

function layerFailure(request: AccessRequest, refusedBy: PolicyLayer): FailureId {
  if (refusedBy === 'trust') return 'RP09'
  if (refusedBy === 'resource') return /^kms:/i.test(request.action) ? 'RP03' : 'RP05'
  return refusedBy === 'identity' || refusedBy === 'session' ? 'RP01' : 'RP04'
}

/** Conditions that cannot hold where the request comes from. */
function conditionFailure(trace: StatementTrace | undefined): FailureId | undefined {
  for (const { lookup } of trace?.unmet ?? []) {
    if (/^aws:(?:sourceip|sourcevpc|sourcevpce|vpcsourceip|sourcevpcarn)$/.test(lookup)) return 'RP06'
    // Session tags of EKS Pod Identity; STS sets none of them for a web identity.
    if (/^aws:principaltag\/(?:kubernetes-|eks-cluster-)/.test(lookup)) return 'RP10'
  }
  return undefined
}

/** `s3:GetObject` on `arn:aws:s3:::b` says nothing about the objects in it. */
function namesOnlyTheBucket(trace: StatementTrace, request: AccessRequest): boolean {
  const bucket = /^arn:[^:]*:s3:::[^/]+(?=\/)/.exec(request.resource)?.[0]
  const resources = trace.statement.source.resources
  return trace.action && !trace.resource && resources?.negated === false && resources.values.some(({ text }) => text === bucket)
}

function bucketFix(trace: StatementTrace, request: AccessRequest): Fix {
  const bucket = request.resource.slice(0, request.resource.indexOf('/'))
  const resources = trace.statement.source.resources
  const written = (resources?.values ?? []).map(({ text }) => text)
  return {
    text: `${request.action} is about objects: name ${bucket}/*, not only the bucket`,
    target: trace.policy,
    patch: [{ op: 'replace', path: resources?.path ?? '', value: [...written, `${bucket}/*`] }],
  }
}

const LAYER_WORDS: Readonly<Record<PolicyLayer, string>> = {
  identity: 'the identity policy',
  resource: "the resource's policy",
  trust: 'the trust policy',
  session: 'the session policy',
  boundary: 'the permissions boundary',
  scp: 'the service control policy',
  rcp: 'the resource control policy',
}

/** The smallest grant: this action on this resource, added to the last policy of the layer or as a first one. */
function grantFix(request: AccessRequest, layers: PolicyLayers, layer: PolicyLayer): Fix | undefined {
  const statement = grantStatement(request, layer)
  if (statement === undefined) return undefined
  // Policies of AWS itself cannot be edited.
  const policy = policiesOf(layers, layer).findLast(({ name }) => !name.includes(':iam::aws:policy/'))
  const text = `Allow ${request.action} on ${request.resource} in ${LAYER_WORDS[layer]}`
  if (policy !== undefined) return { text, target: policy.name, patch: addedStatement(policy, statement) }
  const value: JsonObject = { Version: '2012-10-17', Statement: [statement] }
  return { text, target: ownerOf(request, layer), patch: [{ op: 'add', path: '', value }] }
}

function grantStatement(request: AccessRequest, layer: PolicyLayer): JsonObject | undefined {
  const named = principalElement(request.principal)
  if (layer === 'trust') return named && { Effect: 'Allow', Principal: named, Action: request.action }
  const grant = { Effect: 'Allow', Action: request.action, Resource: request.resource }
  if (layer !== 'resource' && layer !== 'rcp') return grant
  return named && { Effect: 'Allow', Principal: named, Action: request.action, Resource: request.resource }
}

function principalElement(principal: PrincipalIdentity): JsonObject | undefined {
  switch (principal.type) {
    case 'assumed-role':
      return { AWS: principal.roleArn }
    case 'user':
    case 'root':
      return { AWS: principal.arn }
    case 'service':
      return { Service: principal.service }
    case 'federated':
      return { Federated: principal.provider }
    default:
      // Opening something to everyone is no fix.
      return undefined
  }
}

function ownerOf(request: AccessRequest, layer: PolicyLayer): string {
  const { principal } = request
  if (layer === 'resource') return `resource ${request.resource}`
  if (principal.type === 'assumed-role') return `role ${principal.roleArn}`
  return principal.type === 'user' ? `user ${principal.arn}` : layer
}
