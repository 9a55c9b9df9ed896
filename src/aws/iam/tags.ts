/**
 * Tags of IAM resources: at most 50, keys unique ignoring case (but kept as written).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 */
import { LIMITS } from '../../base/index.ts'
import type { RequestContext } from '../../policy/index.ts'
import type { Tag } from '../operation/index.ts'
import { invalidInput, limitExceeded } from './refusals.ts'

/** The tags of a new resource. */
export function newTags(tags: readonly Tag[] | undefined): readonly Tag[] {
  return withTags([], tags ?? [])
}

/** A key that is there already, in whatever case, is replaced. */
export function withTags(present: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const tags = new Map<string, Tag>()
  for (const { Key, Value } of added) {
    const name = Key.toLowerCase()
    if (name.startsWith('aws:')) throw invalidInput('Tag keys that begin with aws: are reserved for use by AWS.')
    if (tags.has(name)) throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
    tags.set(name, { Key, Value })
  }
  const kept = present.filter(({ Key }) => !tags.has(Key.toLowerCase()))
  const all = [...kept, ...tags.values()]
  if (all.length > LIMITS.iam.tagsPerResource) throw limitExceeded('The number of tags has reached the maximum limit.')
  return all
}

/** Keys that are not there are no error. */
export function withoutTags(present: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()))
  return present.filter(({ Key }) => !removed.has(Key.toLowerCase()))
}

/** The condition keys of tags in a request: `aws:RequestTag/key` and `aws:TagKeys`. */
export function requestTagContext(tags: readonly Tag[] = []): RequestContext {
  if (tags.length === 0) return {}
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:requesttag/${Key.toLowerCase()}`, Value])),
    'aws:tagkeys': tags.map(({ Key }) => Key),
  }
}

/** The condition keys of tags on a resource; IAM has them under two names. */
export function resourceTagContext(tags: readonly Tag[] = []): RequestContext {
  return Object.fromEntries(
    tags.flatMap(({ Key, Value }) => [
      [`aws:resourcetag/${Key.toLowerCase()}`, Value],
      [`iam:resourcetag/${Key.toLowerCase()}`, Value],
    ]),
  )
}
