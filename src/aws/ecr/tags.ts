/** Tags of repositories: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-using-tags.html */
import { LIMITS } from '../../base/index.ts'
import type { RequestContext } from '../../policy/index.ts'
import type { Tag } from '../operation/index.ts'
import { invalidTag, tooManyTags } from './errors.ts'

export const TAGS = {
  kind: 'list',
  max: 200,
  member: {
    kind: 'structure',
    members: {
      Key: { kind: 'string', min: 1, max: 128, required: true },
      Value: { kind: 'string', min: 0, max: 256, required: true },
    },
  },
} as const

/** The tags after `added` came to `before`. */
export function tagRecord(before: Readonly<Record<string, string>>, added: readonly Tag[]): Record<string, string> {
  if (new Set(added.map((tag) => tag.Key)).size < added.length) throw invalidTag('Duplicate tag keys found.')
  if (added.some((tag) => tag.Key.toLowerCase().startsWith('aws:'))) {
    throw invalidTag('aws: prefixed tag key names are not allowed for external use.')
  }
  const tags = new Map([...Object.entries(before), ...added.map((tag) => [tag.Key, tag.Value] as const)])
  if (tags.size > LIMITS.iam.tagsPerResource) throw tooManyTags(LIMITS.iam.tagsPerResource)
  return Object.fromEntries(tags)
}

export function requestTags(tags: readonly Tag[] | undefined): RequestContext {
  if (tags === undefined || tags.length === 0) return {}
  const values = tags.map((tag) => [`aws:requesttag/${tag.Key.toLowerCase()}`, tag.Value] as const)
  return { ...Object.fromEntries(values), 'aws:tagkeys': tags.map((tag) => tag.Key) }
}

export function resourceTags(tags: Readonly<Record<string, string>>): RequestContext {
  const entries = Object.entries(tags).flatMap(([key, value]) => [
    [`aws:resourcetag/${key.toLowerCase()}`, value] as const,
    [`ecr:resourcetag/${key.toLowerCase()}`, value] as const,
  ])
  return Object.fromEntries(entries)
}
