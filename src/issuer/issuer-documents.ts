/**
 * The two public documents of an issuer, in the shape that EKS serves
 * (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata), and where they are.
 */
import { IssuerUrlError } from './errors.ts'

/** Seconds that readers may keep the documents; also how long a key is published before it signs. */
export const CACHE_SECONDS = 3_600

const DISCOVERY_PATH = '/.well-known/openid-configuration'
const KEY_SET_PATH = '/keys'

export interface DocumentPaths {
  readonly discovery: string
  readonly keySet: string
}

/** Throws `IssuerUrlError` for a URL that kube-apiserver and IAM would not take either. */
export function documentPaths(issuerUrl: string): DocumentPaths {
  const url = URL.canParse(issuerUrl) ? new URL(issuerUrl) : undefined
  const isPlain = url !== undefined && !/[?#\s]/.test(issuerUrl) && url.username === '' && url.password === ''
  if (!isPlain || url.protocol !== 'https:' || !issuerUrl.startsWith('https://')) throw new IssuerUrlError(issuerUrl)
  const path = withoutLastSlash(url.pathname)
  return { discovery: path + DISCOVERY_PATH, keySet: path + KEY_SET_PATH }
}

/** @param algorithms of the published keys, in any order */
export function discoveryDocument(issuerUrl: string, algorithms: readonly string[]): string {
  return JSON.stringify({
    issuer: issuerUrl,
    jwks_uri: withoutLastSlash(issuerUrl) + KEY_SET_PATH,
    authorization_endpoint: 'urn:kubernetes:programmatic_authorization',
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...new Set(algorithms)].sort(),
    claims_supported: ['sub', 'iss'],
  })
}

function withoutLastSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text
}
