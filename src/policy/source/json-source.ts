/**
 * A JSON reader that keeps positions, for documents whose author must be shown where a mistake is.
 *
 * Implements RFC 8259 strictly (https://www.rfc-editor.org/rfc/rfc8259): no comments, no trailing commas, one value.
 * Time is linear in the text. Depth and size are limited, so that no text can exhaust the stack. It never throws.
 * Repeated member names are legal JSON but never meant: they are kept and listed.
 */
import type { Result } from '../../base/index.ts'
import { failure, success } from '../../base/index.ts'

interface Located {
  /** UTF-16 units from the start of the text. */
  readonly start: number
}

export interface JsonMember {
  readonly name: string
  readonly nameStart: number
  readonly value: JsonNode
}

export type JsonNode =
  | (Located & { readonly type: 'object'; readonly members: readonly JsonMember[] })
  | (Located & { readonly type: 'array'; readonly items: readonly JsonNode[] })
  | (Located & { readonly type: 'string'; readonly value: string })
  /** As written: `1.50` stays `1.50`. */
  | (Located & { readonly type: 'number'; readonly text: string })
  | (Located & { readonly type: 'boolean'; readonly value: boolean })
  | (Located & { readonly type: 'null' })

/** What is wrong with the text itself, or with its size. */
export interface JsonFault {
  readonly message: string
  readonly offset: number
}

export interface JsonSource {
  readonly root: JsonNode
  /** Members whose name an earlier member of the same object has. */
  readonly repeated: readonly JsonMember[]
}

interface Reader {
  readonly text: string
  readonly depthLimit: number
  readonly repeated: JsonMember[]
  at: number
  fault: JsonFault | undefined
}

/** Reads one JSON value. */
export function readJson(text: string, limits: { characters: number; depth: number }): Result<JsonSource, JsonFault> {
  if (text.length > limits.characters) return failure({ message: `longer than ${limits.characters} characters`, offset: 0 })
  const reader: Reader = { text, depthLimit: limits.depth, repeated: [], at: 0, fault: undefined }
  const root = readValue(reader, 0)
  if (root === undefined) return failure(reader.fault ?? { message: 'not JSON', offset: reader.at })
  skipSpace(reader)
  if (reader.at < text.length) return failure({ message: 'text after the end of the document', offset: reader.at })
  return success({ root, repeated: reader.repeated })
}

/** Where the value of a JSON pointer (RFC 6901) starts, or its member's name. Of a repeated name the first counts. */
export function offsetOf(root: JsonNode, path: string, part: 'value' | 'name'): number | undefined {
  let node = root
  let nameStart: number | undefined
  for (const step of path.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    const member = node.type === 'object' ? node.members.find((candidate) => candidate.name === name) : undefined
    const next = node.type === 'array' ? node.items[Number(name)] : member?.value
    if (next === undefined) return undefined
    nameStart = member?.nameStart
    node = next
  }
  return part === 'name' ? (nameStart ?? node.start) : node.start
}

/** Notes the first fault only: what follows it is noise. */
function refuse(reader: Reader, message: string, offset: number = reader.at): undefined {
  reader.fault ??= { message, offset }
  return undefined
}

