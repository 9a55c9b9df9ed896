/**
 * The URI encoding of Signature Version 4: every byte but `A-Z a-z 0-9 - . _ ~` as `%XX` in capitals.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * It works on text that is already percent-encoded, byte by byte, so that what is not UTF-8 survives.
 */

const UNRESERVED = /^[A-Za-z0-9\-._~]*$/
const ENCODED_ONCE = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/gu
const TO_ENCODE = /[^A-Za-z0-9\-._~/]/gu
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/

/** A name or value from a query string, decoded and encoded again. `undefined` for a `%` that encodes nothing. */
export function normalizedComponent(text: string): string | undefined {
  if (UNRESERVED.test(text)) return text
  if (BAD_ESCAPE.test(text)) return undefined
  return text.replace(ENCODED_ONCE, normalizedUnit)
}

/** A path that is percent-encoded already, encoded once more; slashes stay. */
export function encodedAgain(path: string): string {
  return path.replace(TO_ENCODE, encodedCharacter)
}

function normalizedUnit(unit: string): string {
  if (unit.length !== 3 || unit[0] !== '%') return encodedCharacter(unit)
  const character = String.fromCharCode(Number.parseInt(unit.slice(1), 16))
  return UNRESERVED.test(character) ? character : unit.toUpperCase()
}

function encodedCharacter(character: string): string {
  let text = ''
  for (const byte of Buffer.from(character, 'utf8')) text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return text
}
