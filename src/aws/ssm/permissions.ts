/**
 * What callers need to be granted.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 * and, for SecureStrings, https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
import { formatArn } from '../../base/index.ts'
import type { RequestContext } from '../../policy/index.ts'
import type { Call, Permission, Tag } from '../operation/index.ts'
import { MANAGED_KEY, type ParameterHead, type ParameterVersion } from './parameter.ts'
import { type ParameterReference, type Place, parameterArn } from './parameter-name.ts'
import type { FoundParameter } from './parameters.ts'

export function placeOf(call: Call): Place {
  return { partition: call.partition, region: call.region, accountId: call.accountId }
}

/** One permission on the parameter that a reference names, whether or not it exists. */
export function onParameter(
  action: string,
  reference: Pick<ParameterReference, 'candidates' | 'place'>,
  head: ParameterHead | undefined,
  context: RequestContext = {},
): Permission {
  return {
    action: `ssm:${action}`,
    resource: parameterArn(reference.candidates[0] ?? '', reference.place),
    resourceAccountId: reference.place.accountId,
    context: { ...resourceTags(head), ...context },
  }
}

/** For each SecureString under a customer's key: that key's permission too. AWS's own key asks for none. */
export function decryptPermissions(versions: readonly { found: FoundParameter; version: ParameterVersion }[]): Permission[] {
  return versions.flatMap(({ found, version }) => keyPermission('kms:Decrypt', version.keyId, found.head.name, found.place))
}

/** @param action `kms:Encrypt` for the standard tier, `kms:GenerateDataKey` for the advanced one */
export function keyPermission(action: string, keyId: string | null, name: string, place: Place): Permission[] {
  if (keyId === null || keyId === MANAGED_KEY) return []
  const alias = /(^|:)(alias\/.*)$/.exec(keyId)?.[2]
  return [
    {
      action,
      resource: keyArn(keyId, place),
      context: {
        'kms:viaservice': `ssm.${place.region}.amazonaws.com`,
        'kms:encryptioncontext:parameter_arn': parameterArn(name, place),
        'kms:encryptioncontextkeys': ['PARAMETER_ARN'],
        ...(alias === undefined ? {} : { 'kms:requestalias': alias }),
      },
    },
  ]
}

export function requestTags(tags: readonly Tag[] | undefined): RequestContext {
  if (tags === undefined || tags.length === 0) return {}
  const values = tags.map((tag) => [`aws:requesttag/${tag.Key.toLowerCase()}`, tag.Value] as const)
  return { ...Object.fromEntries(values), 'aws:tagkeys': tags.map((tag) => tag.Key) }
}

function resourceTags(head: ParameterHead | undefined): RequestContext {
  if (head === undefined) return {}
  const entries = Object.entries(head.tags).flatMap(([key, value]) => [
    [`aws:resourcetag/${key.toLowerCase()}`, value] as const,
    [`ssm:resourcetag/${key.toLowerCase()}`, value] as const,
  ])
  return Object.fromEntries(entries)
}

/** There is no KMS here that could say which key an alias stands for: an alias is asked for by its own ARN. */
function keyArn(keyId: string, place: Place): string {
  if (keyId.startsWith('arn:')) return keyId
  return formatArn({ ...place, service: 'kms', resource: keyId.startsWith('alias/') ? keyId : `key/${keyId}` })
}
