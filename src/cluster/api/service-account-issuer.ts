/** Who signs service-account tokens: the issuer as the API server sees it. */
import type { PrivateKey, PublicKey } from '../../crypto/index.ts'

export interface ServiceAccountIssuer {
  /** The exact `iss` of every token, and the audience of the API itself. */
  readonly url: string
  signingKey(): { readonly key: PrivateKey; readonly keyId: string }
  /** All keys whose tokens are still good. */
  verificationKeys(): readonly { readonly key: PublicKey; readonly keyId: string }[]
}
