/**
 * How IAM gives policy documents back: percent-encoded after RFC 3986.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */

/** `encodeURIComponent` leaves five characters that RFC 3986 reserves. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
