/**
 * Who names which managed policy, turned round: ListEntitiesForPolicy and the counts of AWS's own policies need it,
 * and an edit of a policy must reach everybody who has it.
 */
import type { RoleDocument, UserDocument } from './documents.ts'

/** A role or a user that names a managed policy. */
export type PolicyUse =
  | { readonly type: 'role'; readonly usage: PolicyUsage; readonly document: RoleDocument }
  | { readonly type: 'user'; readonly usage: PolicyUsage; readonly document: UserDocument }

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

function policiesOf({ usage, document }: PolicyUse): readonly string[] {
  if (usage === 'permissions') return document.attachedPolicies
  return document.boundaryArn === undefined ? [] : [document.boundaryArn]
}

function nameOf(use: PolicyUse): string {
  return `${use.usage} ${use.document.arn}`
}
