/** Changes a customer-managed policy. AWS's own cannot be changed by anybody else. */
import { AwsError } from '../operation/index.ts'
import { POLICIES, type PolicyDocument, type PolicyVersionDocument } from './documents.ts'
import type { IamParts } from './iam-parts.ts'
import { noSuchPolicy, policyKey, readPolicyIn } from './policy-lookup.ts'
import { noSuchEntity } from './refusals.ts'
import { transact } from './transaction.ts'

/** `change` answers the new document, or `undefined` to remove it. */
export async function changePolicy(
  parts: IamParts,
  accountId: string,
  arn: string,
  change: (policy: PolicyDocument) => PolicyDocument | undefined,
): Promise<void> {
  if (parts.managed.owns(arn)) throw ownedByAws(arn)
  await transact(parts.store, async (transaction) => {
    const policy = await readPolicyIn(transaction, accountId, arn)
    if (!policy) throw noSuchPolicy(arn)
    const after = change(policy)
    if (after) transaction.put(POLICIES, policyKey(accountId, arn), after)
    else transaction.delete(POLICIES, policyKey(accountId, arn))
  })
}

/** The version that `v3` names. */
export function versionNamed(policy: PolicyDocument, versionId: string): PolicyVersionDocument {
  const version = policy.versions.find(({ number }) => `v${number}` === versionId)
  if (!version) throw noSuchVersion(policy.arn, versionId)
  return version
}

export function noSuchVersion(arn: string, versionId: string): Error {
  return noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`)
}

/** What AWS answers to anybody who tries: the policy is another account's. */
function ownedByAws(arn: string): Error {
  return new AwsError('AccessDenied', 403, `Policy ${arn} is managed by AWS and cannot be changed.`)
}
