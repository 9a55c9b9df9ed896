/** How managed policies look in answers. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html */
import type { Output } from '../operation/index.ts'
import type { PolicyDocument, PolicyVersionDocument } from './documents.ts'
import type { IamParts } from './iam-parts.ts'
import type { ManagedPolicy } from './managed-policies.ts'
import type { FoundPolicy } from './policy-lookup.ts'
import { encodeDocument } from './url-encoding.ts'

/** Without description and tags, which only some answers have. */
export function policyOutput(policy: PolicyDocument): Output {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: `v${policy.defaultVersion}`,
    AttachmentCount: policy.attachments,
    PermissionsBoundaryUsageCount: policy.boundaryUses,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  }
}

/** Of AWS's own policies the data has no unique id, so none is made up. */
export function managedPolicyOutput(parts: IamParts, accountId: string, policy: ManagedPolicy): Output {
  const uses = [...parts.index.usesOf(policy.arn)].filter(({ document }) => document.accountId === accountId)
  const boundaries = uses.filter(({ usage }) => usage === 'boundary').length
  return {
    PolicyName: policy.name,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.version,
    AttachmentCount: uses.length - boundaries,
    PermissionsBoundaryUsageCount: boundaries,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  }
}

/** Without its document, as the list and CreatePolicyVersion answer. */
export function versionOutput(policy: PolicyDocument, version: PolicyVersionDocument): Output {
  return {
    VersionId: `v${version.number}`,
    IsDefaultVersion: version.number === policy.defaultVersion,
    CreateDate: new Date(version.createdAt),
  }
}

interface ShownVersion {
  /** Newest first: what sorts before. */
  readonly sortKey: string
  readonly summary: Output
  /** Percent-encoded. */
  readonly document: () => string
}

/** Every version of a policy; of AWS's own the data has the default one only. */
export function versionsOf(found: FoundPolicy): readonly ShownVersion[] {
  if (found.owner === 'aws') {
    const { version, updatedAt, policy } = found.policy
    const summary = { VersionId: version, IsDefaultVersion: true, CreateDate: new Date(updatedAt) }
    return [{ sortKey: version, summary, document: () => encodeDocument(policy.text) }]
  }
  return found.document.versions.map((version) => ({
    sortKey: String(Number.MAX_SAFE_INTEGER - version.number),
    summary: versionOutput(found.document, version),
    document: () => encodeDocument(version.document),
  }))
}
