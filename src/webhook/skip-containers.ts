/**
 * The Pod annotation `skip-containers`: the first record of a CSV text (RFC 4180 as Go's encoding/csv reads it).
 * Blanks belong to names; a text that is not CSV skips nothing.
 */

const NOTHING: readonly string[] = []

/** Names in the first record; empty for a text without one, and for one that is malformed. */
export function skippedContainers(annotation: string | undefined): readonly string[] {
  if (annotation === undefined || annotation === '') return NOTHING
  const text = annotation.replaceAll('\r\n', '\n').replace(/^\n+/, '').replace(/\r$/, '')
  if (text === '') return NOTHING
  const names: string[] = []
  let at = 0
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at) : bareField(text, at)
    if (field === undefined) return NOTHING
    names.push(field.name)
    if (text[field.end] !== ',') return names
    at = field.end + 1
  }
}

interface Field {
  readonly name: string
  /** Where the comma, the line's end or the text's end is. */
  readonly end: number
}

function bareField(text: string, start: number): Field | undefined {
  let end = start
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') {
    if (text[end] === '"') return undefined
    end++
  }
  return { name: text.slice(start, end), end }
}

function quotedField(text: string, start: number): Field | undefined {
  let name = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return undefined
    name += text.slice(at, quote)
    if (text[quote + 1] !== '"') {
      const next = text[quote + 1]
      return next === undefined || next === ',' || next === '\n' ? { name, end: quote + 1 } : undefined
    }
    name += '"'
    at = quote + 2
  }
}
