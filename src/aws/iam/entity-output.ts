/** How roles, users and groups look in answers. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html, API_User.html, API_Group.html */
import type { Output } from '../operation/index.ts'
import type { GroupDocument, RoleDocument, UserDocument } from './documents.ts'
import type { Principal } from './entity-kind.ts'
import { encodeDocument } from './url-encoding.ts'

/** What every answer says of a role. CreateRole and the lists say no more than a part of the rest. */
export function roleOutput(role: RoleDocument): Output {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    Description: role.description,
  }
}

/**
 * GetRole's answer. `RoleLastUsed` is there and empty, as for a role that nobody has used in the tracking period:
 * sessions are stateless here, so nobody writes down when a role was used.
 */
export function completeRoleOutput(role: RoleDocument): Output {
  return {
    ...roleOutput(role),
    MaxSessionDuration: role.maxSessionSeconds,
    ...boundaryAndTags(role),
    RoleLastUsed: {},
  }
}

export function userOutput(user: UserDocument): Output {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAt),
  }
}

export function groupOutput(group: GroupDocument): Output {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: new Date(group.createdAt),
  }
}

/** Left out where there are none, as AWS does. */
export function boundaryAndTags({ boundaryArn, tags }: Principal): Output {
  return {
    PermissionsBoundary:
      boundaryArn === undefined ? undefined : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundaryArn },
    Tags: tags.length === 0 ? undefined : tags.map(({ Key, Value }) => ({ Key, Value })),
  }
}
