/** AWS's own client, speaking the query protocol to IAM without a socket: what it sends is understood, what it gets it can read. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as sdk from '@aws-sdk/client-iam'
import { AwsError } from '../operation/index.ts'
import { decodeForm, errorResponse, queryResponse, queryTree } from '../wire/index.ts'
import { ACCOUNT, allow, NOW, openWorld, policyArn, TRUST, type World } from './fixtures/world.ts'

const namespace = 'https://iam.amazonaws.com/doc/2010-05-08/'

async function answer(world: World, form: string): Promise<{ status: number; body: string }> {
  const parameters = decodeForm(form)
  assert.ok(parameters.ok)
  const action = parameters.value.find(({ name }) => name === 'Action')?.value ?? ''
  const input = queryTree(parameters.value, (name) => name === 'Action' || name === 'Version')
  assert.ok(input.ok)
  try {
    const output = await world.call(action, input.value, {}, 'query')
    return { status: 200, body: queryResponse(action, namespace, output, 'request-1') }
  } catch (problem) {
    if (!(problem instanceof AwsError)) throw problem
    return {
      status: problem.status,
      body: errorResponse({ protocol: 'query', xmlNamespace: namespace }, problem, 'request-1').body,
    }
  }
}

async function openClient() {
  const world = await openWorld()
  const client = new sdk.IAMClient({
    region: 'us-east-1',
    endpoint: 'http://localhost',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: {
      async handle(request: { body: string }) {
        const { status, body } = await answer(world, request.body)
        return { response: { statusCode: status, headers: { 'content-type': 'text/xml' }, body: new TextEncoder().encode(body) } }
      },
    } as never,
    streamCollector: async (body: Uint8Array) => body,
  } as never)
  return client
}

const url = 'https://localhost:6443/id/A'
const providerArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/localhost:6443/id/A`
const Tags = [{ Key: 'kubernetes.io/cluster', Value: 'a+b / c=d' }]

test("the road's set-up: provider, role, policy, attachment, and back", async () => {
  const client = await openClient()
  const made = await client.send(
    new sdk.CreateOpenIDConnectProviderCommand({
      Url: url,
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['a'.repeat(40)],
      Tags,
    }),
  )
  assert.equal(made.OpenIDConnectProviderArn, providerArn)
  const provider = await client.send(new sdk.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: providerArn }))
  assert.deepEqual(
    [provider.Url, provider.ClientIDList, provider.CreateDate, provider.Tags],
    [url, ['sts.amazonaws.com'], new Date(NOW), Tags],
  )
  await client.send(
    new sdk.UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn: providerArn, ThumbprintList: [] }),
  )
  const providers = await client.send(new sdk.ListOpenIDConnectProvidersCommand({}))
  assert.deepEqual(providers.OpenIDConnectProviderList, [{ Arn: providerArn }])

  const { Role } = await client.send(
    new sdk.CreateRoleCommand({
      RoleName: 'app',
      Path: '/x/',
      AssumeRolePolicyDocument: TRUST,
      Tags,
      MaxSessionDuration: 7200,
      Description: 'a&b <c> "é"',
    }),
  )
  assert.deepEqual(
    [Role?.Arn, Role?.CreateDate, Role?.MaxSessionDuration, Role?.Tags],
    [`arn:aws:iam::${ACCOUNT}:role/x/app`, new Date(NOW), undefined, Tags],
  )
  const { Policy } = await client.send(new sdk.CreatePolicyCommand({ PolicyName: 'm', PolicyDocument: allow('s3:*') }))
  assert.equal(Policy?.AttachmentCount, 0)
  await client.send(new sdk.AttachRolePolicyCommand({ RoleName: 'app', PolicyArn: policyArn('m') }))
  await client.send(new sdk.PutRolePolicyCommand({ RoleName: 'app', PolicyName: 'p', PolicyDocument: allow('ssm:*') }))

  const read = await client.send(new sdk.GetRoleCommand({ RoleName: 'app' }))
  assert.equal(decodeURIComponent(read.Role?.AssumeRolePolicyDocument ?? ''), TRUST)
  assert.deepEqual([read.Role?.MaxSessionDuration, read.Role?.Description], [7200, 'a&b <c> "é"'])
  const inline = await client.send(new sdk.GetRolePolicyCommand({ RoleName: 'app', PolicyName: 'p' }))
  assert.equal(decodeURIComponent(inline.PolicyDocument ?? ''), allow('ssm:*'))
  const attached = await client.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName: 'app' }))
  assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'm', PolicyArn: policyArn('m') }])
  assert.equal(attached.IsTruncated, false)
  const version = await client.send(new sdk.GetPolicyVersionCommand({ PolicyArn: policyArn('m'), VersionId: 'v1' }))
  assert.deepEqual(
    [version.PolicyVersion?.IsDefaultVersion, decodeURIComponent(version.PolicyVersion?.Document ?? '')],
    [true, allow('s3:*')],
  )
  const profiles = await client.send(new sdk.ListInstanceProfilesForRoleCommand({ RoleName: 'app' }))
  assert.deepEqual(profiles.InstanceProfiles ?? [], [])

  await client.send(new sdk.DetachRolePolicyCommand({ RoleName: 'app', PolicyArn: policyArn('m') }))
  await client.send(new sdk.DeleteRolePolicyCommand({ RoleName: 'app', PolicyName: 'p' }))
  await client.send(new sdk.DeleteRoleCommand({ RoleName: 'app' }))
  await client.send(new sdk.DeletePolicyCommand({ PolicyArn: policyArn('m') }))
  await client.send(new sdk.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: providerArn }))
})

test('refusals arrive as the errors that the client knows by name', async () => {
  const client = await openClient()
  await assert.rejects(client.send(new sdk.GetRoleCommand({ RoleName: 'none' })), sdk.NoSuchEntityException)
  const create = () => client.send(new sdk.CreatePolicyCommand({ PolicyName: 'm', PolicyDocument: allow('s3:*') }))
  await create()
  await assert.rejects(create(), sdk.EntityAlreadyExistsException)
  await assert.rejects(
    client.send(new sdk.CreatePolicyCommand({ PolicyName: 'n', PolicyDocument: '{' })),
    sdk.MalformedPolicyDocumentException,
  )
  await client.send(new sdk.CreateUserCommand({ UserName: 'ann' }))
  await client.send(new sdk.AttachUserPolicyCommand({ UserName: 'ann', PolicyArn: policyArn('m') }))
  await assert.rejects(client.send(new sdk.DeletePolicyCommand({ PolicyArn: policyArn('m') })), sdk.DeleteConflictException)
})

test("the client's own paginator walks through all roles", async () => {
  const client = await openClient()
  for (const RoleName of ['a', 'b', 'c', 'd', 'e'])
    await client.send(new sdk.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }))
  const names: (string | undefined)[] = []
  for await (const page of sdk.paginateListRoles({ client, pageSize: 2 }, {}))
    names.push(...(page.Roles ?? []).map((role) => role.RoleName))
  assert.deepEqual(names, ['a', 'b', 'c', 'd', 'e'])
})

test('groups as Terraform makes, reads and removes them', async () => {
  const client = await openClient()
  const { Group } = await client.send(new sdk.CreateGroupCommand({ GroupName: 'dev', Path: '/x/' }))
  assert.equal(Group?.Arn, `arn:aws:iam::${ACCOUNT}:group/x/dev`)
  await client.send(new sdk.CreateUserCommand({ UserName: 'ann' }))
  await client.send(new sdk.PutGroupPolicyCommand({ GroupName: 'dev', PolicyName: 'p', PolicyDocument: allow('s3:*') }))
  await client.send(new sdk.AddUserToGroupCommand({ GroupName: 'dev', UserName: 'ann' }))
  const users: (string | undefined)[] = []
  for await (const page of sdk.paginateGetGroup({ client }, { GroupName: 'dev' }))
    users.push(...(page.Users ?? []).map((user) => user.UserName))
  assert.deepEqual(users, ['ann'])
  const { Groups } = await client.send(new sdk.ListGroupsForUserCommand({ UserName: 'ann' }))
  assert.deepEqual(Groups?.[0], Group)
  await client.send(new sdk.UpdateGroupCommand({ GroupName: 'dev', NewGroupName: 'ops', NewPath: '/' }))
  const inline = await client.send(new sdk.GetGroupPolicyCommand({ GroupName: 'ops', PolicyName: 'p' }))
  assert.equal(decodeURIComponent(inline.PolicyDocument ?? ''), allow('s3:*'))
  await assert.rejects(client.send(new sdk.DeleteGroupCommand({ GroupName: 'ops' })), sdk.DeleteConflictException)
  await client.send(new sdk.RemoveUserFromGroupCommand({ GroupName: 'ops', UserName: 'ann' }))
  await client.send(new sdk.DeleteGroupPolicyCommand({ GroupName: 'ops', PolicyName: 'p' }))
  await client.send(new sdk.DeleteGroupCommand({ GroupName: 'ops' }))
  await assert.rejects(client.send(new sdk.GetGroupCommand({ GroupName: 'ops' })), sdk.NoSuchEntityException)
})

test('an instance profile as Terraform and eksctl make, read and remove it', async () => {
  const client = await openClient()
  const profile = { InstanceProfileName: 'nodes' }
  await client.send(new sdk.CreateRoleCommand({ RoleName: 'node', AssumeRolePolicyDocument: TRUST }))
  const made = await client.send(new sdk.CreateInstanceProfileCommand({ ...profile, Path: '/', Tags }))
  assert.deepEqual([made.InstanceProfile?.Tags, made.InstanceProfile?.Roles ?? []], [Tags, []])
  await client.send(new sdk.AddRoleToInstanceProfileCommand({ ...profile, RoleName: 'node' }))
  const read = await client.send(new sdk.GetInstanceProfileCommand(profile))
  assert.equal(read.InstanceProfile?.Roles?.[0]?.RoleName, 'node')
  const held = await client.send(new sdk.ListInstanceProfilesForRoleCommand({ RoleName: 'node' }))
  assert.equal(held.InstanceProfiles?.[0]?.Arn, `arn:aws:iam::${ACCOUNT}:instance-profile/nodes`)
  await assert.rejects(client.send(new sdk.DeleteRoleCommand({ RoleName: 'node' })), sdk.DeleteConflictException)
  await client.send(new sdk.RemoveRoleFromInstanceProfileCommand({ ...profile, RoleName: 'node' }))
  await client.send(new sdk.DeleteInstanceProfileCommand(profile))
  await client.send(new sdk.DeleteRoleCommand({ RoleName: 'node' }))
})

test('the summary and the details of the account are read by the client as AWS sends them', async () => {
  const client = await openClient()
  await client.send(new sdk.CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: TRUST }))
  const { SummaryMap } = await client.send(new sdk.GetAccountSummaryCommand({}))
  assert.deepEqual([SummaryMap?.['Roles'], SummaryMap?.['GroupsQuota']], [1, 300])
  const details = await client.send(new sdk.GetAccountAuthorizationDetailsCommand({ Filter: ['Role', 'User'] }))
  assert.equal(decodeURIComponent(details.RoleDetailList?.[0]?.AssumeRolePolicyDocument ?? ''), TRUST)
  await client.send(new sdk.CreateAccountAliasCommand({ AccountAlias: 'my-team' }))
  assert.deepEqual((await client.send(new sdk.ListAccountAliasesCommand({}))).AccountAliases, ['my-team'])
})

test('a simulation as aws_iam_principal_policy_simulation asks for it', async () => {
  const client = await openClient()
  await client.send(new sdk.CreateUserCommand({ UserName: 'ann' }))
  await client.send(new sdk.PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'p', PolicyDocument: allow('s3:*') }))
  const answer = await client.send(
    new sdk.SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/ann`,
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      ResourceArns: ['arn:aws:s3:::b/x'],
      ResourceOwner: '222222222222',
      ContextEntries: [{ ContextKeyName: 'aws:MultiFactorAuthPresent', ContextKeyType: 'boolean', ContextKeyValues: ['true'] }],
    }),
  )
  const [first, second] = answer.EvaluationResults ?? []
  assert.deepEqual([first?.EvalActionName, second?.EvalActionName], ['s3:GetObject', 's3:PutObject'])
  assert.deepEqual(first?.EvalDecisionDetails, { 'IAM Policy': 'allowed', 'Resource Policy': 'implicitDeny' })
  assert.equal(first?.EvalDecision, 'implicitDeny')
  assert.equal(first?.ResourceSpecificResults?.[0]?.EvalResourceDecision, 'implicitDeny')
  const home = await client.send(
    new sdk.SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/ann`,
      ActionNames: ['s3:GetObject'],
    }),
  )
  assert.deepEqual(home.EvaluationResults?.[0]?.MatchedStatements?.[0]?.StartPosition, { Line: 1, Column: 38 })
})
