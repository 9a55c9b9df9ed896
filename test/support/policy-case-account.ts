/** One account of the rehearsal while policy cases are asked: its root's clients, and the users and roles made in it. */
import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagRoleCommand,
  UntagUserCommand,
} from '@aws-sdk/client-iam'
import type { JsonObject } from '../../src/base/index.ts'

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Endpoint, region and credentials, as every client of the AWS SDK takes them. */
export interface ClientSettings {
  readonly endpoint: string
  readonly region: string
  readonly maxAttempts: number
  readonly credentials: Keys
}

/** What the root makes for a case is taken away after it; users and roles themselves stay until a reset. */
export type Undo = (() => Promise<unknown>)[]

type Kind = 'user' | 'role'

export class CaseAccount {
  readonly accountId: string
  readonly settings: ClientSettings
  readonly iam: IAMClient
  readonly #made = new Map<string, Promise<Keys | undefined>>()

  constructor(accountId: string, settings: ClientSettings) {
    this.accountId = accountId
    this.settings = settings
    this.iam = new IAMClient(settings)
  }

  /** After a reset nothing is there any more. */
  forget(): void {
    this.#made.clear()
  }

  /** Makes the user once; its access key. */
  async user(pathAndName: string): Promise<Keys> {
    return (await this.#once(`user/${pathAndName}`, () => this.#makeUser(pathAndName))) as Keys
  }

  /** Makes the role once, trusting the account's own `maker` user. */
  async role(pathAndName: string): Promise<void> {
    await this.user('maker')
    await this.#once(`role/${pathAndName}`, async () => {
      const trust = {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${this.accountId}:user/maker` },
            Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
          },
        ],
      }
      await this.iam.send(
        new CreateRoleCommand({ ...named('Role', pathAndName), AssumeRolePolicyDocument: JSON.stringify(trust) }),
      )
      return undefined
    })
  }

  async #makeUser(pathAndName: string): Promise<Keys> {
    const user = named('User', pathAndName)
    await this.iam.send(new CreateUserCommand(user))
    const { AccessKey } = await this.iam.send(new CreateAccessKeyCommand({ UserName: user.UserName }))
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  }

  #once(key: string, make: () => Promise<Keys | undefined>): Promise<Keys | undefined> {
    const known = this.#made.get(key) ?? make()
    this.#made.set(key, known)
    return known
  }

  async putPolicies(kind: Kind, name: string, documents: readonly JsonObject[], undo: Undo): Promise<void> {
    for (const [index, document] of documents.entries()) {
      const PolicyName = `identity-${index}`
      const PolicyDocument = JSON.stringify(document)
      if (kind === 'role') {
        await this.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName, PolicyDocument }))
        undo.push(() => this.iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName })))
      } else {
        await this.iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName, PolicyDocument }))
        undo.push(() => this.iam.send(new DeleteUserPolicyCommand({ UserName: name, PolicyName })))
      }
    }
  }

  async managedPolicy(name: string, document: JsonObject, undo: Undo): Promise<string> {
    const { Policy } = await this.iam.send(
      new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify(document) }),
    )
    undo.push(() => this.iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn })))
    return Policy?.Arn ?? ''
  }

  async putBoundary(kind: Kind, name: string, document: JsonObject, undo: Undo): Promise<void> {
    const PermissionsBoundary = await this.managedPolicy('boundary', document, undo)
    if (kind === 'role') {
      await this.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary }))
      undo.push(() => this.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: name })))
    } else {
      await this.iam.send(new PutUserPermissionsBoundaryCommand({ UserName: name, PermissionsBoundary }))
      undo.push(() => this.iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: name })))
    }
  }

  async putTags(kind: Kind, name: string, tags: Readonly<Record<string, string>>, undo: Undo): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
    const TagKeys = Object.keys(tags)
    if (Tags.length === 0) return
    if (kind === 'role') {
      await this.iam.send(new TagRoleCommand({ RoleName: name, Tags }))
      undo.push(() => this.iam.send(new UntagRoleCommand({ RoleName: name, TagKeys })))
    } else {
      await this.iam.send(new TagUserCommand({ UserName: name, Tags }))
      undo.push(() => this.iam.send(new UntagUserCommand({ UserName: name, TagKeys })))
    }
  }
}

/** `team/app` in the members that make and name it. */
export function named<Type extends 'User' | 'Role'>(type: Type, pathAndName: string) {
  const name = pathAndName.slice(pathAndName.lastIndexOf('/') + 1)
  const Path = `/${pathAndName.slice(0, pathAndName.length - name.length)}`
  return { [`${type}Name`]: name, Path } as { readonly [Name in `${Type}Name`]: string } & { readonly Path: string }
}
