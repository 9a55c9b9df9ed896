/**
 * Session tags: limits, and how they pass from a session to the one that it starts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 * Keys ignore case and keep it; a transitive tag is handed on and cannot be set anew.
 */
import { LIMITS } from '../../base/index.ts'
import type { AwsError, RoleSession, Tag } from '../operation/index.ts'
import { invalidParameter, invalidParameterForm } from './sts-error.ts'

const KEY_FORM = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u
const VALUE_FORM = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** The first rule that a request's tags break, in AWS's words where they are known. */
export function checkSessionTags(
  tags: readonly Tag[],
  transitiveKeys: readonly string[],
  inherited: readonly Tag[] = [],
): AwsError | undefined {
  if (tags.length === 0 && transitiveKeys.length === 0) return undefined
  if (tags.length > LIMITS.session.tags) return invalidParameterForm(`At most ${LIMITS.session.tags} session tags may be passed.`)
  const keys = new Set(tags.map((tag) => tag.Key.toLowerCase()))
  if (keys.size < tags.length) {
    return invalidParameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  if (!tags.every(isTag)) return invalidParameterForm('A session tag has a key or value of a form that tags may not have.')
  if (transitiveKeys.some((key) => !keys.has(key.toLowerCase()))) {
    return invalidParameter('The specified transitive tag key must be included in the requested tags.')
  }
  if (inherited.some((tag) => keys.has(tag.Key.toLowerCase()))) {
    return invalidParameter(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
  return undefined
}

/** The tags that a role session hands on to the sessions that it starts. */
export function inheritedTags(session: RoleSession | undefined): readonly Tag[] {
  const transitive = new Set(session?.transitiveTagKeys?.map((key) => key.toLowerCase()))
  return session?.tags?.filter((tag) => transitive.has(tag.Key.toLowerCase())) ?? []
}

function isTag({ Key, Value }: Tag): boolean {
  if (Key.length > LIMITS.session.tagKeyCharacters || Value.length > LIMITS.session.tagValueCharacters) return false
  return KEY_FORM.test(Key) && VALUE_FORM.test(Value)
}
