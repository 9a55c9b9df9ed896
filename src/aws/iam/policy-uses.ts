/**
 * Who names which managed policy, turned round: ListEntitiesForPolicy and the counts of AWS's own policies need it,
 * and an edit of a policy must reach everybody who has it.
 */
import type { GroupDocument, RoleDocument, UserDocument } from './documents.ts'

/** A role, a user or a group that names a managed policy. */
export type PolicyUse =
  | { readonly type: 'role'; readonly usage: PolicyUsage; readonly document: RoleDocument }
  | { readonly type: 'user'; readonly usage: PolicyUsage; readonly document: UserDocument }
  | { readonly type: 'group'; readonly usage: 'permissions'; readonly document: GroupDocument }

type PolicyUsage = 'permissions' | 'boundary'

interface PolicyUses {
  /** In the order in which they were attached, as far as this process has seen it. */
  of(policyArn: string): Iterable<PolicyUse>
  /** ARNs that somebody names. */
  policies(): Iterable<string>
  add(uses: PolicyUse): void
  remove(uses: PolicyUse): void
}

export function createPolicyUses(): PolicyUses {
  const byPolicy = new Map<string, Map<string, PolicyUse>>()
  return {
    of: (policyArn) => byPolicy.get(policyArn)?.values() ?? [],
    policies: () => byPolicy.keys(),
    add(use) {
      for (const arn of policiesOf(use)) {
        const uses = byPolicy.get(arn) ?? new Map<string, PolicyUse>()
        byPolicy.set(arn, uses.set(nameOf(use), use))
      }
    },
    remove(use) {
      for (const arn of policiesOf(use)) {
        const uses = byPolicy.get(arn)
        uses?.delete(nameOf(use))
        if (uses?.size === 0) byPolicy.delete(arn)
      }
    },
  }
}

function policiesOf(use: PolicyUse): readonly string[] {
  if (use.usage === 'permissions') return use.document.attachedPolicies
  return use.document.boundaryArn === undefined ? [] : [use.document.boundaryArn]
}

function nameOf(use: PolicyUse): string {
  return `${use.usage} ${use.document.arn}`
}
