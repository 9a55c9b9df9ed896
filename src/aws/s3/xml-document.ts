/**
 * S3's documents both ways. Reading is strict where it matters: no document type (no entities of one's own), limits on
 * size, and text stays text.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { HttpResponse } from '../../base/index.ts'
import { LIMITS } from '../../base/index.ts'
import { entityTooLarge, malformedXml } from './errors.ts'
import { requestContent } from './payload/request-content.ts'
import type { S3Request } from './request.ts'

/** An element: its text, or its children by name. */
export type XmlElement = string | { readonly [name: string]: readonly XmlElement[] }

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  isArray: () => true,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

/** The body's root element, if it has the name. Throws MalformedXML, and what a wrong digest deserves. */
export async function readXml(
  request: S3Request,
  root: string,
  limitBytes: number = LIMITS.s3.documentBytes,
): Promise<XmlElement> {
  const text = (await readWhole(request, limitBytes)).toString('utf8')
  if (text.includes('<!DOCTYPE') || XMLValidator.validate(text) !== true) throw malformedXml()
  const document = parser.parse(text) as Record<string, XmlElement[]>
  const element = Object.hasOwn(document, root) ? document[root]?.[0] : undefined
  if (element === undefined) throw malformedXml()
  return element
}

export async function readWhole(request: S3Request, limitBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of requestContent(request).source) {
    size += piece.length
    if (size > limitBytes) throw entityTooLarge(limitBytes)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  if (element === undefined || typeof element === 'string') return []
  return Object.hasOwn(element, name) ? (element[name] ?? []) : []
}

/** The text of the first child of that name. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  const [child] = childrenOf(element, name)
  return typeof child === 'string' ? child : undefined
}

/** Throws MalformedXML if the element has other children than these. */
export function onlyChildren(element: XmlElement, names: readonly string[]): void {
  if (typeof element === 'string') {
    if (element.trim() !== '') throw malformedXml()
    return
  }
  for (const name of Object.keys(element)) if (name !== '#text' && !names.includes(name)) throw malformedXml()
}

/** What an element holds: text, children, or an element for each item of a list. `undefined` leaves it out. */
export type XmlValue = string | number | boolean | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue }

export function xmlResponse(root: string, value: XmlValue, headers: HttpResponse['headers'] = {}): HttpResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, value, ` xmlns="${NAMESPACE}"`)}`
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body }
}

/** @param name may carry attributes, as they are written */
function elementText(name: string, value: XmlValue, attributes = ''): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((item: XmlValue) => elementText(name, item)).join('')
  return `<${name}${attributes}>${contentText(value)}</${name.split(' ', 1)[0]}>`
}

function contentText(value: Exclude<XmlValue, undefined>): string {
  if (typeof value !== 'object') return escaped(String(value))
  return Object.entries(value)
    .map(([name, child]) => elementText(name, child))
    .join('')
}

const SPECIAL = /[&<>\r]|[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

/** What XML cannot hold at all becomes U+FFFD: clients ask for `encoding-type=url` where keys may hold such. */
function escaped(text: string): string {
  return text.replace(SPECIAL, (character) => ENTITIES[character] ?? '\ufffd')
}
