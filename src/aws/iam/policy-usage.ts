/**
 * Naming and un-naming a managed policy, with its counters kept in the same commit
 * (INVARIANT (counted attachments), see documents.ts).
 */
import { POLICIES, type PolicyDocument } from './documents.ts'
import type { IamParts } from './iam-parts.ts'
import { policyKey, readPolicyIn } from './policy-lookup.ts'
import { noSuchEntity, policyNotAttachable } from './refusals.ts'
import type { Transaction } from './transaction.ts'

type PolicyCounter = 'attachments' | 'boundaryUses'

/** Refuses, in the words for each use, a policy that does not exist. */
export async function beginUse(
  parts: IamParts,
  transaction: Transaction,
  accountId: string,
  arn: string,
  counter: PolicyCounter,
): Promise<void> {
  if (parts.managed.owns(arn)) {
    await parts.managed.load()
    const policy = parts.managed.find(arn)
    if (!policy) throw notAttachable(arn, counter)
    // Service-linked roles alone may have these, and AWS makes those itself.
    if (policy.path.startsWith('/aws-service-role/'))
      throw policyNotAttachable('Cannot attach a Service Role Policy to a Customer Role.')
    return
  }
  const policy = await readPolicyIn(transaction, accountId, arn)
  if (!policy) throw notAttachable(arn, counter)
  count(transaction, policy, counter, 1)
}

export async function endUse(
  parts: IamParts,
  transaction: Transaction,
  accountId: string,
  arn: string,
  counter: PolicyCounter,
): Promise<void> {
  if (parts.managed.owns(arn)) return
  const policy = await readPolicyIn(transaction, accountId, arn)
  if (policy) count(transaction, policy, counter, -1)
}

function count(transaction: Transaction, policy: PolicyDocument, counter: PolicyCounter, change: 1 | -1): void {
  transaction.put(POLICIES, policyKey(policy.accountId, policy.arn), { ...policy, [counter]: policy[counter] + change })
}

function notAttachable(arn: string, counter: PolicyCounter): Error {
  const subject = counter === 'boundaryUses' ? `Scope ARN: ${arn}` : `Policy ${arn}`
  return noSuchEntity(`${subject} does not exist or is not attachable.`)
}
