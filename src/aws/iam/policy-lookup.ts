/**
 * Managed policies by ARN, whoever manages them.
 * AWS's own are read when the first of them is named; a customer's lie in the store under their name.
 */

import { readIamArn } from './arns.ts'
import { nameKey, POLICIES, type PolicyDocument } from './documents.ts'
import type { IamParts } from './iam-parts.ts'
import type { ManagedPolicy } from './managed-policies.ts'
import { noSuchEntity } from './refusals.ts'
import type { Transaction } from './transaction.ts'

export type FoundPolicy =
  | { readonly owner: 'aws'; readonly policy: ManagedPolicy }
  | { readonly owner: 'customer'; readonly document: PolicyDocument }

/** Refuses, as not found, what is not there and what is another account's. */
export async function readPolicy(parts: IamParts, accountId: string, arn: string): Promise<FoundPolicy> {
  readIamArn(arn, 'policy')
  if (parts.managed.owns(arn)) {
    await parts.managed.load()
    const policy = parts.managed.find(arn)
    if (policy) return { owner: 'aws', policy }
    throw noSuchPolicy(arn)
  }
  const stored = await parts.store.get(POLICIES.name, policyKey(accountId, arn))
  const document = stored?.value as PolicyDocument | undefined
  if (document?.arn !== arn) throw noSuchPolicy(arn)
  return { owner: 'customer', document }
}

/** A customer's policy, inside a transaction. */
export async function readPolicyIn(
  transaction: Transaction,
  accountId: string,
  arn: string,
): Promise<PolicyDocument | undefined> {
  readIamArn(arn, 'policy')
  const document = await transaction.get(POLICIES, policyKey(accountId, arn))
  return document?.arn === arn ? document : undefined
}

export function noSuchPolicy(arn: string): Error {
  return noSuchEntity(`Policy ${arn} was not found.`)
}

export function policyKey(accountId: string, arn: string): string {
  return nameKey(accountId, arn.slice(arn.lastIndexOf('/') + 1))
}
