/**
 * The members that the operations which start role sessions share, with the constraints of AWS's own model
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_RequestParameters).
 */
import { LIMITS } from '../../base/index.ts'

/** As AWS prints it, braces and escapes included. */
const ARN_PATTERN = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+'

export const ARN_SHAPE = { kind: 'string', min: 20, max: 2_048, pattern: ARN_PATTERN } as const

/** Also the form of a source identity. */
export const SESSION_NAME_SHAPE = { kind: 'string', min: 2, max: 64, pattern: '[\\w+=,.@-]*' } as const

export const SESSION_POLICY_SHAPE = {
  kind: 'string',
  min: 1,
  max: LIMITS.policy.sessionCharacters,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
} as const

export const POLICY_ARNS_SHAPE = {
  kind: 'list',
  max: LIMITS.session.policyArns,
  member: { kind: 'structure', members: { arn: ARN_SHAPE } },
} as const

export const DURATION_SHAPE = { kind: 'integer', min: LIMITS.session.minSeconds, max: LIMITS.session.maxSeconds } as const

export const TOKEN_SIZE_SHAPE = { kind: 'integer', min: 0, max: LIMITS.session.tokenBytes } as const

/** The ARNs of `PolicyArns`; a member without one names nothing. */
export function arnsOf(members: readonly { readonly arn?: string }[] = []): readonly string[] {
  return members.flatMap((member) => member.arn ?? [])
}
