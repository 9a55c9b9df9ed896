/**
 * AWS's own sentences for `MalformedPolicyDocument`, as the IAM API answers them.
 * Sources: recorded answers and public reports; those marked [m] are from memory of AWS's wording.
 * Trust policies are checked by another part of IAM than permission policies, with other words.
 */
import type { PolicyKind } from '../compiled.ts'

export function notJson(kind: PolicyKind): string {
  return kind === 'trust' ? 'This policy contains invalid Json' : 'Syntax errors in policy.'
}

export function unknownField(kind: PolicyKind, field: string): string {
  return kind === 'trust' ? `Unknown field ${field}` : 'Syntax errors in policy.'
}

export function missingField(kind: PolicyKind, field: 'Statement' | 'Effect' | 'Action' | 'Resource' | 'Principal'): string {
  if (kind === 'trust') return `Missing required field ${field}`
  if (field === 'Action') return 'Policy statement must contain actions.'
  if (field === 'Resource') return 'Policy statement must contain resources.'
  return field === 'Principal' ? 'Missing required field Principal' : 'Syntax errors in policy.'
}

export function prohibitedField(kind: PolicyKind, field: string): string {
  return kind === 'trust' ? `Has prohibited field ${field}` : 'Policy document should not specify a principal.'
}

export const SENTENCES = {
  syntax: 'Syntax errors in policy.',
  legacy: 'The policy failed legacy parsing',
  sidsUnique: 'Statement IDs (SID) in a single policy must be unique.',
  /** [m] */
  sidForm: 'Statement IDs (SID) should be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  vendorMissing: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  oneColon: 'Actions/Condition can contain only one colon.',
  trustActions: 'AssumeRole policy may only specify STS AssumeRole actions.',
  federated: 'Federated principals must be valid domain names or SAML metadata ARNs',
  /** [m] */
  resourceVendor: 'Resource vendor must be fully qualified and cannot contain regexes.',
  iamPath:
    'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
} as const

export function vendorNotValid(vendor: string): string {
  return `Vendor ${vendor} is not valid`
}

export function resourceForm(resource: string): string {
  return `Resource ${resource} must be in ARN format or "*".`
}

export function partitionNotValid(partition: string, resource: string): string {
  return `Partition "${partition}" is not valid for resource "${resource}".`
}

/** [m] */
export function regionInResource(service: 'iam' | 's3', resource: string): string {
  return service === 'iam'
    ? `IAM resource ${resource} cannot contain region information.`
    : `Resource ${resource} can not contain region information.`
}

/** [m] */
export function invalidPrincipal(type: string, value: string): string {
  return `Invalid principal in policy: "${type}":"${value}"`
}
