/**
 * Gives an AWS principal the credentials of a role that trusts it.
 * Implements sts:AssumeRole (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
 *
 * It decides for itself, because the role's trust policy is part of the question: trust, identity, boundary and
 * session policies go to the engine together. A role that does not exist is refused in the words of one that does
 * not trust. Second factors and trusted context assertions are refused by name.
 */
import { type FailureId, type JsonValue, LIMITS } from '../../base/index.ts'
import { type Decision, decide, explain, type PolicyLayers } from '../../policy/index.ts'
import type { DirectoryRole } from '../iam/index.ts'
import { AwsError, type Call, type Caller, type Operation, operation, type Tag } from '../operation/index.ts'
import {
  ARN_SHAPE,
  arnsOf,
  DURATION_SHAPE,
  POLICY_ARNS_SHAPE,
  SESSION_NAME_SHAPE,
  SESSION_POLICY_SHAPE,
  TOKEN_SIZE_SHAPE,
} from './input-shapes.ts'
import { issueSession } from './issue-session.ts'
import { roleAccountOf } from './role-arn.ts'
import { checkSessionPolicies } from './session-policies.ts'
import { checkSessionTags, inheritedTags } from './session-tags.ts'
import { durationExceedsChaining, durationExceedsRole, invalidParameterForm, invalidRoleArn, notAuthorized } from './sts-error.ts'
import type { StsParts } from './sts-parts.ts'
import { actionsOf, addSessionKeys, type Keys, type SessionWishes } from './trust-decision.ts'

const NO_MFA = { kind: 'refused', reason: 'there are no MFA devices here' } as const
const TAG_KEY = { kind: 'string', min: 1, max: LIMITS.session.tagKeyCharacters } as const
const TAG_VALUE = { kind: 'string', min: 0, max: LIMITS.session.tagValueCharacters } as const
const TAG = {
  kind: 'structure',
  members: { Key: { ...TAG_KEY, required: true }, Value: { ...TAG_VALUE, required: true } },
} as const

const INPUT = {
  kind: 'structure',
  members: {
    RoleArn: { ...ARN_SHAPE, required: true },
    RoleSessionName: { ...SESSION_NAME_SHAPE, required: true },
    PolicyArns: POLICY_ARNS_SHAPE,
    Policy: SESSION_POLICY_SHAPE,
    DurationSeconds: DURATION_SHAPE,
    Tags: { kind: 'list', max: LIMITS.session.tags, member: TAG },
    TransitiveTagKeys: { kind: 'list', max: LIMITS.session.tags, member: TAG_KEY },
    ExternalId: { kind: 'string', min: 2, max: 1_224, pattern: '[\\w+=,.@:\\/-]*' },
    SerialNumber: NO_MFA,
    TokenCode: NO_MFA,
    SourceIdentity: SESSION_NAME_SHAPE,
    ProvidedContexts: {
      kind: 'refused',
      reason: 'trusted context assertions are made by IAM Identity Center, which is not here',
    },
    MinimumSessionTokenSize: TOKEN_SIZE_SHAPE,
  },
} as const

export function assumeRole(parts: StsParts): Operation<typeof INPUT> {
  const { directory, tokens, epoch } = parts
  return operation({
    name: 'AssumeRole',
    input: INPUT,
    authorize: () => 'never-denied',
    async handle(input, call) {
      const { RoleArn: roleArn, RoleSessionName: sessionName, Tags: tags = [], TransitiveTagKeys: transitiveTagKeys = [] } = input
      const { caller } = call
      const accountId = roleAccountOf(roleArn, call.partition)
      if (accountId === undefined) throw invalidRoleArn(roleArn)
      if (caller.principal.type === 'root') throw new AwsError('AccessDenied', 403, 'Roles may not be assumed by root accounts.')
      const inherited = inheritedTags(caller.session)
      const tagProblem = checkSessionTags(tags, transitiveTagKeys, inherited)
      if (tagProblem !== undefined) throw tagProblem
      const sourceIdentity = sourceIdentityOf(input.SourceIdentity, caller, roleArn)
      call.note({ roleArn })
      const wishes = { sessionName, tags, transitiveTagKeys, ...(sourceIdentity !== undefined && { sourceIdentity }) }
      const role = trustingRole(
        directory.role(roleArn),
        wishes,
        input.ExternalId,
        roleArn,
        call,
        await directory.layersOf(caller),
      )
      const durationSeconds = durationFor(role, caller, input.DurationSeconds)
      const policyArns = arnsOf(input.PolicyArns)
      await checkSessionPolicies({ policy: input.Policy, policyArns }, accountId, directory)
      const narrowed = { policy: input.Policy, policyArns, minimumTokenBytes: input.MinimumSessionTokenSize }
      const carried = carriedTags(tags, transitiveTagKeys, inherited)
      const issued = issueSession(
        tokens,
        epoch().number,
        { role, sessionName, durationSeconds, sourceIdentity, ...narrowed, ...carried },
        call.now,
      )
      const { AssumedRoleUser, Credentials, sizes } = issued
      return { AssumedRoleUser, Credentials, SourceIdentity: sourceIdentity, ...sizes }
    },
  })
}

function trustingRole(
  role: DirectoryRole | undefined,
  wishes: SessionWishes,
  externalId: string | undefined,
  roleArn: string,
  call: Call,
  layers: PolicyLayers,
): DirectoryRole {
  const { caller } = call
  if (role === undefined) {
    call.note({ failureId: 'SA08' satisfies FailureId })
    throw notAuthorized(caller.arn, 'sts:AssumeRole', roleArn)
  }
  const context: Keys = { ...call.context, ...caller.context }
  addSessionKeys(context, wishes)
  if (externalId !== undefined) context['sts:externalid'] = externalId
  for (const tag of role.tags) context[`aws:resourcetag/${tag.Key.toLowerCase()}`] = tag.Value
  const all = { ...layers, trust: role.trust }
  for (const action of actionsOf('sts:AssumeRole', wishes)) {
    const request = { principal: caller.principal, action, resource: roleArn, resourceAccountId: role.accountId, context }
    if (decide(request, all) === 'allow') continue
    noteDecision(call, explain(request, all))
    throw notAuthorized(caller.arn, action, roleArn)
  }
  return role
}

function noteDecision(call: Call, decision: Decision): void {
  const facts = { decision: decision as unknown as JsonValue }
  call.note(decision.failed === undefined ? facts : { ...facts, failureId: decision.failed })
}

/** A source identity stays for the whole chain: once set, it can only be repeated. */
function sourceIdentityOf(wished: string | undefined, caller: Caller, roleArn: string): string | undefined {
  if (wished?.startsWith('aws:')) throw invalidParameterForm('A source identity must not begin with aws:')
  const inherited = caller.session?.sourceIdentity
  if (inherited === undefined || wished === undefined || wished === inherited) return wished ?? inherited
  throw notAuthorized(caller.arn, 'sts:SetSourceIdentity', roleArn)
}

function durationFor(role: DirectoryRole, caller: Caller, wished: number | undefined): number {
  const seconds = wished ?? LIMITS.session.defaultSeconds
  if (caller.session !== undefined && seconds > LIMITS.session.chainedSeconds) throw durationExceedsChaining()
  if (seconds > role.maxSessionSeconds) throw durationExceedsRole()
  return seconds
}

function carriedTags(tags: readonly Tag[], transitiveKeys: readonly string[], inherited: readonly Tag[]) {
  return {
    tags: [...inherited, ...tags],
    transitiveTagKeys: [...inherited.map((tag) => tag.Key), ...transitiveKeys],
  }
}
