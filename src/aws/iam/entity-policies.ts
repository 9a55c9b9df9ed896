/**
 * Inline policies, attached policies and boundaries of a role, a user or a group (which has no boundary): what
 * the Put, Get, Attach, Detach and List actions of all three do, so that they cannot drift apart.
 */
import { policySizeCharacters } from '../../policy/index.ts'
import type { Output } from '../operation/index.ts'
import { readIamArn } from './arns.ts'
import { changeEntity } from './change-entity.ts'
import type { InlinePolicy } from './documents.ts'
import type { Entity, EntityKind, Principal } from './entity-kind.ts'
import { readEntity } from './entity-kind.ts'
import type { IamParts } from './iam-parts.ts'
import { type PageRequest, pageOf } from './paging.ts'
import { noSuchPolicy } from './policy-lookup.ts'
import { checkPolicy } from './policy-text.ts'
import { beginUse, endUse } from './policy-usage.ts'
import { deleteConflict, limitExceeded, noSuchEntity, quotaExceeded } from './refusals.ts'

/** Which role, user or group of which account. */
export interface Whose<Document> {
  readonly kind: EntityKind<Document>
  readonly accountId: string
  readonly name: string
}

export async function putInlinePolicy<Document extends Entity>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
  policy: InlinePolicy,
): Promise<Output> {
  checkPolicy(policy.document, 'identity')
  await changeEntity(parts, kind, accountId, name, (document) => {
    const others = document.inlinePolicies.filter((other) => other.name !== policy.name)
    const inlinePolicies = [...others, policy]
    const characters = inlinePolicies.reduce((sum, { document: text }) => sum + policySizeCharacters(text), 0)
    if (characters > kind.inlineCharacters) {
      throw limitExceeded(`Maximum policy size of ${kind.inlineCharacters} bytes exceeded for ${kind.type} ${document.name}`)
    }
    return { ...document, inlinePolicies }
  })
  return {}
}

export async function readInlinePolicy<Document extends Entity>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
  policyName: string,
): Promise<InlinePolicy> {
  const { inlinePolicies } = await readEntity(parts, kind, accountId, name)
  const policy = inlinePolicies.find((candidate) => candidate.name === policyName)
  if (!policy) throw noInlinePolicy(kind, policyName)
  return policy
}

export async function deleteInlinePolicy<Document extends Entity>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
  policyName: string,
): Promise<Output> {
  await changeEntity(parts, kind, accountId, name, (document) => {
    const inlinePolicies = document.inlinePolicies.filter((policy) => policy.name !== policyName)
    if (inlinePolicies.length === document.inlinePolicies.length) throw noInlinePolicy(kind, policyName)
    return { ...document, inlinePolicies }
  })
  return {}
}

export async function listInlinePolicies<Document extends Entity>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
  request: PageRequest,
): Promise<Output> {
  const { inlinePolicies } = await readEntity(parts, kind, accountId, name)
  const names = inlinePolicies.map((policy) => policy.name)
  const page = pageOf(names, (policyName) => policyName, request)
  return { PolicyNames: page.items, ...page.rest }
}

/** Attaching what is attached is no error. */
export async function attachPolicy<Document extends Entity>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
  policyArn: string,
): Promise<Output> {
  readIamArn(policyArn, 'policy')
  await changeEntity(parts, kind, accountId, name, async (document, transaction) => {
    if (document.attachedPolicies.includes(policyArn)) return document
    const { quota, limit } = kind.attachedPolicies
    await beginUse(parts, transaction, accountId, policyArn, 'attachments')
    if (document.attachedPolicies.length >= limit) throw quotaExceeded(quota, limit)
    return { ...document, attachedPolicies: [...document.attachedPolicies, policyArn] }
  })
  return {}
}

export async function detachPolicy<Document extends Entity>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
  policyArn: string,
): Promise<Output> {
  readIamArn(policyArn, 'policy')
  await changeEntity(parts, kind, accountId, name, async (document, transaction) => {
    if (!document.attachedPolicies.includes(policyArn)) throw noSuchPolicy(policyArn)
    await endUse(parts, transaction, accountId, policyArn, 'attachments')
    return { ...document, attachedPolicies: document.attachedPolicies.filter((arn) => arn !== policyArn) }
  })
  return {}
}

export async function listAttachedPolicies<Document extends Entity>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
  request: PageRequest & { readonly PathPrefix?: string },
): Promise<Output> {
  const { attachedPolicies } = await readEntity(parts, kind, accountId, name)
  const prefix = request.PathPrefix ?? '/'
  const below = attachedPolicies.filter((arn) => arn.slice(arn.indexOf(':policy/') + ':policy'.length).startsWith(prefix))
  const page = pageOf(below, (arn) => arn, request)
  const policies = page.items.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn }))
  return { AttachedPolicies: policies, ...page.rest }
}

export async function putBoundary<Document extends Principal>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
  boundaryArn: string,
): Promise<Output> {
  readIamArn(boundaryArn, 'policy')
  await changeEntity(parts, kind, accountId, name, async (document, transaction) => {
    if (document.boundaryArn === boundaryArn) return document
    if (document.boundaryArn !== undefined) await endUse(parts, transaction, accountId, document.boundaryArn, 'boundaryUses')
    await beginUse(parts, transaction, accountId, boundaryArn, 'boundaryUses')
    return { ...document, boundaryArn }
  })
  return {}
}

/** Taking away a boundary that is not there is no error. */
export async function deleteBoundary<Document extends Principal>(
  parts: IamParts,
  { kind, accountId, name }: Whose<Document>,
): Promise<Output> {
  await changeEntity(parts, kind, accountId, name, async (document, transaction) => {
    if (document.boundaryArn === undefined) return document
    await endUse(parts, transaction, accountId, document.boundaryArn, 'boundaryUses')
    const { boundaryArn: _, ...rest } = document
    // Only the optional member is gone: what is left is a Document as before.
    return rest as Document
  })
  return {}
}

/** Nothing that has policies left can be deleted. */
export function refuseWithPolicies({ attachedPolicies, inlinePolicies }: Entity): void {
  if (attachedPolicies.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.')
  if (inlinePolicies.length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
}

function noInlinePolicy(kind: EntityKind<unknown>, policyName: string): Error {
  return noSuchEntity(`The ${kind.type} policy with name ${policyName} cannot be found.`)
}
