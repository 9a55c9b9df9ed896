/** What `explain` reads of an account through IAM's own API: roles with their trust policies, providers, policies. */
import {
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
} from '@aws-sdk/client-iam'
import type { DirectoryProvider } from '../../aws/iam/index.ts'
import { failure, type Result, success } from '../../base/index.ts'
import type { RehearsalEnvironment } from '../environment.ts'

export interface RoleView {
  readonly arn: string
  /** As it was written. */
  readonly trustText: string
}

/** Refusals say what could not be found out; `undefined` is what does not exist. */
export interface AccountView {
  /** The account of the credentials. */
  accountId(): Promise<Result<string, string>>
  role(name: string): Promise<Result<RoleView | undefined, string>>
  /** By the issuer's URL, to the letter. */
  provider(issuer: string): Promise<Result<DirectoryProvider | undefined, string>>
  /** The text of a managed policy, or of a role's inline one. */
  policyText(target: string, roleName: string | undefined): Promise<Result<string | undefined, string>>
  close(): void
}

export function openAccountView(environment: RehearsalEnvironment): AccountView {
  const iam = new IAMClient({
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
  })
  return {
    accountId: () => answerOf(iam.send(new GetUserCommand({})), ({ User }) => User?.Arn?.split(':')[4], ''),
    role: (name) =>
      answerOf(iam.send(new GetRoleCommand({ RoleName: name })), ({ Role }) => ({
        arn: Role?.Arn ?? '',
        trustText: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''),
      })),
    provider: (issuer) => findProvider(iam, issuer),
    policyText: (target, roleName) => findPolicyText(iam, target, roleName),
    close: () => iam.destroy(),
  }
}

async function findProvider(iam: IAMClient, issuer: string): Promise<Result<DirectoryProvider | undefined, string>> {
  const listed = await answerOf(iam.send(new ListOpenIDConnectProvidersCommand({})), (list) => list.OpenIDConnectProviderList)
  if (!listed.ok) return listed
  const name = issuer.replace(/^https:\/\//, '')
  const arn = listed.value?.find(({ Arn }) => Arn?.endsWith(`:oidc-provider/${name}`))?.Arn
  if (arn === undefined || name === issuer) return success(undefined)
  const accountId = arn.split(':')[4] ?? ''
  return answerOf(iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })), (provider) => ({
    accountId,
    arn,
    url: issuer,
    name,
    clientIds: provider.ClientIDList ?? [],
    thumbprints: (provider.ThumbprintList ?? []).map((thumbprint) => thumbprint.toLowerCase()),
  }))
}

async function findPolicyText(
  iam: IAMClient,
  target: string,
  roleName: string | undefined,
): Promise<Result<string | undefined, string>> {
  if (!target.startsWith('arn:')) {
    if (roleName === undefined) return success(undefined)
    const command = new GetRolePolicyCommand({ RoleName: roleName, PolicyName: target })
    return answerOf(iam.send(command), ({ PolicyDocument = '' }) => decodeURIComponent(PolicyDocument))
  }
  if (!target.includes(':policy/')) return success(undefined)
  const policy = await answerOf(iam.send(new GetPolicyCommand({ PolicyArn: target })), ({ Policy }) => Policy?.DefaultVersionId)
  if (!policy.ok || policy.value === undefined) return policy
  const version = new GetPolicyVersionCommand({ PolicyArn: target, VersionId: policy.value })
  return answerOf(iam.send(version), ({ PolicyVersion }) => decodeURIComponent(PolicyVersion?.Document ?? ''))
}

/** What AWS says does not exist is an answer; what it refuses, and a silent endpoint, is none. */
async function answerOf<Output, Value>(
  call: Promise<Output>,
  read: (output: Output) => Value,
): Promise<Result<Value | undefined, string>>
async function answerOf<Output, Value>(
  call: Promise<Output>,
  read: (output: Output) => Value | undefined,
  missing: Value,
): Promise<Result<Value, string>>
async function answerOf<Output, Value>(
  call: Promise<Output>,
  read: (output: Output) => Value,
  missing?: Value,
): Promise<Result<Value | undefined, string>> {
  try {
    return success(read(await call) ?? missing)
  } catch (error) {
    const { name, message, $metadata: metadata } = error as Error & { $metadata?: object }
    if (name === 'NoSuchEntityException') return success(missing)
    if (metadata === undefined) throw error
    return failure(`IAM: ${name}: ${message}`)
  }
}
