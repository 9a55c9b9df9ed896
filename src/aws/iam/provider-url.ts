/**
 * The URL of an OIDC provider: what is accepted, and how it is shown.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html : https only, no query,
 * not normalised. AWS says that it should have no port; a rehearsal's issuer has one, so a port is accepted here.
 */
import { providerName } from './documents.ts'
import { validationError } from './refusals.ts'

/** Refuses what can be no issuer. The text stays as it was given: a token's `iss` is compared with it to the letter. */
export function checkProviderUrl(text: string): void {
  if (!/^https:\/\/[^/?#\s\\@]+(\/[^?#\s\\]*)?$/.test(text) || !URL.canParse(text)) {
    throw validationError('Invalid Open ID Connect Provider URL')
  }
}

/**
 * As GetOpenIDConnectProvider answers: without its scheme, as on AWS, unless it has a port. Terraform parses the
 * answer as a URL and takes `localhost:` for a scheme, so it would plan a replacement for ever.
 */
export function shownProviderUrl(url: string): string {
  const name = providerName(url)
  const authority = name.split('/', 1)[0] ?? ''
  return /:\d+$/.test(authority) ? url : name
}
