/** Text inside XML elements (XML 1.0, sections 2.2 and 2.4): escaped, and free of what no XML document may hold. */

const EVERY_SPECIAL = /[&<>]|[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
/** Nearly all text is this plain, and telling so is several times faster than looking for what is special. */
const PLAIN = /^[ !"#$%'()*+,\-./0-9:;=?@A-Z[\\\]^_`a-z{|}~]*$/

/** What XML cannot hold at all becomes U+FFFD. */
export function xmlText(text: string): string {
  return PLAIN.test(text) ? text : text.replace(EVERY_SPECIAL, escaped)
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
