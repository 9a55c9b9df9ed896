/**
 * Exchanges a Kubernetes service-account token for role credentials: the heart of the road.
 *
 * Implements sts:AssumeRoleWithWebIdentity
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
 * The token is untrusted until the verifier returns; nothing before it may note its claims.
 * Whatever makes a role not trust a token, a missing role included, has one sentence on the wire. The reason, with its
 * proof, goes to the record of the request only.
 */
import { type FailureId, type JsonValue, LIMITS } from '../../base/index.ts'
import type { Decision } from '../../policy/index.ts'
import type { DirectoryRole } from '../iam/index.ts'
import { type AwsError, type Call, type Operation, operation, type Read } from '../operation/index.ts'
import {
  ARN_SHAPE,
  arnsOf,
  DURATION_SHAPE,
  POLICY_ARNS_SHAPE,
  SESSION_NAME_SHAPE,
  SESSION_POLICY_SHAPE,
  TOKEN_SIZE_SHAPE,
} from './input-shapes.ts'
import { issueSession, type SessionRequest } from './issue-session.ts'
import { roleAccountOf } from './role-arn.ts'
import { checkSessionPolicies, type SessionPolicies } from './session-policies.ts'
import { durationExceedsRole, invalidRequestArn, notAuthorizedForWebIdentity } from './sts-error.ts'
import type { StsParts } from './sts-parts.ts'
import { refusedByTrust } from './trust-decision.ts'
import type { VerifiedWebIdentity } from './verify-web-identity.ts'

const INPUT = {
  kind: 'structure',
  members: {
    RoleArn: { ...ARN_SHAPE, required: true },
    RoleSessionName: { ...SESSION_NAME_SHAPE, required: true },
    WebIdentityToken: { kind: 'string', min: 4, max: LIMITS.token.characters, sensitive: true, required: true },
    ProviderId: {
      kind: 'refused',
      reason: 'it is for OAuth 2.0 access tokens of www.amazon.com and graph.facebook.com; OpenID Connect tokens go without it',
    },
    PolicyArns: POLICY_ARNS_SHAPE,
    Policy: SESSION_POLICY_SHAPE,
    DurationSeconds: DURATION_SHAPE,
    MinimumSessionTokenSize: TOKEN_SIZE_SHAPE,
  },
} as const

export function assumeRoleWithWebIdentity(parts: StsParts): Operation<typeof INPUT> {
  const { directory, tokens, verifier, epoch } = parts
  return operation({
    name: 'AssumeRoleWithWebIdentity',
    input: INPUT,
    authentication: 'none',
    authorize: () => 'never-denied',
    async handle(input, call) {
      const accountId = roleAccountOf(input.RoleArn, call.partition)
      if (accountId === undefined) throw refused(call, invalidRequestArn(), 'SA04')
      const verified = await verifier.verify(input.WebIdentityToken, accountId, call.now)
      if (!verified.ok) {
        const { error, failureId, detail } = verified.problem
        throw refused(call, error, failureId, { roleArn: input.RoleArn, ...(detail !== undefined && { detail }) })
      }
      const identity = verified.value
      call.note(factsOf(identity, input.RoleArn))
      const role = trustingRole(directory.role(input.RoleArn), identity, input.RoleSessionName, call)
      const durationSeconds = input.DurationSeconds ?? LIMITS.session.defaultSeconds
      if (durationSeconds > role.maxSessionSeconds) throw durationExceedsRole()
      const request = sessionRequest(role, durationSeconds, identity, input)
      if (narrowed(request)) await checkSessionPolicies(request, accountId, directory)
      const issued = issueSession(tokens, epoch().number, request, call.now)
      return {
        SubjectFromWebIdentityToken: identity.subject,
        Audience: identity.audience,
        AssumedRoleUser: issued.AssumedRoleUser,
        Credentials: issued.Credentials,
        Provider: identity.provider.arn,
        SourceIdentity: identity.sourceIdentity,
        ...issued.sizes,
      }
    },
  })
}

type Request = SessionRequest & SessionPolicies

function sessionRequest(
  role: DirectoryRole,
  durationSeconds: number,
  { subject, audience, methods, provider, tags, transitiveTagKeys, sourceIdentity, tokenId }: VerifiedWebIdentity,
  input: Read<typeof INPUT>,
): Request {
  const webIdentity = { providerArn: provider.arn, audience, subject }
  return {
    role,
    sessionName: input.RoleSessionName,
    durationSeconds,
    policy: input.Policy,
    policyArns: arnsOf(input.PolicyArns),
    tags,
    transitiveTagKeys,
    sourceIdentity,
    tokenId,
    webIdentity: methods === undefined ? webIdentity : { ...webIdentity, methods },
    minimumTokenBytes: input.MinimumSessionTokenSize,
  }
}

function narrowed({ policy, policyArns }: SessionPolicies): boolean {
  return policy !== undefined || policyArns.length > 0
}

function trustingRole(
  role: DirectoryRole | undefined,
  identity: VerifiedWebIdentity,
  sessionName: string,
  call: Call,
): DirectoryRole {
  if (role === undefined) throw refused(call, notAuthorizedForWebIdentity(), 'SA08')
  const decision = refusedByTrust(role, identity, sessionName, call.context)
  if (decision === undefined) return role
  throw refused(call, notAuthorizedForWebIdentity(), decision.failed, { decision: recorded(decision) })
}

/** What ties the token to the session that it was exchanged for; the signature has been verified. */
function factsOf({ tokenId, subject, provider }: VerifiedWebIdentity, roleArn: string): Record<string, JsonValue> {
  const facts = { subject, roleArn, provider: provider.arn }
  return tokenId === undefined ? facts : { tokenId, ...facts }
}

/** The facts go to the record, the error to the caller. */
function refused(call: Call, error: AwsError, failureId?: FailureId, facts: Record<string, JsonValue> = {}): AwsError {
  call.note({ ...(failureId !== undefined && { failureId }), ...facts })
  return error
}

/** A decision is JSON by its type; only its lists are read-only. */
function recorded(decision: Decision): JsonValue {
  return decision as unknown as JsonValue
}
