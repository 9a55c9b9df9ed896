/**
 * Reads the verification keys of an OIDC provider: discovery, then the key set that it names.
 *
 * OpenID Connect Discovery 1.0 sections 4.1 to 4.3 (https://openid.net/specs/openid-connect-discovery-1_0.html);
 * what STS wants of the document:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html#manage-oidc-provider-prerequisites
 * Only https, no redirects, within `LIMITS.issuerFetch`; the `issuer` must be the provider's URL to the letter.
 * INVARIANT (fence): nothing is fetched but a registered provider's discovery and the key set that it names.
 */
import {
  type FailureId,
  type Fetch,
  type FetchFailure,
  failure,
  isJsonObject,
  type JsonObject,
  LIMITS,
  type Result,
  success,
} from '../../base/index.ts'
import { parseJwkSet, type VerificationKey } from '../../token/index.ts'
import type { DirectoryProvider } from '../iam/index.ts'

/** Why the keys of a provider cannot be had. The text is safe to show and to record. */
export interface KeyProblem {
  /** `certificate`: neither trusted nor pinned, which has a sentence of its own on the wire. */
  readonly kind: 'certificate' | 'unavailable' | 'unknown-key'
  readonly failureId: FailureId
  readonly detail: string
}

/** How the outside is reached: handed to the `Fetch` port with every request. */
interface IssuerFence {
  readonly trustedCertificates: readonly string[]
  readonly allowedPrivate: readonly string[]
  readonly resolve?: Readonly<Record<string, string>>
}

export type FetchProviderKeys = (provider: DirectoryProvider) => Promise<Result<readonly VerificationKey[], KeyProblem>>

const REQUIRED_LISTS = ['response_types_supported', 'subject_types_supported', 'id_token_signing_alg_values_supported'] as const

const FETCH_FAILURE_IDS: Readonly<Record<FetchFailure, FailureId>> = {
  'address-refused': 'IS01',
  unreachable: 'IS01',
  timeout: 'IS01',
  'too-large': 'IS10',
  'certificate-untrusted': 'PR04',
  protocol: 'IS10',
}

export function createProviderKeyFetcher(fetch: Fetch, fence: IssuerFence): FetchProviderKeys {
  return async (provider) => {
    const discovery = await fetchText(fetch, fence, provider, discoveryUrl(provider.url), LIMITS.issuerFetch.discoveryBytes)
    if (!discovery.ok) return discovery
    const keySetUrl = keySetUrlOf(discovery.value, provider.url)
    if (!keySetUrl.ok) return keySetUrl
    const keySet = await fetchText(fetch, fence, provider, keySetUrl.value, LIMITS.issuerFetch.keySetBytes)
    if (!keySet.ok) return keySet.problem.failureId === 'IS01' ? unavailable('IS04', keySet.problem.detail) : keySet
    const keys = parseJwkSet(keySet.value)
    return keys.ok ? success(keys.value) : unavailable('IS10', `the key set is not ${keys.problem}`)
  }
}

/** A path's last slash is removed first, as the standard says. */
function discoveryUrl(issuer: string): string {
  return `${issuer.endsWith('/') ? issuer.slice(0, -1) : issuer}/.well-known/openid-configuration`
}

async function fetchText(
  fetch: Fetch,
  fence: IssuerFence,
  provider: DirectoryProvider,
  url: string,
  maxBytes: number,
): Promise<Result<string, KeyProblem>> {
  if (!isHttps(url)) return unavailable('IS04', 'the address does not begin with https://')
  const result = await fetch({
    url,
    headers: { accept: 'application/json' },
    timeoutMs: LIMITS.issuerFetch.timeoutMs,
    maxBytes,
    trustedCertificates: fence.trustedCertificates,
    thumbprints: provider.thumbprints,
    allowedPrivate: fence.allowedPrivate,
    ...(fence.resolve !== undefined && { resolve: fence.resolve }),
  })
  if (!result.ok) {
    const kind = result.failure === 'certificate-untrusted' ? 'certificate' : 'unavailable'
    return failure({ kind, failureId: FETCH_FAILURE_IDS[result.failure], detail: `${url}: ${result.failure}` })
  }
  if (result.response.status !== 200) return unavailable('IS01', `${url}: status ${result.response.status}`)
  return success(Buffer.from(result.response.body).toString('utf8'))
}

function keySetUrlOf(text: string, issuer: string): Result<string, KeyProblem> {
  const document = parseObject(text)
  if (document === undefined) return unavailable('IS10', 'the discovery document is not a JSON object')
  if (document['issuer'] !== issuer)
    return unavailable('IS05', 'the issuer in the discovery document is not the URL of the provider')
  for (const name of REQUIRED_LISTS) {
    if (!Array.isArray(document[name])) return unavailable('IS10', `the discovery document has no list "${name}"`)
  }
  const url = document['jwks_uri']
  return typeof url === 'string' ? success(url) : unavailable('IS04', 'the discovery document has no "jwks_uri"')
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:'
}

function unavailable(failureId: FailureId, detail: string): Result<never, KeyProblem> {
  return failure({ kind: 'unavailable', failureId, detail })
}