function skipSpace(reader: Reader): void {
  for (;;) {
    const code = reader.text.charCodeAt(reader.at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    reader.at++
  }
}

function readValue(reader: Reader, depth: number): JsonNode | undefined {
  skipSpace(reader)
  const start = reader.at
  const first = reader.text[start]
  switch (first) {
    case undefined:
      return refuse(reader, 'the document ends here')
    case '{':
      return depth < reader.depthLimit ? readObject(reader, depth + 1) : refuse(reader, `nested deeper than ${reader.depthLimit}`)
    case '[':
      return depth < reader.depthLimit ? readArray(reader, depth + 1) : refuse(reader, `nested deeper than ${reader.depthLimit}`)
    case '"': {
      const value = readString(reader)
      return value === undefined ? undefined : { type: 'string', start, value }
    }
    case 't':
      return readWord(reader, 'true') ? { type: 'boolean', start, value: true } : undefined
    case 'f':
      return readWord(reader, 'false') ? { type: 'boolean', start, value: false } : undefined
    case 'n':
      return readWord(reader, 'null') ? { type: 'null', start } : undefined
    default:
      return readNumber(reader)
  }
}

function readObject(reader: Reader, depth: number): JsonNode | undefined {
  const start = reader.at++
  const members: JsonMember[] = []
  const seen = new Set<string>()
  skipSpace(reader)
  if (reader.text[reader.at] === '}') {
    reader.at++
    return { type: 'object', start, members }
  }
  do {
    const member = readMember(reader, depth)
    if (member === undefined) return undefined
    members.push(member)
    if (seen.has(member.name)) reader.repeated.push(member)
    seen.add(member.name)
  } while (another(reader, '}'))
  return reader.fault ? undefined : { type: 'object', start, members }
}

function readMember(reader: Reader, depth: number): JsonMember | undefined {
  skipSpace(reader)
  const nameStart = reader.at
  if (reader.text[nameStart] !== '"') return refuse(reader, 'a member name in double quotes was expected')
  const name = readString(reader)
  if (name === undefined) return undefined
  skipSpace(reader)
  if (reader.text[reader.at] !== ':') return refuse(reader, '":" was expected')
  reader.at++
  const value = readValue(reader, depth)
  return value === undefined ? undefined : { name, nameStart, value }
}

function readArray(reader: Reader, depth: number): JsonNode | undefined {
  const start = reader.at++
  const items: JsonNode[] = []
  skipSpace(reader)
  if (reader.text[reader.at] === ']') {
    reader.at++
    return { type: 'array', start, items }
  }
  do {
    const item = readValue(reader, depth)
    if (item === undefined) return undefined
    items.push(item)
  } while (another(reader, ']'))
  return reader.fault ? undefined : { type: 'array', start, items }
}

/** After an element: true at a comma, false at the closing bracket or at a fault. */
function another(reader: Reader, close: '}' | ']'): boolean {
  skipSpace(reader)
  const next = reader.text[reader.at]
  if (next !== ',' && next !== close) {
    refuse(reader, `"," or "${close}" was expected`)
    return false
  }
  reader.at++
  return next === ','
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function readString(reader: Reader): string | undefined {
  const { text } = reader
  let runStart = ++reader.at
  let value = ''
  for (;;) {
    const code = text.charCodeAt(reader.at)
    if (code === 0x22) {
      value += text.slice(runStart, reader.at++)
      return value
    }
    if (Number.isNaN(code)) return refuse(reader, 'the string is not closed')
    if (code < 0x20) return refuse(reader, 'a control character in a string')
    if (code !== 0x5c) {
      reader.at++
      continue
    }
    value += text.slice(runStart, reader.at)
    const escaped = readEscape(reader)
    if (escaped === undefined) return undefined
    value += escaped
    runStart = reader.at
  }
}

function readEscape(reader: Reader): string | undefined {
  const start = reader.at
  const letter = reader.text[start + 1] ?? ''
  if (letter === 'u') {
    const hex = reader.text.slice(start + 2, start + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) return refuse(reader, 'a malformed escape', start)
    reader.at = start + 6
    return String.fromCharCode(Number.parseInt(hex, 16))
  }
  if (!Object.hasOwn(ESCAPES, letter)) return refuse(reader, 'a malformed escape', start)
  reader.at = start + 2
  return ESCAPES[letter]
}

function readWord(reader: Reader, word: string): boolean {
  if (!reader.text.startsWith(word, reader.at)) {
    refuse(reader, 'a value was expected')
    return false
  }
  reader.at += word.length
  return true
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

function readNumber(reader: Reader): JsonNode | undefined {
  const start = reader.at
  NUMBER.lastIndex = start
  const text = NUMBER.exec(reader.text)?.[0]
  if (text === undefined) return refuse(reader, 'a value was expected')
  reader.at += text.length
  return { type: 'number', start, text }
}
