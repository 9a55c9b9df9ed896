/** Tags of parameters: the rules of https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
import { LIMITS } from '../../base/index.ts'
import { AwsError, type Tag } from '../operation/index.ts'
import { invalidResourceId, tooManyTags, validation } from './errors.ts'
import { newParameterName, type ParameterReference, type Place } from './parameter-name.ts'

/** The tags after `added` came to `before`. */
export function tagRecord(before: Readonly<Record<string, string>>, added: readonly Tag[]): Record<string, string> {
  const keys = new Set(added.map((tag) => tag.Key))
  if (keys.size < added.length) throw validation('Duplicate tag keys found. Please note that Tag keys are case sensitive.')
  if (added.some((tag) => tag.Key.toLowerCase().startsWith('aws:'))) {
    throw validation('aws: prefixed tag key names are not allowed for external use.')
  }
  const tags = new Map([...Object.entries(before), ...added.map((tag) => [tag.Key, tag.Value] as const)])
  if (tags.size > LIMITS.iam.tagsPerResource) throw tooManyTags()
  return Object.fromEntries(tags)
}

/** The parameter that a tagging request means: a name, and nothing but a parameter is built here. */
export function taggedParameter(resourceType: string, resourceId: string, place: Place): ParameterReference {
  if (resourceType !== 'Parameter') throw validation(`Resource type ${resourceType} is not built here, only Parameter.`)
  try {
    return { candidates: [newParameterName(resourceId, place)], place }
  } catch (error) {
    throw error instanceof AwsError ? invalidResourceId() : error
  }
}
