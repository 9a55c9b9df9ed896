/** What an issuer refuses. */

/** The URL cannot be an issuer's. */
export class IssuerUrlError extends Error {
  readonly code = 'ISSUER_URL'
  override readonly name = 'IssuerUrlError'

  constructor(url: string) {
    super(`the issuer URL \`${url}\` is not https://host[:port][/path] without user, query and fragment`)
  }
}

/** One more key, and readers would refuse the whole key set. */
export class KeySetFullError extends Error {
  readonly code = 'KEY_SET_FULL'
  override readonly name = 'KeySetFullError'

  constructor(limit: number) {
    super(`the key set holds ${limit} keys; none can be added before the oldest has served its last token`)
  }
}
