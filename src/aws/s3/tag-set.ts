/** Tags in S3's two forms: a `TagSet` document, and the `x-amz-tagging` header, which is a query string. */
import type { RequestContext } from '../../policy/index.ts'
import type { Tag } from '../operation/index.ts'
import { invalidArgument, malformedXml, refusal } from './errors.ts'
import { childrenOf, childText, onlyChildren, type XmlElement } from './xml-document.ts'

const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const KEY_CHARACTERS = 128
const VALUE_CHARACTERS = 256

/** @param document the `Tagging` element */
export function tagsOf(document: XmlElement, most: number): readonly Tag[] {
  onlyChildren(document, ['TagSet'])
  const [set] = childrenOf(document, 'TagSet')
  if (set === undefined) throw malformedXml()
  onlyChildren(set, ['Tag'])
  const tags = childrenOf(set, 'Tag').map((tag) => {
    onlyChildren(tag, ['Key', 'Value'])
    const [key, value] = [childText(tag, 'Key'), childText(tag, 'Value')]
    if (key === undefined || value === undefined) throw malformedXml()
    return { Key: key, Value: value }
  })
  return checked(tags, most)
}

/** @param header `a=b&c=d` */
export function tagsOfHeader(header: string, most: number): readonly Tag[] {
  const tags = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }))
  if (tags.length > most) throw invalidArgument('The header x-amz-tagging holds too many tags', 'x-amz-tagging', header)
  return checked(tags, most)
}

function checked(tags: readonly Tag[], most: number): readonly Tag[] {
  if (tags.length > most) throw refusal('BadRequest', 400, `Object tags cannot be greater than ${most}`)
  const keys = new Set<string>()
  for (const { Key, Value } of tags) {
    if (Key === '' || Key.length > KEY_CHARACTERS || !CHARACTERS.test(Key) || Key.startsWith('aws:')) {
      throw refusal('InvalidTag', 400, 'The TagKey you have provided is invalid', { TagKey: Key.slice(0, KEY_CHARACTERS) })
    }
    if (Value.length > VALUE_CHARACTERS || !CHARACTERS.test(Value)) {
      throw refusal('InvalidTag', 400, 'The TagValue you have provided is invalid', {
        TagValue: Value.slice(0, VALUE_CHARACTERS),
      })
    }
    if (keys.has(Key)) throw refusal('InvalidTag', 400, 'Cannot provide multiple Tags with the same key', { TagKey: Key })
    keys.add(Key)
  }
  return tags
}

/** Condition keys, such as `s3:existingobjecttag/team`. */
export function tagContext(prefix: string, tags: readonly Tag[] | undefined): RequestContext {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [`${prefix}/${Key.toLowerCase()}`, Value]))
}
