/**
 * The composition of STS: its operations, and who signs with which credentials.
 * Implements the query API of version 2011-06-15 (https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html).
 */
import type { Clock, Fetch, Random } from '../../base/index.ts'
import type { IamDirectory } from '../iam/index.ts'
import type { AwsService, CredentialSource } from '../operation/index.ts'
import { assumeRole } from './assume-role.ts'
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts'
import type { RootCredential } from './caller-of.ts'
import { decodeAuthorizationMessage } from './decode-authorization-message.ts'
import { createCredentialSource } from './find-credentials.ts'
import { getAccessKeyInfo } from './get-access-key-info.ts'
import { getCallerIdentity } from './get-caller-identity.ts'
import { getSessionToken } from './get-session-token.ts'
import { createProviderKeyFetcher } from './provider-documents.ts'
import { createProviderKeys } from './provider-keys.ts'
import { createSessionTokens, type MasterKeys } from './session-token.ts'
import type { Epoch, StsParts } from './sts-parts.ts'
import { createWebIdentityVerifier } from './verify-web-identity.ts'

export interface StsOptions {
  readonly directory: IamDirectory
  readonly clock: Clock
  readonly random: Random
  readonly fetch: Fetch
  readonly masterKeys: MasterKeys
  readonly rootCredentials: readonly RootCredential[]
  /** Asked with every request. A reset raises the number. */
  readonly epoch: () => Epoch
  /** PEM certificates of authorities that issuers' certificates may be of, besides the system's roots. */
  readonly trustedCertificates: readonly string[]
  /** `host:port` of issuers that may stand at a loopback or private address. */
  readonly allowedPrivate: readonly string[]
  /** Where to find an issuer whose name does not resolve: `host:port` to `address:port`. */
  readonly resolve?: Readonly<Record<string, string>>
  readonly partition: string
}

export interface Sts {
  readonly service: AwsService
  readonly credentials: CredentialSource
}

const NOT_BUILT = [
  'AssumeRoleWithSAML',
  'AssumeRoot',
  'GetDelegatedAccessToken',
  'GetFederationToken',
  'GetWebIdentityToken',
] as const

export function createSts(options: StsOptions): Sts {
  const { directory, clock, random, rootCredentials, epoch, partition } = options
  const { trustedCertificates, allowedPrivate, resolve } = options
  const tokens = createSessionTokens(options.masterKeys, random)
  const fence = { trustedCertificates, allowedPrivate, ...(resolve !== undefined && { resolve }) }
  const keys = createProviderKeys(createProviderKeyFetcher(options.fetch, fence), clock)
  const verifier = createWebIdentityVerifier({ directory, keys, acceptedSince: () => epoch().startedAtMs })
  const parts: StsParts = { directory, tokens, verifier, rootCredentials, epoch }
  return {
    service: {
      name: 'sts',
      protocol: 'query',
      apiVersion: '2011-06-15',
      xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      operations: [
        assumeRole(parts),
        assumeRoleWithWebIdentity(parts),
        decodeAuthorizationMessage,
        getAccessKeyInfo(parts),
        getCallerIdentity,
        getSessionToken(parts),
      ],
      notBuilt: NOT_BUILT,
    },
    credentials: createCredentialSource({ directory, tokens, rootCredentials, epoch, partition }),
  }
}
