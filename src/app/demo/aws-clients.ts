/** AWS SDK clients that act as the account's root on the rehearsal: what Terraform and `aws` do in W1. */
import { ECRClient } from '@aws-sdk/client-ecr'
import { EKSClient } from '@aws-sdk/client-eks'
import { IAMClient } from '@aws-sdk/client-iam'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { RehearsalEnvironment } from '../environment.ts'

export interface AwsClients {
  readonly eks: EKSClient
  readonly iam: IAMClient
  readonly ssm: SSMClient
  readonly ecr: ECRClient
}

export function openAwsClients(environment: RehearsalEnvironment): AwsClients {
  const settings = {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
  }
  return {
    eks: new EKSClient(settings),
    iam: new IAMClient(settings),
    ssm: new SSMClient(settings),
    ecr: new ECRClient(settings),
  }
}
