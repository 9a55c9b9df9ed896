/** The call of the AWS SDK that asks for an action on a resource, and what the service says of it. */
import assert from 'node:assert/strict'
import {
  DeleteRepositoryPolicyCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetRepositoryPolicyCommand,
  ListImagesCommand,
} from '@aws-sdk/client-ecr'
import { DescribeClusterCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks'
import { GetRoleCommand, IAMClient, ListRoleTagsCommand, TagRoleCommand } from '@aws-sdk/client-iam'
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { AccessRequest } from '../../src/policy/index.ts'
import type { ClientSettings } from './policy-case-account.ts'
import type { CaseFacts } from './policy-case-facts.ts'

/** What stands after `parameter/`, `repository/`, `role/`, `cluster/`, and whose it is. */
export interface CaseResource {
  readonly type: string
  readonly name: string
  readonly accountId: string
}

export function resourceOf(arn: string): CaseResource {
  const [, , , , accountId = '', rest = ''] = arn.split(':')
  const slash = rest.indexOf('/')
  return { type: rest.slice(0, Math.max(slash, 0)), name: rest.slice(slash + 1), accountId }
}

/** `a/b` is written `/a/b` in calls, `a` stays. */
export function parameterName(name: string): string {
  return name.includes('/') ? `/${name}` : name
}

type Ask = (settings: ClientSettings, resource: CaseResource, facts: CaseFacts) => Promise<unknown>

const ssm =
  (ask: (client: SSMClient, name: string, tags: { Key: string; Value: string }[]) => Promise<unknown>): Ask =>
  (settings, { name }, { requestTags }) =>
    ask(new SSMClient(settings), parameterName(name), tagList(requestTags))

const ecr =
  (ask: (client: ECRClient, repository: { registryId: string; repositoryName: string }) => Promise<unknown>): Ask =>
  (settings, { name, accountId }) =>
    ask(new ECRClient(settings), { registryId: accountId, repositoryName: name })

const iam =
  (ask: (client: IAMClient, RoleName: string, tags: { Key: string; Value: string }[]) => Promise<unknown>): Ask =>
  (settings, { name }, { requestTags }) =>
    ask(new IAMClient(settings), name.slice(name.lastIndexOf('/') + 1), tagList(requestTags))

/** With tags and a source identity where the case has them: each is asked for as an action of its own. */
const assumeRole: Ask = (settings, { name, accountId }, facts) =>
  new STSClient(settings).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/${name}`,
      RoleSessionName: facts.sessionName ?? 'case',
      ExternalId: facts.externalId,
      SourceIdentity: facts.sourceIdentity,
      Tags: tagList(facts.requestTags),
    }),
  )

/** By action. Each call needs the permission for its action on its resource; those of STS may need AssumeRole's before. */
const CALLS: Readonly<Record<string, Ask>> = {
  'ssm:GetParameter': ssm((client, Name) => client.send(new GetParameterCommand({ Name }))),
  'ssm:GetParameters': ssm((client, Name) => client.send(new GetParametersCommand({ Names: [Name] }))),
  'ssm:GetParameterHistory': ssm((client, Name) => client.send(new GetParameterHistoryCommand({ Name }))),
  'ssm:PutParameter': ssm((client, Name) => client.send(new PutParameterCommand({ Name, Value: 'new', Overwrite: true }))),
  'ssm:DeleteParameter': ssm((client, Name) => client.send(new DeleteParameterCommand({ Name }))),
  'ssm:ListTagsForResource': ssm((client, ResourceId) =>
    client.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId })),
  ),
  'ssm:AddTagsToResource': ssm((client, ResourceId, Tags) =>
    client.send(new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId, Tags })),
  ),
  'ecr:DescribeImages': ecr((client, repository) => client.send(new DescribeImagesCommand(repository))),
  'ecr:ListImages': ecr((client, repository) => client.send(new ListImagesCommand(repository))),
  'ecr:GetRepositoryPolicy': ecr((client, repository) => client.send(new GetRepositoryPolicyCommand(repository))),
  'ecr:DeleteRepositoryPolicy': ecr((client, repository) => client.send(new DeleteRepositoryPolicyCommand(repository))),
  'ecr:GetAuthorizationToken': (settings) => new ECRClient(settings).send(new GetAuthorizationTokenCommand({})),
  'eks:DescribeCluster': (settings, { name }) => new EKSClient(settings).send(new DescribeClusterCommand({ name })),
  'eks:ListClusters': (settings) => new EKSClient(settings).send(new ListClustersCommand({})),
  'iam:GetRole': iam((client, RoleName) => client.send(new GetRoleCommand({ RoleName }))),
  'iam:ListRoleTags': iam((client, RoleName) => client.send(new ListRoleTagsCommand({ RoleName }))),
  'iam:TagRole': iam((client, RoleName, Tags) => client.send(new TagRoleCommand({ RoleName, Tags }))),
  'sts:AssumeRole': assumeRole,
  'sts:TagSession': assumeRole,
  'sts:SetSourceIdentity': assumeRole,
}

function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** The service's sentence if it denies access, `undefined` if it does what it was asked. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    assert.ok(error instanceof Error && /^AccessDenied/.test(error.name), String(error))
    return error.message
  }
}

export function callFor(settings: ClientSettings, { action, resource }: AccessRequest, facts: CaseFacts): Promise<unknown> {
  const ask = CALLS[action]
  assert.ok(ask, `${action} is asked by no call`)
  return ask(settings, resourceOf(resource), facts)
}
