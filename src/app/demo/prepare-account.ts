/**
 * W1 steps 1 to 3 with the AWS SDK: provider, role, policy, repository and parameters.
 * Each step makes what is missing and brings what is there to what it should be, so that a second run changes nothing.
 */
import { CreateRepositoryCommand, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr'
import { DescribeClusterCommand } from '@aws-sdk/client-eks'
import {
  AttachRolePolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { PutParameterCommand } from '@aws-sdk/client-ssm'
import type { AwsClients } from './aws-clients.ts'
import { NAMESPACE, PARAMETER, POLICY_NAME, ROLE_NAME, SERVICE_ACCOUNT } from './walkthrough-objects.ts'

const AUDIENCE = 'sts.amazonaws.com'

export interface Account {
  readonly accountId: string
  readonly region: string
}

export async function clusterIssuer(aws: AwsClients, clusterName: string): Promise<string> {
  const { cluster } = await aws.eks.send(new DescribeClusterCommand({ name: clusterName }))
  const issuer = cluster?.identity?.oidc?.issuer
  if (issuer === undefined) throw new Error(`the cluster ${clusterName} names no OIDC issuer`)
  return issuer
}

/** @returns the provider's ARN */
export async function registerProvider(aws: AwsClients, account: Account, issuer: string, thumbprint: string): Promise<string> {
  const create = new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: [AUDIENCE], ThumbprintList: [thumbprint] })
  await unlessThere('EntityAlreadyExistsException', aws.iam.send(create))
  return `arn:aws:iam::${account.accountId}:oidc-provider/${withoutScheme(issuer)}`
}

/** @returns the trust policy that the role now has */
export async function makeRole(aws: AwsClients, issuer: string, providerArn: string): Promise<string> {
  const provider = withoutScheme(issuer)
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: providerArn },
        Condition: {
          StringEquals: {
            [`${provider}:aud`]: AUDIENCE,
            [`${provider}:sub`]: `system:serviceaccount:${NAMESPACE}:${SERVICE_ACCOUNT}`,
          },
        },
      },
    ],
  })
  const create = new CreateRoleCommand({ RoleName: ROLE_NAME, AssumeRolePolicyDocument: trust })
  const made = await unlessThere('EntityAlreadyExistsException', aws.iam.send(create))
  if (!made) await aws.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE_NAME, PolicyDocument: trust }))
  return trust
}

export async function grantParameters(aws: AwsClients, account: Account): Promise<void> {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['ssm:DescribeParameters', 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
        Resource: `arn:aws:ssm:${account.region}:${account.accountId}:parameter/*`,
      },
    ],
  })
  const create = new CreatePolicyCommand({ PolicyName: POLICY_NAME, PolicyDocument: document })
  await unlessThere('EntityAlreadyExistsException', aws.iam.send(create))
  const policyArn = `arn:aws:iam::${account.accountId}:policy/${POLICY_NAME}`
  await aws.iam.send(new AttachRolePolicyCommand({ RoleName: ROLE_NAME, PolicyArn: policyArn }))
}

export async function storeParameters(aws: AwsClients, account: Account, greeting: string): Promise<void> {
  const create = new CreateRepositoryCommand({ repositoryName: 'test-ecr' })
  await unlessThere('RepositoryAlreadyExistsException', aws.ecr.send(create))
  const selection = { tagStatus: 'tagged', tagPrefixList: ['v'], countType: 'imageCountMoreThan', countNumber: 10 }
  const lifecyclePolicyText = JSON.stringify({ rules: [{ rulePriority: 1, selection, action: { type: 'expire' } }] })
  await aws.ecr.send(new PutLifecyclePolicyCommand({ repositoryName: 'test-ecr', lifecyclePolicyText }))
  const url = `${account.accountId}.dkr.ecr.${account.region}.amazonaws.com/test-ecr`
  await aws.ssm.send(new PutParameterCommand({ Name: '/ecr/ecr-url', Type: 'String', Value: url, Overwrite: true }))
  await aws.ssm.send(new PutParameterCommand({ Name: PARAMETER, Type: 'String', Value: greeting, Overwrite: true }))
}

/** True if the call made something, false if AWS says that it is there already. */
async function unlessThere(errorName: string, call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if ((error as Error).name === errorName) return false
    throw error
  }
}

function withoutScheme(url: string): string {
  return url.replace(/^https:\/\//, '')
}
