/** Instance profiles by name, and how they look in answers. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_InstanceProfile.html */
import type { Output } from '../operation/index.ts'
import { INSTANCE_PROFILES, type InstanceProfileDocument, nameKey } from './documents.ts'
import { roleOutput } from './entity-output.ts'
import type { IamParts } from './iam-parts.ts'
import { noSuchEntity } from './refusals.ts'
import { type Transaction, transact } from './transaction.ts'

export async function readProfile(parts: IamParts, accountId: string, name: string): Promise<InstanceProfileDocument> {
  const stored = await parts.store.get(INSTANCE_PROFILES.name, nameKey(accountId, name))
  if (!stored) throw profileNotFound(name)
  return stored.value as unknown as InstanceProfileDocument
}

export async function readProfileIn(transaction: Transaction, accountId: string, name: string): Promise<InstanceProfileDocument> {
  const profile = await transaction.get(INSTANCE_PROFILES, nameKey(accountId, name))
  if (!profile) throw profileNotFound(name)
  return profile
}

export function changeProfile(
  parts: IamParts,
  accountId: string,
  name: string,
  change: (profile: InstanceProfileDocument) => InstanceProfileDocument,
): Promise<void> {
  return transact(parts.store, async (transaction) => {
    const profile = await readProfileIn(transaction, accountId, name)
    transaction.put(INSTANCE_PROFILES, nameKey(accountId, name), change(profile))
  })
}

/** With its role, without tags: GetInstanceProfile and CreateInstanceProfile have those as well. */
export function profileOutput(parts: IamParts, profile: InstanceProfileDocument): Output {
  const role = profile.roleName === undefined ? undefined : parts.index.role(profile.accountId, profile.roleName)?.document
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [roleOutput(role)],
  }
}

export function completeProfileOutput(parts: IamParts, profile: InstanceProfileDocument): Output {
  const tags = profile.tags.map(({ Key, Value }) => ({ Key, Value }))
  return { ...profileOutput(parts, profile), Tags: tags.length === 0 ? undefined : tags }
}

function profileNotFound(name: string): Error {
  return noSuchEntity(`Instance Profile ${name} cannot be found.`)
}
