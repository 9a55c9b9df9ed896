/** The operations on groups and who is in them. */
import type { Operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { addUserToGroup } from './add-user-to-group.ts'
import { attachGroupPolicy } from './attach-group-policy.ts'
import { createGroup } from './create-group.ts'
import { deleteGroup } from './delete-group.ts'
import { deleteGroupPolicy } from './delete-group-policy.ts'
import { detachGroupPolicy } from './detach-group-policy.ts'
import { getGroup } from './get-group.ts'
import { getGroupPolicy } from './get-group-policy.ts'
import { listAttachedGroupPolicies } from './list-attached-group-policies.ts'
import { listGroupPolicies } from './list-group-policies.ts'
import { listGroups } from './list-groups.ts'
import { putGroupPolicy } from './put-group-policy.ts'
import { removeUserFromGroup } from './remove-user-from-group.ts'
import { updateGroup } from './update-group.ts'

export function groupOperations(parts: IamParts): readonly Operation[] {
  return [
    addUserToGroup(parts),
    attachGroupPolicy(parts),
    createGroup(parts),
    deleteGroup(parts),
    deleteGroupPolicy(parts),
    detachGroupPolicy(parts),
    getGroup(parts),
    getGroupPolicy(parts),
    listAttachedGroupPolicies(parts),
    listGroupPolicies(parts),
    listGroups(parts),
    putGroupPolicy(parts),
    removeUserFromGroup(parts),
    updateGroup(parts),
  ]
}
