/**
 * The policies that a caller hands in to narrow a session: one inline, up to ten managed ones by ARN.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 * They are checked here; that they bind is the directory's work (`layersOf`).
 */
import { LIMITS, parseArn } from '../../base/index.ts'
import { policyFromText } from '../../policy/index.ts'
import type { IamDirectory } from '../iam/index.ts'
import { invalidParameterForm, malformedPolicy, packedPolicyTooLarge } from './sts-error.ts'

export interface SessionPolicies {
  readonly policy?: string | undefined
  readonly policyArns: readonly string[]
}

/** AWS's own managed policies belong to every account. */
const AWS_ACCOUNT = 'aws'

/** @param accountId of the role @throws AwsError */
export async function checkSessionPolicies(policies: SessionPolicies, accountId: string, directory: IamDirectory): Promise<void> {
  const { policy, policyArns } = policies
  if (policy === undefined && policyArns.length === 0) return
  if (policy !== undefined) {
    const compiled = policyFromText(policy, 'session')
    if (!compiled.ok) throw malformedPolicy(compiled.problem[0]?.message ?? 'Syntax errors in policy.')
  }
  const characters = policyArns.reduce((sum, arn) => sum + arn.length, policy?.length ?? 0)
  if (characters > LIMITS.policy.sessionCharacters) {
    throw packedPolicyTooLarge(Math.ceil((100 * characters) / LIMITS.policy.sessionCharacters))
  }
  await directory.loadManagedPolicies(policyArns)
  for (const arn of policyArns) checkManagedPolicy(arn, accountId, directory)
}

function checkManagedPolicy(text: string, accountId: string, directory: IamDirectory): void {
  const arn = parseArn(text)
  const isPolicy = arn?.service === 'iam' && arn.resource.startsWith('policy/')
  if (!isPolicy) throw invalidParameterForm(`ARN ${text} is not valid.`)
  const isReachable = arn.accountId === accountId || arn.accountId === AWS_ACCOUNT
  if (!isReachable || directory.managedPolicy(text) === undefined) {
    throw invalidParameterForm(`Policy ${text} does not exist or is not attachable.`)
  }
}
