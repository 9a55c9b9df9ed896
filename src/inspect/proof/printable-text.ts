/**
 * Text from tokens and policies made safe for a terminal: control characters, and those that turn the direction of
 * writing, appear as escapes, so that nobody's claim can move the cursor or look like another.
 */

const UNPRINTABLE = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)
}
