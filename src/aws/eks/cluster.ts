/**
 * A cluster as EKS describes it. Only what is known of it: there is no VPC, no role of a control plane, no add-on.
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html
 */
import { formatArn } from '../../base/index.ts'
import type { RequestContext } from '../../policy/index.ts'
import { AwsError, type Call, type Output } from '../operation/index.ts'

/** What the composition says of a cluster that is to be seen through the EKS API. */
export interface ClusterDescription {
  readonly name: string
  readonly accountId: string
  readonly region: string
  /** Of the API server: an https URL. */
  readonly endpoint: string
  /** Of the tokens of its service accounts. */
  readonly issuerUrl: string
  readonly certificateAuthorityPem: string
  /** Of Kubernetes, such as `1.34`. */
  readonly version: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

export type Clusters = () => readonly ClusterDescription[]

/** The clusters of the account and region of a call, in the order of their names. */
export function clustersOf(clusters: Clusters, call: Call): ClusterDescription[] {
  return clusters()
    .filter((cluster) => cluster.accountId === call.accountId && cluster.region === call.region)
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** @param name a cluster's name, or `*` */
export function clusterArn(call: Call, name: string): string {
  const { partition, region, accountId } = call
  return formatArn({ partition, service: 'eks', region, accountId, resource: `cluster/${name}` })
}

export function clusterNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', 404, `No cluster found for name: ${name}.`)
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', 400, message)
}

export function clusterOutput(cluster: ClusterDescription, call: Call, tags: Readonly<Record<string, string>>): Output {
  return {
    name: cluster.name,
    arn: clusterArn(call, cluster.name),
    createdAt: new Date(cluster.createdAt),
    version: cluster.version,
    endpoint: cluster.endpoint,
    resourcesVpcConfig: { subnetIds: [], securityGroupIds: [], endpointPublicAccess: true, endpointPrivateAccess: false },
    logging: {
      clusterLogging: [{ types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'], enabled: false }],
    },
    identity: { oidc: { issuer: cluster.issuerUrl } },
    status: 'ACTIVE',
    certificateAuthority: { data: Buffer.from(cluster.certificateAuthorityPem).toString('base64') },
    tags,
  }
}

export function resourceTags(tags: Readonly<Record<string, string>>): RequestContext {
  const entries = Object.entries(tags).map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value] as const)
  return Object.fromEntries(entries)
}
