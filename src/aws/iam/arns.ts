/**
 * ARNs of IAM's own resources.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
import { type Arn, formatArn, parseArn } from '../../base/index.ts'
import { validationError } from './refusals.ts'

export type IamResourceType = 'role' | 'user' | 'group' | 'policy' | 'oidc-provider' | 'instance-profile'

/** `path` with both slashes, `name` last: `arn:aws:iam::123456789012:role/a/b/name`. */
export function iamArn(partition: string, accountId: string, type: IamResourceType, pathAndName: string): string {
  const tail = pathAndName.startsWith('/') ? pathAndName : `/${pathAndName}`
  return formatArn({ partition, service: 'iam', region: '', accountId, resource: type + tail })
}

/** The parts of an ARN that came with a request, if it names a resource of this type; refuses what is no such ARN. */
export function readIamArn(text: string, type: IamResourceType): Arn {
  const arn = parseArn(text)
  // Two spaces, as AWS writes it.
  if (!arn) throw validationError('Invalid ARN:  Could not be parsed!')
  if (arn.service !== 'iam' || !arn.resource.startsWith(`${type}/`)) throw validationError(`ARN ${text} is not valid.`)
  return arn
}
