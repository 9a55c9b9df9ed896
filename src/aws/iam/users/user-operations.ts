/** The operations on users and their access keys. */
import type { Operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { attachUserPolicy } from './attach-user-policy.ts'
import { createAccessKey } from './create-access-key.ts'
import { createUser } from './create-user.ts'
import { deleteAccessKey } from './delete-access-key.ts'
import { deleteUser } from './delete-user.ts'
import { deleteUserPermissionsBoundary } from './delete-user-permissions-boundary.ts'
import { deleteUserPolicy } from './delete-user-policy.ts'
import { detachUserPolicy } from './detach-user-policy.ts'
import { getUser } from './get-user.ts'
import { getUserPolicy } from './get-user-policy.ts'
import { listAccessKeys } from './list-access-keys.ts'
import { listAttachedUserPolicies } from './list-attached-user-policies.ts'
import { listGroupsForUser } from './list-groups-for-user.ts'
import { listUserPolicies } from './list-user-policies.ts'
import { listUserTags } from './list-user-tags.ts'
import { listUsers } from './list-users.ts'
import { putUserPermissionsBoundary } from './put-user-permissions-boundary.ts'
import { putUserPolicy } from './put-user-policy.ts'
import { tagUser } from './tag-user.ts'
import { untagUser } from './untag-user.ts'
import { updateAccessKey } from './update-access-key.ts'
import { updateUser } from './update-user.ts'

export function userOperations(parts: IamParts): readonly Operation[] {
  return [
    attachUserPolicy(parts),
    createAccessKey(parts),
    createUser(parts),
    deleteAccessKey(parts),
    deleteUser(parts),
    deleteUserPermissionsBoundary(parts),
    deleteUserPolicy(parts),
    detachUserPolicy(parts),
    getUser(parts),
    getUserPolicy(parts),
    listAccessKeys(parts),
    listAttachedUserPolicies(parts),
    listGroupsForUser(parts),
    listUserPolicies(parts),
    listUserTags(parts),
    listUsers(parts),
    putUserPermissionsBoundary(parts),
    putUserPolicy(parts),
    tagUser(parts),
    untagUser(parts),
    updateAccessKey(parts),
    updateUser(parts),
  ]
}
