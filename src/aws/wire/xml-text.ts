/** Text inside XML elements (XML 1.0, sections 2.2 and 2.4): escaped, and free of what no XML document may hold. */

const SPECIAL = /[&<>]|[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
const EVERY_SPECIAL = new RegExp(SPECIAL.source, 'gu')

/** What XML cannot hold at all becomes U+FFFD. */
export function xmlText(text: string): string {
  return SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, escaped) : text
}

function escaped(character: string): string {
  switch (character) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case '>':
      return '&gt;'
    case '\r':
      return '&#xD;'
    default:
      return '\ufffd'
  }
}
